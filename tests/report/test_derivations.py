"""Pages, notebooks and receipts show a derivation line by line, and nothing of it that is for staff or is a tag."""

from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.gradebook import words
from autograder.gradebook.autograded import explained
from autograder.gradebook.receipts import result_from_json, result_to_json_full
from autograder.report.class_report import class_report
from autograder.report.feedback import feedback_page
from autograder.results import CheckResult, QuestionResult, RowResult, SubmissionResult

NEVER = "NEVER-SHOWN"
SOURCE = r"&\ge <b>E</b>_q[\log p] && \text{$\alert$}"
ROWS = (
    RowResult(1, 2, r"\log p &= \log E_q[p]", "valid", "equality holds here"),
    RowResult(2, 3, SOURCE, "invalid", "The right side is larger.", f"left 1, right 2 {NEVER}"),
    RowResult(3, 5, r"&= \heartsuit", "unread", "line 5, column 4: this is not known here."),
)


@pytest.fixture
def result():
    checks = (
        CheckResult("start", 1, 1, True, "hidden"),
        CheckResult("validity", 0, 2, False, "hidden", message="row 2 (line 3) does not follow", staff=NEVER),
        CheckResult("goal", 0, 1, False, "hidden", message="line 5, column 4 is not known", undecided=True),
    )
    said = tuple(f"{check.name}: {check.message}." for check in checks[1:])
    question = QuestionResult("bound", "The bound", 1, 4, "undecided", checks, messages=said, rows=ROWS)
    return SubmissionResult("student-01", "week96", {"bound": question})


def test_the_feedback_page_shows_each_line_with_its_text_and_what_was_found(result):
    page = feedback_page(result, title="Week 96")

    assert "does not follow" in page
    assert "The right side is larger." in page
    assert "could not be read" in page
    assert "&lt;b&gt;E&lt;/b&gt;" in page
    assert "<b>E</b>" not in page
    assert "For a person to decide: goal." in page
    assert NEVER not in page


def test_a_lost_derivation_is_told_to_run_its_cell_again(result):
    question = result.questions["bound"]
    lost = replace(question, verdict="partial", checks=question.checks[:2])

    assert "Run the cell" in feedback_page(replace(result, questions={"bound": lost}), title="Week 96")


def test_another_question_has_no_table_of_lines(result):
    other = replace(result.questions["bound"], rows=())

    assert "line by line" not in feedback_page(replace(result, questions={"bound": other}), title="Week 96")


def test_the_class_report_has_what_is_for_staff(result):
    assert NEVER in class_report([result], title="Week 96")


def test_the_annotated_notebook_shows_each_line_as_code(result):
    meta = {"nbgrader": {"grade_id": "check_bound", "grade": True}}
    notebook = new_notebook(cells=[new_code_cell("grader.check('bound')", metadata=meta)])

    (output,) = explained(notebook, result).cells[0].outputs

    assert (
        "<code>&amp;\\ge &lt;b&gt;E&lt;/b&gt;_q[\\log p] &amp;&amp; \\text{$\\alert$}</code>"
        in output.data["text/html"]
    )
    assert "line 3: " in output.data["text/plain"]
    assert NEVER not in nbformat.writes(explained(notebook, result))


def test_comments_name_the_parts_that_were_lost(result):
    assert words.told(result.questions["bound"]) == [
        "validity: row 2 (line 3) does not follow.",
        "goal: line 5, column 4 is not known.",
    ]


def test_a_receipt_keeps_the_lines(result):
    assert result_from_json(result_to_json_full(result)) == result


def test_a_result_of_before_there_were_derivations_is_read(result):
    raw = result_to_json_full(result)
    for question in raw["questions"]:
        del question["rows"]

    assert result_from_json(raw).questions["bound"].rows == ()


def test_json_tells_the_lines_without_what_is_for_staff(result):
    told = result.to_json()["questions"]["bound"]["rows"]

    assert told[1] == {
        "row": 2,
        "line": 3,
        "source": SOURCE,
        "verdict": "invalid",
        "said": "The right side is larger.",
    }
    assert NEVER not in str(result.to_json())
