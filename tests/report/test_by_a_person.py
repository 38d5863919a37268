"""What a person looks for, gave and wrote is on the pages, and what is for whoever marks is not."""

from dataclasses import replace

import pytest

from autograder.report.class_report import class_report
from autograder.report.feedback import feedback_page
from autograder.report.student_view import student_view
from autograder.report.summary import summary_json
from autograder.results import CheckResult, Decision, QuestionResult
from autograder.rubric import Criterion

from .test_feedback import HOSTILE, NEVER, Page

RUBRIC = (Criterion("names both `laws`", 2, f"A sketch will do. {NEVER}"), Criterion("says which is wider", 3))
CHECKS = tuple(CheckResult(one.title, 0, one.points, False, "hidden", undecided=True) for one in RUBRIC)
WHY = QuestionResult("why", "Why they differ", 0, 5, "undecided", CHECKS, rubric=RUBRIC, prose=True, answer="a digest")
MISSING = replace(WHY, verdict="missing", messages=("Not answered: the cell is missing or as it was released.",))


@pytest.fixture
def page_of(perfect):
    return lambda question: Page(
        feedback_page(replace(perfect, questions={**perfect.questions, question.name: question}), title="Week 6")
    )


def decided(points=4.0, verdict="partial", **more):
    return replace(WHY, points=points, verdict=verdict, decision=Decision(points, **more))


def test_an_answer_in_words_waits_with_what_a_person_will_look_for(page_of):
    text = page_of(WHY).text

    assert "A person reads this answer and marks it. Its points are still to come." in text
    assert "What a person looks for names both laws 2 says which is wider 3" in text
    assert "Up to 5 more points wait for a person." in text
    assert "For a person to decide" not in text
    assert "What you wrote in words is read and marked by a person." in text
    assert NEVER not in text


def test_a_persons_points_and_comment_stand_in_the_programs_place(page_of):
    text = page_of(decided(comment="Well seen.\nAnd the tails?")).text

    assert "A person has marked this answer." in text
    assert "Partly right 4 of 5 points" in text
    assert "64 of 65 points" in text
    assert "What the person who marked it says Well seen. And the tails?" in text
    assert "What a person looks for names both laws 2 says which is wider 3" in text
    assert "wait for a person" not in text


def test_a_mark_that_is_looked_at_again_says_so(page_of):
    assert "It is looked at once more" in page_of(decided(again=True)).text
    assert "It is looked at once more" not in page_of(decided()).text


def test_what_a_person_wrote_is_text(page_of):
    page = page_of(decided(comment=HOSTILE))

    assert HOSTILE in page.text
    assert "script" not in page.tags
    assert "img" not in page.tags


def test_without_an_answer_the_page_says_what_to_do_and_what_it_was_about(page_of):
    text = page_of(MISSING).text

    assert "Write your answer into its cell" in text
    assert "Define why" not in text
    assert "What a person looks for" in text


def test_an_answer_that_ran_and_was_marked_by_a_person_keeps_what_its_checks_saw(perfect, mixed):
    question = replace(mixed.questions["q_posterior"], points=3.0, decision=Decision(3.0, "The idea is right."))

    (view,) = student_view(replace(perfect, questions={"q_posterior": question})).questions

    assert view.lead == "A person has marked this answer."
    assert (view.points, view.comment) == (3.0, "The idea is right.")
    assert [check.name for check in view.lost] == ["posterior variance"]


def test_a_class_of_hundreds_waits_in_one_line(a_class):
    waiting = [
        replace(a_class[0], student=f"student-{n:03d}", questions={**a_class[0].questions, "why": WHY})
        for n in range(200)
    ]
    html = class_report(waiting, title="Week 6")

    assert "200 answers to mark" in html
    assert "and 188 more" in html
    assert NEVER not in html


def test_what_a_person_has_decided_waits_no_more_in_the_class_report(perfect):
    before = replace(perfect, questions={**perfect.questions, "why": WHY})
    after = replace(perfect, questions={**perfect.questions, "why": decided()})

    assert summary_json([before])["undecided"] == [{"student": perfect.student, "question": "why"}]
    assert summary_json([after])["undecided"] == []
    assert summary_json([after])["questions"]["why"]["mean_share"] == 0.8
