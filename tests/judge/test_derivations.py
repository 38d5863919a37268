"""A derivation is judged once and credited in parts; what our side cannot decide or do is never the student's zero."""

import dataclasses

import pytest

from autograder.authoring import derivation_question
from autograder.collect.session import LocalSession
from autograder.derivation import Derivation, Goal, Move, Notation, forms
from autograder.derivation.declaration import Law, Passes
from autograder.errors import AutograderError
from autograder.judge import Judge
from autograder.question import Week, WrongAnswer

NOTATION = Notation(
    finite=("x", "z"),
    laws=(Law((r"p_\theta", "p"), ("x", "z")), Law(("q",), ("z",), ("x",))),
    held=("x",),
)
JENSEN = Move("jensen", (Passes(forms.log_of_mean, forms.mean_of_log),), "No line takes the logarithm inside.")
GOAL = r"\log p(x) \ge E_{q(z|x)}[\log \frac{p(x,z)}{q(z|x)}]"
ASKED = Derivation(NOTATION, (r"\log p(x)",), Goal((GOAL,)), (JENSEN,))

RIGHT = r"""
\log p(x) &= \log \sum_z q(z|x) \frac{p(x,z)}{q(z|x)} \\
 &\ge \sum_z q(z|x) \log \frac{p(x,z)}{q(z|x)} \\
 &= E_{q(z|x)}\left[\log \frac{p(x,z)}{q(z|x)}\right]
"""
TURNED = RIGHT.replace(r"\ge", r"\le")
UPSIDE_DOWN = RIGHT.replace(r"\log \sum_z q(z|x) \frac{p(x,z)}{q(z|x)}", r"\log \sum_z q(z|x) \frac{q(z|x)}{p(x,z)}")
UNREAD = RIGHT.replace(r" &\ge \sum_z", r" &= \heartsuit \\ &\ge \sum_z")
TOLD = "The logarithm bends downwards."
WRONG = WrongAnswer("bound", "bound-from-above", TOLD, ("jensen", "goal", "validity"), TURNED)


def for_ever(side):
    while True:
        pass


def broken(side):
    raise KeyError("an author's slip")


def with_form(form):
    move = dataclasses.replace(JENSEN, any_of=(Passes(form, form), Passes(form, form, by="equality")))
    return dataclasses.replace(ASKED, moves=(move,))


def judged(text, derivation=ASKED, *, answered=True):
    question = derivation_question(
        "bound", "The bound", derivation, points={"validity": 2}, hints={"validity": "Go on."}
    )
    judge = Judge(Week("week96", (question,), (WRONG,), ()), b"secret")
    return judge.judge(LocalSession({}), {"bound"} if answered else set(), written={"bound": text})["bound"]


def gained(result):
    return {check.name for check in result.checks if check.passed}


def check(result, name):
    return next(check for check in result.checks if check.name == name)


def test_a_right_derivation_has_all_points_and_its_rows_are_told():
    result = judged(RIGHT)

    assert (result.verdict, result.points, result.max_points) == ("right", 5, 5)
    assert [(row.number, row.line, row.verdict) for row in result.rows] == [
        (1, 2, "valid"),
        (2, 3, "valid"),
        (3, 4, "valid"),
    ]
    assert r"\frac{p(x,z)}{q(z|x)}" in result.rows[0].source


def test_a_line_that_does_not_follow_costs_the_validity_and_is_named_with_its_reason():
    result = judged(UPSIDE_DOWN)

    assert (result.verdict, gained(result)) == ("partial", {"start", "jensen", "goal"})
    assert check(result, "validity").message.startswith("row 1 (line 2) does not follow from what stands above it: ")
    assert [row.verdict for row in result.rows] == ["invalid", "valid", "valid"]
    assert "Hint: Go on." in result.messages


def test_a_counterexample_is_for_staff_unless_the_author_shows_it():
    hidden = judged(UPSIDE_DOWN)
    shown = judged(UPSIDE_DOWN, dataclasses.replace(ASKED, witness=True))

    numbers = hidden.rows[0].staff
    assert numbers
    assert numbers in check(hidden, "validity").staff
    assert numbers not in " ".join([*hidden.messages, *(row.said for row in hidden.rows)])
    assert numbers in shown.rows[0].said


def test_what_cannot_be_read_waits_for_a_person_and_certain_marks_are_kept():
    result = judged(UNREAD)

    assert result.verdict == "undecided"
    assert "start" in gained(result)
    assert check(result, "validity").undecided
    assert "heartsuit" in check(result, "validity").message
    assert 0 < result.points < result.max_points


def test_a_known_wrong_derivation_is_recognised_whatever_its_layout():
    result = judged(TURNED.replace(" &", "\n   & ").replace("E_{q(z|x)}", r"\mathbb{E}_{q(z\mid x)}"))

    assert result.misconception == "bound-from-above"
    assert result.messages[0] == TOLD


def test_another_wrong_derivation_is_not_taken_for_it():
    assert judged(UPSIDE_DOWN).misconception is None


@pytest.mark.parametrize("text", ["", "% later", "0 = 0", r"\log p(x) &= \log p(x)", "as was to be shown"])
def test_nothing_is_gained_but_a_start_by_lines_that_lead_nowhere(text):
    assert gained(judged(text)) <= {"start"}


def test_a_derivation_that_is_not_there_is_missing():
    assert judged("", answered=False).verdict == "missing"


def test_what_takes_too_long_is_undecided():
    question = derivation_question("bound", "The bound", with_form(for_ever))
    hurried = dataclasses.replace(
        question,
        checks=tuple(
            dataclasses.replace(c, compare=dataclasses.replace(c.compare, seconds=1)) for c in question.checks
        ),
    )

    judge = Judge(Week("week96", (hurried,), (), ()), b"secret")
    result = judge.judge(LocalSession({}), {"bound"}, written={"bound": RIGHT})["bound"]

    assert (result.verdict, result.points) == ("undecided", 0)
    assert result.rows == ()
    assert "a person will look at it" in check(result, "goal").message


def test_a_fault_of_ours_is_no_mark():
    with pytest.raises(AutograderError, match="an author's slip"):
        judged(RIGHT, with_form(broken))


@pytest.mark.parametrize(
    "text",
    [
        "{" * 5000,
        r"\log " * 5000 + "p(x) = 1",
        "p(x) = 9^{9^{9^{9^{9}}}}",
        r"p(x) = \sum_{i=1}^{1000000000} i",
        r"p(x) = \prod_{i=1}^{999999999999} x_i",
        "p(x) = " + "(" * 900 + "1" + ")" * 900,
        "p(x) &= 1 \\\\\n" * 3000,
        "\\newcommand{\\a}{\\a\\a}\\a = 1",
        "p(x) = \x00\u202e\ud800",
    ],
)
def test_hostile_text_ends_in_a_verdict(text):
    assert judged(text).verdict in ("wrong", "partial", "undecided")


def test_a_start_that_equals_itself_is_no_way_to_a_goal_that_has_its_value():
    """Also where no move is asked for, and the goal is told from the start by its form alone."""
    joint = Notation(finite=("x", "z"), laws=(Law(("p",), ("x", "z")),))
    split = Goal((r"\log p(x, z) = \log p(x) + \log p(z|x)",), closed=forms.density("p", "z", "x"))
    asked = Derivation(joint, (r"\log p(x, z)",), split)

    assert gained(judged(r"\log p(x, z) &= \log p(x, z)", asked)) == {"start"}
    assert gained(judged(r"\log p(x, z) &= \log p(x) + \log p(z|x)", asked)) == {"start", "goal", "validity"}
