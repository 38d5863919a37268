"""What cannot be read is pointed at: line, column, text, and what was expected. Nothing hangs, nothing is run."""

import random

import pytest

from autograder.derivation import read
from autograder.derivation.reading import cursor, expressions, grammar, latex, layout

from .reading import NOTATION, problem

PLACES = [  # what is written, line, column, the text there, what is wrong, what was expected
    ("x = \\frac{1}", 1, 13, "", "The formula ends here.", "a denominator"),
    ("x = (1 + 2", 1, 5, "(", "`(` is never closed.", "its partner in the same row"),
    ("x = 1\n+ [2 + 3", 2, 3, "[", "`[` is never closed.", "its partner in the same row"),
    ("x = 1) + 2", 1, 6, ")", "`)` was not expected here.", "an operator, a factor or the end of the formula"),
    ("x = {1 + 2", 1, 5, "{", "This brace is never closed.", "a `}` for it"),
    ("x = 1}", 1, 6, "}", "This brace closes nothing.", "a `{` before it"),
    ("x &= 1 \\\\\n &= \\foo{2}", 2, 5, "\\foo", "`\\foo` is not a command here.", "a command of the list"),
    ("x = ", 1, 3, "=", "Nothing follows this relation.", "an expression"),
    ("x = \\ge 1", 1, 5, "\\ge", "Two relations stand here without", "an expression"),
    ("= 1", 1, 1, "=", "Nothing stands before this relation.", "the quantity at which you start"),
    ("x = 1 \\pm 2", 1, 7, "\\pm", "A double sign is not read here.", "one row for each sign"),
    ("x = \\log_7 x", 1, 10, "7", "This base is not read.", "`\\log`, `\\ln` or `\\log_2`"),
    ("x = D_{KL}", 1, 11, "", "A divergence is of two laws.", "`D_{KL}(q \\,\\|\\, p)`"),
    ("x = D_{KL}(q)", 1, 11, "(q)", "A divergence is of two laws, with `\\|`", "`D_{KL}(q \\,\\|\\, p)`"),
    ("x = H_q", 1, 8, "", "An entropy is of something.", "`H(X)` or `H(q)`"),
    ("x = \\mathcal{N}(x)", 1, 16, "(x)", "A Gaussian has a mean", "`\\mathcal{N}(x; \\mu"),
    ("x = \\sum_{i=1}_{j} x", 1, 15, "_", "This operator has two limits on the same side.", "one below, one above"),
    ("x = \\sum_{j \\ne i} x_j", 1, 13, "\\ne", "A sum over all but one is not read here.", "a sum over a range"),
    ("x = \\partial f", 1, 5, "\\partial", "The derivative does not say by what.", "`\\frac{\\partial}"),
    ("x = \\frac{\\partial^3}{\\partial \\mu^3} x", 1, 20, "3", "Only first and second derivatives", "`\\partial^2`"),
    ("x = \\hat{x y}", 1, 9, "{x y}", "An accent stands over one letter", "as in `\\bar{\\alpha}_t`"),
    ("x = \\infty", 1, 5, "\\infty", "`\\infty` is read as the end of an integral only.", "a finite expression"),
    ("x = |y", 1, 5, "|", "This bar has no partner.", "`|…|`"),
    ("x = \\langle y", 1, 5, "\\langle", "`\\langle` is never closed.", "`\\rangle`"),
    ("x = x^", 1, 7, "", "The formula ends here.", "an exponent"),
    ("x = x_", 1, 7, "", "The formula ends here.", "an index"),
    ("x = ()", 1, 5, "()", "Nothing stands here.", "an expression"),
    ("x = 1 + ", 1, 8, "", "The formula ends here.", "a number, a letter, a bracket or an operator"),
    ("x = 2 ? 3", 1, 7, "?", "`?` was not expected here.", "an operator, a factor or the end of the formula"),
    ("x = \\mathbf", 1, 5, "\\mathbf", "\\mathbf is followed by nothing.", "a group in braces"),
    ("$x = 1", 1, 1, "$", "`$` is begun and never ended.", "`$` behind it"),
    ("x = 1\n\\begin{align} x = 1", 2, 1, "\\begin{align}", "`\\begin{align}` is begun", "`\\end{align}` behind it"),
    ("x = 1 \\end{align}", 1, 7, "\\", "The `$`, braces or environments here do not pair.", "each with its partner"),
    ("\\begin{tikzpicture} x = 1 \\end{tikzpicture}", 1, 1, "\\begin{tikzpicture}", "The environment", "align"),
]  # fmt: skip

X = r"\log p(x) = "
LIMITS = [  # what is written, which limit speaks
    ("{" * 10**5, f"more than {latex.LONGEST_SOURCE} characters"),
    ("x" * 10**6, f"more than {latex.LONGEST_SOURCE} characters"),
    ("x = 1 \\\\\n" * 10**4, f"more than {latex.LONGEST_SOURCE} characters"),
    (X + "{" * 10**4 + "1" + "}" * 10**4, f"More than {latex.DEEPEST} groups"),
    (X + r"\frac{1}{" * 100 + "1" + "}" * 100, f"More than {latex.DEEPEST} groups"),
    (r"\begin{align}" * 2000, f"More than {latex.DEEPEST} groups"),
    (r"\[" * 10**4, f"More than {latex.DEEPEST} groups"),
    ("x = 1\n" * 5000, f"more than {layout.MOST_ROWS} rows"),
    ("$x = 1$" * 4000, f"more than {layout.MOST_ROWS} rows"),
    ("12\n" * 10**4, f"more than {layout.LONGEST_ROW} characters"),
    ("(\n" + "12\n" * 10**4, f"more than {layout.LONGEST_ROW} characters"),
    (X + "1" + ",1" * 15_000, f"more than {layout.LONGEST_ROW} characters"),
    (X + "9" * 3000, f"more than {expressions.LONGEST_NUMBER} digits"),
    (X + "9." + "9" * 3000, f"more than {expressions.LONGEST_NUMBER} digits"),
    (X + "(" * 300 + "x" + ")" * 300, "takes too long to read"),
    (X + r"\sqrt{" * 38 + "(" * 30 + "x" + ")" * 30 + "}" * 38, f"More than {cursor.DEEPEST} expressions"),
    (X + "p(" * 60 + "x" + ")" * 60, "takes too long to read"),
    (X + r"\int z " * 500, "takes too long to read"),
    (X + "1/2x " * 700, f"More than {grammar.DEEPEST_TREE} operations"),
    (X + "x" + "^x" * 1800, f"More than {grammar.DEEPEST_TREE} operations"),
    (X + r"\hat" * 900 + "x", f"More than {grammar.DEEPEST_TREE} operations"),
    (X + r"\log " * 700 + "x", f"More than {grammar.DEEPEST_TREE} operations"),
]

COMMANDS = [
    r"\def\a{\a}\a", r"\newcommand{\E}{\mathbb{E}}", r"\input{/etc/passwd}", r"\include{x}", r"\immediate\write18{ls}",
    r"\openin1=/etc/passwd", r"\csname x\endcsname", r"\catcode`\%=12", r"\let\x=\y", r"\loop x \repeat",
    r"\usepackage{x}", r"\directlua{os.exit()}", r"\special{x}", r"\expandafter\x", r"\href{javascript:x}{x}",
]  # fmt: skip

# Read or refused, but with one problem a row at most and no exception.
STRANGE = [
    "", " \n\t\r\n", "%" * 3000, "\\", "x = \\", "x = \x00", "".join(map(chr, range(1, 32))), "x = \u202e1 + 2\u202c",
    "x\u2066 = 1", "x = \ud800", "x = 😀", "\ufeffx = 1", "x\u200b = 1", "x = ٣", "х = 1", "x = ½", "x̂ = 1",
    "&" * 3900, "=" * 3900, "x=" * 1900, X + "-" * 3900 + "x", X + "'" * 3900, X + "x" + "'" * 3900, X + "|" * 3900,
    X + "|x" * 1900, X + r"\|x" * 1300, X + "^" * 3900, X + "x" + "_x" * 1900, X + "[" * 3900, X + ")" * 3900,
    X + "E[" * 1900, X + "E_" * 1900, X + r"D_{KL}(" * 500, X + "p(" * 1900, X + "N(" * 900, X + r"\langle " * 400,
    X + r"\arg\min" * 400, X + r"\sum_x " * 500, X + r"\int " * 700, X + r"\log(x)y" * 400,
    X + r"\int " * 300 + "x" + " dz" * 300, X + r"\left" * 700, X + r"\overset" * 400, X + r"\mathbf" * 400 + "x",
    X + r"\cdots" * 500, X + r"10^{10^{10^{10}}}", X + "99^{999999999999}", X + r"\sum_{i=1}^{1000000000} x_i",
    X + r"\sum_{i=1}^{10^9} i", X + "1/0", X + r"2^{" * 38 + "2" + "}" * 38, X + r"\frac1" * 700, X + r"\sqrt" * 700,
    r"\Rightarrow" * 300, "x=1" + r"\Rightarrow x=1" * 200, "x=1" + r"\quad x" * 550, "x = 1" + "&& a" * 900,
    "x=1" + r"\cr" * 1300, "(" * 2000 + "\n" + ")" * 2000, "$$" * 19_000, "x = x|_{y=1}" * 200,
    r"x = \underbrace" * 200, X + r"\text{" * 38 + "a" + "}" * 38, r"\end{align}", r"\item x = 1", "x = ({)}",
]  # fmt: skip

VOCABULARY = [
    *"xyzpqifEHDNCtT012.,;:!|&=<>+-*/^_'()[]{}$~?", "\\\\", "\n", " ", r"\frac", r"\dfrac", r"\sqrt", r"\log", r"\ln",
    r"\exp", r"\sum", r"\prod", r"\int", r"\partial", r"\nabla", r"\mathbb{E}", r"\mathbb", r"\mathrm{KL}", "D_{KL}",
    "D_KL", "KL", "JSD", r"\|", r"\mid", r"\vert", r"\left", r"\right", r"\middle", r"\big", r"\,", r"\!", r"\quad",
    r"\mathcal{N}", r"\mathcal", r"\hat", r"\bar", r"\tilde", r"\mu", r"\sigma", r"\theta", r"\phi", r"\alpha",
    r"\epsilon", r"\boldsymbol", r"\text{so}", r"\text", r"\underbrace", r"\overset", r"\underset", r"\arg\min",
    r"\max", "argmax", "log", r"\cdot", r"\times", r"\ldots", r"\infty", r"\ge", r"\le", r"\approx", r"\sim",
    r"\propto", r"\equiv", r"\Rightarrow", r"\iff", r"\langle", r"\rangle", r"\{", r"\}", r"\begin{align}",
    r"\end{align}", r"\[", r"\]", "dz", "d z", "{q(z|x)}", "p(x|z)", "x_{0:T}", "{i=1}", "^2", "_t", "const",
    r"\tag{1}", r"\label", "%", "≥", "∑", "θ", r"\unknown", r"\mathbf", r"\operatorname", r"\color", r"\boxed",
    r"\phantom", r"\lVert", r"\rVert", r"\Pr", r"\Var", "Var", "Cov", "Ber",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "column", "there", "wrong", "expected"), PLACES, ids=[text for text, *_ in PLACES]
)
def test_a_problem_names_its_place_and_what_was_expected(text, line, column, there, wrong, expected):
    found = problem(text)

    assert (found.place.line, found.place.column, found.place.text) == (line, column, there)
    assert found.said.startswith(wrong)
    assert found.expected.startswith(expected)


def test_a_problem_is_said_in_one_line():
    assert str(problem("x &= 1 \\\\\n &= \\foo{2}")) == (
        "line 2, column 5 (`\\foo`): `\\foo` is not a command here. "
        "Expected: a command of the list in docs/derivations.md; a cell defines none of its own."
    )


def test_a_row_that_cannot_be_read_leaves_the_others():
    first, second, third = read("x &= 1 \\\\ &= ) \\\\ &= 2", NOTATION)

    assert (first.words, third.words) == (("x", "1"), ("2",))
    assert second.problem is not None


@pytest.mark.parametrize(("text", "limit"), LIMITS, ids=[f"{text[:20]}-{len(text)}" for text, _ in LIMITS])
def test_a_limit_says_what_it_is(text, limit):
    assert limit in problem(text).said


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_of_tex_is_run(command):
    found = problem(f"x = {command}")

    assert "is not a command here" in found.said
    assert command.startswith(found.place.text)


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_strange_text_is_read_or_refused(text):
    for row in read(text, NOTATION):
        assert row.problem is None or (row.problem.said and row.problem.place.line >= 1)


@pytest.mark.parametrize(
    ("text", "named"), [("x = 1\u202e", "U+202E"), ("x = 1\x07", "U+0007"), ("x = 1\ud800", "U+D800")]
)
def test_a_character_that_cannot_be_seen_is_named(text, named):
    found = problem(text)

    assert named in found.said
    assert str(found).isprintable()


@pytest.mark.parametrize("seed", range(20))
def test_random_tokens_never_raise(seed):
    rng = random.Random(seed)
    for _ in range(150):
        words = rng.choices(VOCABULARY, k=rng.randint(1, 30))
        _is_data(read(" ".join(words) if rng.random() < 0.5 else "x = " + "".join(words), NOTATION))


@pytest.mark.parametrize("seed", range(5))
def test_random_characters_never_raise(seed):
    rng = random.Random(seed)
    for _ in range(100):
        size = rng.randint(1, 200)
        bytes_ = bytes(rng.randrange(256) for _ in range(size)).decode("latin-1")
        points = "".join(chr(rng.randrange(0x11000)) for _ in range(size))
        _is_data(read(bytes_, NOTATION))
        _is_data(read(points, NOTATION))


@pytest.mark.parametrize("seed", range(10))
def test_damaged_derivations_never_raise(seed):
    whole = (
        "\\begin{align}\n\\log p_\\theta(x) &= \\log \\int p_\\theta(x, z)\\, dz \\\\\n"
        "&\\ge \\mathbb{E}_{q_\\phi(z|x)}\\left[\\log \\frac{p(x,z)}{q_\\phi(z|x)}\\right] && \\text{(Jensen)} \\\\\n"
        "&= \\mathbb{E}_{q}[\\log p(x|z)] - D_{KL}(q_\\phi(z|x) \\,\\|\\, p(z)) + \\sum_{i=1}^n x_i\n\\end{align}\n"
    )
    rng = random.Random(seed)
    for _ in range(60):
        text = whole
        for _ in range(rng.randint(1, 6)):
            start = rng.randrange(len(text))
            text = (
                text[:start]
                + rng.choice(["", "", "{", "}", "(", "\\", "|", "&", "="])
                + text[start + rng.randint(0, 5) :]
            )
        _is_data(read(text, NOTATION))


def _is_data(rows):
    """Every row has words, a problem, or neither where it is a remark; places are inside of the text."""
    for number, row in enumerate(rows, 1):
        assert row.number == number
        assert all(isinstance(words, str) and words for words in row.words)
        if row.problem is not None:
            assert row.problem.said
            assert row.problem.place.column >= 1
