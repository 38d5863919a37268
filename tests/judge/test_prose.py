"""An answer in words is left to a person: no kernel is asked, and nothing is certain."""

import pytest

from autograder.authoring import derivation_question, written_question
from autograder.judge import Judge
from autograder.question import Week
from autograder.rubric import Criterion

from .test_derivations import ASKED, RIGHT, UNREAD

RUBRIC = (Criterion("names the two laws", 1, "A sketch will do."), Criterion("says which is wider", 1.5))
WHY = written_question("why", "Why they differ", *RUBRIC)


class Nobody:
    """A session that must not be asked."""

    def ask(self, calls):
        raise AssertionError(f"asked {calls}")


def judged(question, text=None):
    judge = Judge(Week("week96", (question,), (), ()), b"secret")
    answered = set() if text is None else {question.name}
    return judge.judge(Nobody(), answered, written={question.name: text or ""})[question.name]


def test_an_answer_waits_for_a_person_with_its_rubric_and_no_certain_points():
    result = judged(WHY, "One is wider.")

    assert (result.verdict, result.points, result.max_points) == ("undecided", 0, 2.5)
    assert result.rubric == RUBRIC
    assert [(check.name, check.max_points, check.undecided) for check in result.checks] == [
        ("names the two laws", 1, True),
        ("says which is wider", 1.5, True),
    ]


def test_without_an_answer_no_person_is_needed():
    result = judged(WHY)

    assert (result.verdict, result.points) == ("missing", 0)
    assert not any(check.undecided for check in result.checks)


def test_the_same_answer_is_known_again_and_another_one_is_not():
    assert judged(WHY, "One.").answer == judged(WHY, "One.").answer != judged(WHY, "Two.").answer
    assert judged(WHY, "lone \ud800").answer


def test_students_are_told_what_is_looked_for_and_nothing_that_is_for_whoever_marks():
    told = judged(WHY, "One is wider.").to_json()

    assert told["rubric"] == [
        {"title": "names the two laws", "points": 1},
        {"title": "says which is wider", "points": 1.5},
    ]
    assert "sketch" not in str(told)


def test_a_derivation_brings_its_rubric_where_a_person_has_to_decide_and_only_there():
    question = derivation_question("bound", "The bound", ASKED, rubric=(Criterion("all of it", 5, "Be kind."),))

    assert judged(question, UNREAD).verdict == "undecided"
    assert judged(question, UNREAD).rubric == question.rubric
    assert judged(question, RIGHT).rubric == ()


@pytest.mark.parametrize(("title", "points"), [("", 1), ("a", 0), ("a", float("nan")), ("a", float("inf"))])
def test_a_criterion_is_worth_something_and_says_what_for(title, points):
    with pytest.raises(ValueError, match="criterion"):
        Criterion(title, points)


def test_a_question_in_words_needs_a_rubric():
    with pytest.raises(ValueError, match="a person needs a rubric"):
        written_question("why", "Why")
