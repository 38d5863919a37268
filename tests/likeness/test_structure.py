"""What is the same answer written otherwise, and what is another answer."""

import pytest

from autograder.likeness import form_of

PLAIN = """
def posterior(x0, xt, t, betas):
    alpha_bar = torch.cumprod(1 - betas, 0)
    before = torch.cat([torch.ones(1), alpha_bar[:-1]])
    weight = before[t].sqrt() * betas[t] / (1 - alpha_bar[t])
    return weight * x0 + [w for w in before][0] * xt, betas[t]
"""
COPIED = {
    "names": """
def posterior(clean, noisy, step, schedule):
    kept = torch.cumprod(1 - schedule, 0)
    earlier = torch.cat([torch.ones(1), kept[:-1]])
    factor = earlier[step].sqrt() * schedule[step] / (1 - kept[step])
    return factor * clean + [v for v in earlier][0] * noisy, schedule[step]
""",
    "comments, layout and a docstring": '''
# my own work
def posterior(x0,
              xt, t, betas):
    """Equation 7."""
    alpha_bar = torch.cumprod(1 - betas, 0)  # shares

    before = torch.cat([torch.ones(1), alpha_bar[:-1]])
    weight = (before[t].sqrt() * betas[t]) / (1 - alpha_bar[t])
    return (weight * x0 + [w for w in before][0] * xt, betas[t])
''',
    "the order of sums and products": """
def posterior(x0, xt, t, betas):
    alpha_bar = torch.cumprod(1 - betas, 0)
    before = torch.cat([torch.ones(1), alpha_bar[:-1]])
    weight = betas[t] * before[t].sqrt() / (1 - alpha_bar[t])
    return xt * [w for w in before][0] + x0 * weight, betas[t]
""",
    "annotations, imports and 1.0 for 1": """
import torch as tt

def posterior(x0: tt.Tensor, xt, t, betas) -> tuple:
    alpha_bar: tt.Tensor = tt.cumprod(1.0 - betas, 0)
    before = tt.cat([tt.ones(1), alpha_bar[:-1]])
    weight = before[t].sqrt() * betas[t] / (1 - alpha_bar[t])
    return weight * x0 + [w for w in before][0] * xt, betas[t]
""",
    "a magic above it": "%%time\n" + PLAIN.strip() + "\n",
}
OTHER = {
    "another constant": PLAIN.replace("ones(1)", "ones(2)"),
    "another function": PLAIN.replace("sqrt", "exp"),
    "terms of a difference exchanged": PLAIN.replace("1 - betas", "betas - 1"),
    "two names exchanged": PLAIN.replace("weight * x0", "weight * xt"),
    "a step more": PLAIN.replace("    return", "    weight = weight\n    return"),
    "a name of the course's": PLAIN.replace("torch.cumprod(1 - betas, 0)", "alpha_bar_of(betas)"),
}
KEPT = frozenset({"posterior"})


@pytest.mark.parametrize("how", COPIED)
def test_an_answer_has_one_form_however_it_is_dressed(how):
    assert form_of(COPIED[how], KEPT) == form_of(PLAIN, KEPT)


@pytest.mark.parametrize("how", OTHER)
def test_another_answer_has_another_form(how):
    assert form_of(OTHER[how], KEPT).digest != form_of(PLAIN, KEPT).digest


def test_a_name_is_one_name_in_its_own_function_only():
    twice = "def f(a, b):\n    return a - b\n\ndef g({0}, {1}):\n    return {0} / {1}\n"

    assert form_of(twice.format("a", "b")) == form_of(twice.format("b", "a")) == form_of(twice.format("x", "y"))


def test_names_of_the_assignment_are_not_the_students_to_choose():
    calls = "def f(x):\n    return {}(x) + 1\n"

    assert form_of(calls.format("alpha_bar"), frozenset({"f", "alpha_bar"})) != form_of(
        calls.format("snr"), frozenset({"f", "snr"})
    )
    assert form_of(calls.format("helper"), renamed=frozenset({"helper"})) == form_of(
        calls.format("mine"), renamed=frozenset({"mine"})
    )


def test_a_derivation_is_the_same_but_for_blanks_comments_and_what_only_sets_it():
    dense = "%%derivation bound\n\\log p(x) &= \\log E_q[w] \\\\\n&\\ge E_q[\\log w]\n"
    airy = (
        "%%derivation bound\n\\begin{aligned}\n\\log p(x) & =\\, \\log E_q \\left[ w \\right] \\\\  % Jensen\n"
        "  &\\ge E_q\\bigl[\\log w\\bigr]\\end{aligned}"
    )

    assert form_of(airy) == form_of(dense)
    assert form_of(dense.replace(r"\ge", r"\le")) != form_of(dense)


@pytest.mark.parametrize("source", ["%%derivation bound\n\\" + "x" * 60_000, "x = 1\n" * 15_000, "def f(:", ""])
def test_what_is_too_long_or_no_answer_has_no_form(source):
    assert form_of(source) is None


@pytest.mark.parametrize(
    "source",
    [
        "def f(:",
        "",
        "(" * 5000 + ")" * 5000,
        "x = " + "+".join(["1"] * 30_000),
        "x = " + "-" * 3000 + "1",
        "x = 1" + "\nx = x + 1" * 4900 + "\n",
        "%%bash\nls",
        "x = '\udc80'",
        "x = 1e999 + 10**5000 + 0x" + "f" * 3000,
        "match x:\n    case {'a': [y, *z], **rest}:\n        print(y)\n    case _:\n        pass",
        "lambda *a, b=1, **c: (yield)",
        "@d\nclass A(B, metaclass=C):\n    x: int\n    async def f(self): [await y async for y in self]",
    ],
)
def test_whatever_a_cell_holds_it_has_a_form_or_none(source):
    form_of(source)
