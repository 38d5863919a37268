"""Answers in words and the person who marks them: gradebook, notebook, what was decided, the queue."""

import dataclasses
import re
from datetime import UTC, datetime

import nbformat
import pytest
from nbconvert.filters import markdown2html
from nbgrader.api import Gradebook

from autograder.adapters.nbgrader_feedback import LeaveOutStaffCells
from autograder.errors import UsageError
from autograder.gradebook import receipts
from autograder.gradebook.agreement import held
from autograder.gradebook.autograded import explained
from autograder.gradebook.book import Book
from autograder.gradebook.decisions import decided, load_decisions
from autograder.gradebook.origin import Origin
from autograder.gradebook.receipts import Receipt
from autograder.gradebook.record import record
from autograder.gradebook.waiting import load_waiting
from autograder.results import CheckResult, Decision, QuestionResult, RowResult
from autograder.reuse import OnRecord
from autograder.rubric import Criterion

from .conftest import WEEK, notebook_of, prose_cell, question, question_cells, submission, write_release

MONDAY, TUESDAY = datetime(2026, 10, 19, 12, tzinfo=UTC), datetime(2026, 10, 20, 12, tzinfo=UTC)
RUBRIC = (Criterion("names both laws", 2, "A *sketch* will do."), Criterion("says which is wider", 3))
CHECKS = tuple(CheckResult(one.title, 0, one.points, False, "hidden", undecided=True) for one in RUBRIC)
FIRST = question("first")
ORIGIN = Origin(WEEK, "r", "q", "i", "e", "s", "cpu", "bubblewrap", {}, {})


def why(answer="one", **more):
    given = {"checks": CHECKS, "rubric": RUBRIC, "prose": True, "answer": answer} | more
    return QuestionResult("why", "Why they differ", 0, 5.0, "undecided", **given)


LEFT = dataclasses.replace(why(""), verdict="missing", checks=())


@pytest.fixture
def release(tmp_path):
    return write_release(tmp_path, *question_cells("first", 2.0), *question_cells("second", 3.0), prose_cell(5.0))


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def grade_of(url, name="why", student="student-01"):
    with Gradebook(url) as gradebook:
        return gradebook.find_grade(name, WEEK, WEEK, student).to_dict()


def by_hand(url, name="why", student="student-01", comment=None, **columns):
    """What the formgrader does when a person types a mark and a comment."""
    with Gradebook(url) as gradebook:
        grade = gradebook.find_grade(name, WEEK, WEEK, student)
        for column, value in columns.items():
            setattr(grade, column, value)
        grade.needs_manual_grade = False
        if comment is not None:
            gradebook.find_comment(name.removeprefix("check_"), WEEK, WEEK, student).manual_comment = comment
        gradebook.db.commit()


def notebook(release, answer="Because.", grade_id="why"):
    there = nbformat.read(release, as_version=4)
    for cell in there.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            cell.source = answer
    return there


def write_down(book, out, release, result, file="a file", submitted=None):
    """As `autograder grade` does: marks, notebook and receipt."""
    record(out, book, Receipt.of(result, ORIGIN, file), result, notebook(release), submitted)


def of(*questions, **more):
    second = question("second", 3.0, 3.0)
    return submission(*{q.name: q for q in (FIRST, second, *questions)}.values(), **more)


# ---------------------------------------------------------------- gradebook


def test_an_answer_waits_without_a_mark_and_with_an_empty_box_for_the_comment(book, out, url):
    book.record(of(why()))

    grade = grade_of(url)
    assert (grade["auto_score"], grade["needs_manual_grade"], grade["max_score"]) == (None, True, 5.0)
    with Gradebook(url) as gradebook:
        assert gradebook.find_comment("why", WEEK, WEEK, "student-01").comment is None
    assert held(out, WEEK)["student-01"].agrees(of(why()))


def test_what_was_left_as_released_burdens_nobody(book, out, url):
    book.record(of(LEFT))

    grade = grade_of(url)
    assert (grade["auto_score"], grade["needs_manual_grade"]) == (0.0, False)
    assert load_waiting(out) == ()


@pytest.mark.parametrize(
    ("again", "file", "flagged"),
    [
        (why(), "a file", False),  # a tolerance elsewhere was changed, say
        (why(), "another file", False),  # another answer of the notebook was
        (why("two"), "another file", True),
        (why(rubric=(RUBRIC[0], dataclasses.replace(RUBRIC[1], for_staff="Now with a note."))), "a file", True),
        (LEFT, "another file", True),
    ],
)
def test_a_regrade_keeps_a_persons_mark_and_flags_it_where_the_answer_or_the_rubric_is_another(
    book, out, url, release, again, file, flagged
):
    write_down(book, out, release, of(why()))
    by_hand(url, manual_score=4.0, comment="Well seen.")

    write_down(book, out, release, of(again), file)

    grade = grade_of(url)
    assert (grade["manual_score"], grade["needs_manual_grade"]) == (4.0, flagged)
    assert load_decisions(out, WEEK)["student-01"]["why"] == Decision(4.0, "Well seen.", again=flagged)


def test_a_flag_stays_until_a_person_has_looked(book, out, url, release):
    write_down(book, out, release, of(why()))
    by_hand(url, manual_score=4.0)
    write_down(book, out, release, of(why("two")), "another file")

    write_down(book, out, release, of(why("two")), "another file")

    assert grade_of(url)["needs_manual_grade"]


def test_of_an_answer_that_runs_only_the_same_file_is_known_to_hold_the_same(book, out, url, release):
    undecided = question("second", 0.0, 3.0, "undecided")
    write_down(book, out, release, of(undecided, why()))
    by_hand(url, "check_second", manual_score=2.0)

    write_down(book, out, release, of(undecided, why()))
    assert not grade_of(url, "check_second")["needs_manual_grade"]

    write_down(book, out, release, of(undecided, why()), "another file")
    assert grade_of(url, "check_second")["needs_manual_grade"]


def test_a_receipt_gives_the_rubric_back_and_nothing_that_a_person_gave():
    result = of(why())

    raw = receipts.result_to_json_full(dataclasses.replace(result))

    assert receipts.result_from_json(raw) == result
    assert all("decision" not in question for question in raw["questions"])


def test_a_regrade_that_changes_nothing_to_be_seen_writes_nothing_anew(book, out, release):
    write_down(book, out, release, of(why()))
    distance = dataclasses.replace(FIRST, checks=(CheckResult("values", 2, 2, True, "hidden", distance=0.5),))
    note = why(rubric=(RUBRIC[0], dataclasses.replace(RUBRIC[1], for_staff="Now with a note.")))
    on_record = OnRecord.of(out, WEEK)

    def renewed(result):
        return on_record.needs_no_writing(Receipt.of(result, ORIGIN, "a file"), result)

    assert renewed(of(why()))
    assert not renewed(of(note)), "the formgrader shows the note"
    assert not renewed(of(distance, why())), "a check more"


# ---------------------------------------------------------------- the notebook that the formgrader shows


def staff_cells(notebook):
    return [cell.source for cell in notebook.cells if "for-staff" in cell.metadata.get("tags", [])]


def test_whoever_marks_sees_the_rubric_right_below_the_answer(release):
    shown = explained(notebook(release), of(why()))

    at = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in shown.cells].index("why")
    assert shown.cells[at + 1].source == staff_cells(shown)[0]
    assert "**names both laws** (2 points): A *sketch* will do." in staff_cells(shown)[0]
    nbformat.validate(shown)


def test_no_rubric_is_shown_where_nobody_has_to_decide(release):
    assert staff_cells(explained(notebook(release), of(LEFT))) == []


def test_an_undecided_answer_of_another_kind_has_its_rubric_below_its_check(release):
    undecided = question("second", 1.0, 3.0, "undecided", rubric=(Criterion("all of it", 3),))

    shown = explained(notebook(release), of(undecided, LEFT))

    at = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in shown.cells].index("check_second")
    assert "all of it" in shown.cells[at + 1].source


def test_nbgraders_feedback_leaves_out_what_is_for_whoever_marks(release):
    shown = explained(notebook(release), of(why()))

    left, _ = LeaveOutStaffCells().preprocess(shown, {})

    assert staff_cells(left) == []
    assert len(left.cells) == len(notebook(release).cells)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "</div><img src=x onerror=alert(1)>",
        "![a picture](http://example.org/seen.png)",
        "[click](javascript:alert(1))",
        "[click](java&#115;cript:alert(1))",
        "[click][1]\n\n[1]: javascript:alert(1)",
        "[1]\n\n[1]:\njavascript:alert(1)",
        r"$\href{javascript:alert(1)}{x}$ and $\style{background: url(x)}{y}$",
    ],
)
def test_what_a_student_wrote_is_shown_and_not_obeyed(release, attack):
    shown = explained(notebook(release, attack), of(why()))

    (source,) = [c.source for c in shown.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "why"]
    rendered = markdown2html(source)
    assert re.findall(r"<(?!/?(?:p|em|strong)\b|/a>|a href=\"http)", rendered) == []
    assert not re.search(r"\\(href|style)", rendered)


def test_formulas_stay_what_they_are(release):
    shown = explained(notebook(release, r"$a <b$, $\Sigma_i \hrefs$ and `x[0]!`"), of(why()))

    (source,) = [c.source for c in shown.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "why"]
    assert source == r"$a < b$, $\Sigma_i \hrefs$ and `x[0]!`"


# ---------------------------------------------------------------- what persons decided


def test_a_persons_points_count_and_nothing_waits_any_more(book, out, url):
    book.record(of(why()))
    by_hand(url, manual_score=4.0, extra_credit=0.5, comment="Well seen.")

    result = decided(of(why()), load_decisions(out, WEEK)["student-01"])

    answer = result.questions["why"]
    assert (answer.points, answer.verdict) == (4.5, "partial")
    assert answer.decision == Decision(4.0, "Well seen.", 0.5)
    assert result.questions["first"] == FIRST


@pytest.mark.parametrize(("points", "verdict"), [(0.0, "wrong"), (5.0, "right"), (2.5, "partial")])
def test_the_verdict_is_that_of_the_points(book, out, url, points, verdict):
    book.record(of(why()))
    by_hand(url, manual_score=points)

    assert decided(of(why()), load_decisions(out, WEEK)["student-01"]).questions["why"].verdict == verdict


def test_a_comment_alone_decides_nothing(book, out, url):
    book.record(of(why()))
    with Gradebook(url) as gradebook:
        gradebook.find_comment("why", WEEK, WEEK, "student-01").manual_comment = "I will come back to this."
        gradebook.db.commit()

    answer = decided(of(why()), load_decisions(out, WEEK)["student-01"]).questions["why"]
    assert (answer.verdict, answer.points) == ("undecided", 0)
    assert answer.decision.comment == "I will come back to this."
    assert [one.why for one in load_waiting(out)] == ["written"]


def test_a_persons_mark_of_code_stands_at_its_check_and_the_comment_at_the_answer(book, out, url):
    book.record(of(why()))
    by_hand(url, "check_second", manual_score=1.0, comment="Half of it.")

    second = decided(of(why()), load_decisions(out, WEEK)["student-01"]).questions["second"]
    assert (second.points, second.verdict, second.decision.comment) == (1.0, "partial", "Half of it.")


def test_without_a_gradebook_nobody_decided_anything(tmp_path):
    assert load_decisions(tmp_path, WEEK) == {}


# ---------------------------------------------------------------- the queue

ROW = RowResult(2, 3, r"\heartsuit", "unread")
UNDECIDED = question(
    "second",
    1.0,
    3.0,
    "undecided",
    checks=(
        CheckResult("the start", 1.0, 1.0, True, "hidden"),
        CheckResult("the goal", 0.0, 1.5, False, "hidden", undecided=True),
        CheckResult("the rest", 0.0, 0.5, False, "hidden"),
    ),
    rows=(ROW,),
)


def test_the_queue_says_who_waits_why_and_for_how_many_points_the_oldest_first(book, out, release):
    write_down(book, out, release, of(UNDECIDED, LEFT, student="student-02"), submitted=TUESDAY)
    write_down(book, out, release, of(why(), student="student-03"))
    write_down(book, out, release, of(why()), submitted=MONDAY)
    write_down(book, out, release, submission(FIRST, student="student-04", refused="It is no JSON."), submitted=TUESDAY)

    found = load_waiting(out)

    assert [(one.student, one.question, one.why, one.points, one.max_points, one.since) for one in found] == [
        ("student-01", "why", "written", 5.0, 5.0, MONDAY),
        ("student-04", "", "refused", 10.0, 10.0, TUESDAY),
        ("student-02", "second", "undecided", 1.5, 3.0, TUESDAY),
        ("student-03", "why", "written", 5.0, 5.0, None),
    ]
    assert found[2].detail == "line 3 could not be read"
    assert found[1].detail == "It is no JSON."
    assert load_waiting(out, "another_week") == ()
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as gradebook:
        identity = gradebook.find_submission_notebook(WEEK, WEEK, "student-01").id
    assert found[0].opens == f"/formgrader/submissions/{identity}/"


def test_what_a_person_has_marked_is_gone_and_comes_back_when_the_answer_changes(book, out, url, release):
    write_down(book, out, release, of(why()))
    by_hand(url, manual_score=0.0)
    assert load_waiting(out) == ()

    write_down(book, out, release, of(why("two")), "another file")

    (one,) = load_waiting(out)
    assert (one.why, one.points, one.detail) == ("review", 5.0, "marked 0 by a person, and changed since")


def test_a_mark_under_which_the_programs_own_has_moved_says_so(book, out, url, release):
    write_down(book, out, release, of(LEFT))
    by_hand(url, "check_second", manual_score=1.0)

    write_down(book, out, release, of(question("second", 2.0, 3.0, "partial"), LEFT))

    (one,) = load_waiting(out)
    assert one.detail == "marked 1 by a person, and changed since; the program's own is now 2"


def test_a_refused_notebook_that_a_person_has_commented_on_is_dealt_with(book, out, url, release):
    write_down(book, out, release, submission(FIRST, refused="It is no JSON."))
    assert [one.why for one in load_waiting(out)] == ["refused"]

    by_hand(url, "check_first", comment="Handed in on paper.")

    assert load_waiting(out) == ()


def test_an_undecided_answer_without_its_receipt_is_to_be_graded_again(book, out):
    book.record(of(UNDECIDED, LEFT))

    (one,) = load_waiting(out)
    assert (one.why, one.detail, one.points) == ("undecided", "no mark yet; grade the week again", 2.0)


def test_without_a_gradebook_there_is_no_queue(tmp_path):
    with pytest.raises(UsageError, match=r"no gradebook\.db in"):
        load_waiting(tmp_path)


def test_several_weeks_are_in_one_queue(tmp_path, book, out, release):
    write_down(book, out, release, of(why()))
    book.close()
    other = tmp_path / "assignments" / "week98_other" / "week98_other.ipynb"
    other.parent.mkdir(parents=True)
    nbformat.write(notebook_of(prose_cell(5.0)), other)
    result = dataclasses.replace(submission(why()), week="week98_other")
    with Book.open(out, other) as book:
        book.record(result, submitted=MONDAY)

    assert [one.week for one in load_waiting(out)] == ["week98_other", WEEK]
    assert [one.week for one in load_waiting(out, WEEK)] == [WEEK]
