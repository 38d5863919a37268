"""What every wrong answer of a real week is told holds no hidden input, no expected value and no line of source."""

from pathlib import Path

import pytest

from autograder.collect.session import LocalSession
from autograder.course import Course
from autograder.gradebook.autograded import explained
from autograder.intake import load_release
from autograder.judge import Judge
from autograder.report.feedback import feedback_page
from autograder.results import SubmissionResult

from . import leaving

ROOT = Path(__file__).resolve().parents[2]
SECRET = b"of a class of its own"
WEEKS = ["week02_mle", "week06_ddpm"]


@pytest.fixture(scope="module", params=WEEKS)
def said(request):
    """The week; by wrong answer, all that its author is told; and what staff are told."""
    week = Course.load(ROOT).week(request.param)
    judge, release = Judge(week, SECRET), load_release(ROOT, request.param)
    texts, staff = {}, []
    for wrong in week.wrong_answers:
        if week.question(wrong.question).is_written:
            continue
        questions = judge.judge(LocalSession({wrong.question: wrong.answer}), [wrong.question])
        result = SubmissionResult("student-01", week.name, questions)
        cells = explained(release.notebook, result).cells
        outputs = [str(output) for cell in cells for output in cell.get("outputs", [])]
        texts[wrong.question, wrong.name] = "\n".join([feedback_page(result, title="A week"), *outputs])
        staff += [check.staff for question in questions.values() for check in question.checks]
    return week, texts, " ".join(staff)


@pytest.mark.slow
def test_no_hidden_number_is_told(said):
    week, texts, _ = said
    hidden = leaving.hidden_numbers(week, SECRET)

    told = {wrong: leaving.numbers_said(text) & hidden for wrong, text in texts.items()}

    assert len(texts) > 10
    assert {wrong: numbers for wrong, numbers in told.items() if numbers} == {}


@pytest.mark.slow
def test_no_line_of_source_is_told(said):
    week, texts, _ = said
    released = "\n".join(path.read_text() for path in (ROOT / "assignments" / week.name).rglob("*.*"))
    lines = leaving.telling_lines(sorted((ROOT / "solutions" / week.name).glob("*.py")), released)

    assert len(lines) > 100
    assert {wrong: line for wrong, text in texts.items() for line in lines if line in text} == {}


@pytest.mark.slow
def test_staff_would_have_been_told_hidden_numbers(said):
    """Else nothing would be shown by their absence from what students are told."""
    week, _, staff = said

    assert leaving.numbers_said(staff) & leaving.hidden_numbers(week, SECRET)
