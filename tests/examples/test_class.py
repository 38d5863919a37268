"""The example class, graded by the command line, gets the marks that were decided by hand beforehand."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from autograder.course import Course
from autograder.student.examining import examine

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = json.loads((ROOT / "examples" / "expected.json").read_text(encoding="utf-8"))
STUDENTS = sorted(EXPECTED["students"])
WEEK = "week06_ddpm"


def expected_of(student, question):
    """Verdict, points and misconception that the table gives, or the student's "otherwise"."""
    row = EXPECTED["students"][student]
    listed = row["questions"].get(question.name)
    if listed is None:
        return row["otherwise"], question.max_points if row["otherwise"] == "right" else 0, None
    return listed["verdict"], listed["points"], listed.get("misconception")


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=580)


def receipts(out):
    """Every receipt by student, times aside."""
    found = {path.parent.name: json.loads(path.read_text()) for path in sorted(out.glob(f"receipts/*/{WEEK}.json"))}
    for receipt in found.values():
        del receipt["times"]
    return found


def marks(receipt):
    """What a receipt's result says, without numbers that depend on rounding, time or memory."""
    result = receipt["result"] | {"seconds": 0, "peak_memory": 0}
    for question in result["questions"]:
        for check in question["checks"]:
            check |= {"distance": 0, "staff": ""}
    return result


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("graded")


@pytest.fixture(scope="module")
def grade(tmp_path_factory, copy_course):
    """`grade(out, *options)` grades the class, or `students` of it, into `out`; returns what was printed and said."""
    course = copy_course(tmp_path_factory.mktemp("copy") / "course")

    def grade(out, *options, students=("",)):
        paths = [str(Path("examples/submitted", student)) for student in students]
        command = ["-c", "from autograder.cli import main; main()", "grade", WEEK, *paths]
        done = run(*command, "--out", str(out), "--course", str(course), *options)
        assert done.returncode == 0, done.stderr
        return done

    return grade


@pytest.fixture(scope="module")
def lines(out, grade):
    return [json.loads(line) for line in grade(out, "--json").stdout.splitlines()]


@pytest.fixture(scope="module")
def graded(lines):
    return {line["student"]: line for line in lines}


# ---------------------------------------------------------------- the table itself


def test_the_submissions_are_what_the_builder_writes():
    done = run("examples/build.py", "--check")

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_table_has_a_row_for_each_submission():
    assert sorted(path.name for path in (ROOT / "examples" / "submitted").iterdir() if path.is_dir()) == STUDENTS
    assert len(STUDENTS) >= 16


@pytest.mark.parametrize("student", STUDENTS)
def test_the_table_adds_up(student):
    """Points follow from the lost checks, scores from the points."""
    questions = Course.load(ROOT).week(WEEK).questions
    row = EXPECTED["students"][student]

    for question in questions:
        verdict, points, _ = expected_of(student, question)
        lost = row["questions"].get(question.name, {}).get("loses", [])
        assert set(lost) <= {check.name for check in question.checks}
        if verdict == "partial":
            assert points == sum(check.points for check in question.checks if check.name not in lost)
        else:
            assert points == (question.max_points if verdict == "right" else 0)

    assert set(row["questions"]) <= {question.name for question in questions}
    assert row["score"] == sum(expected_of(student, question)[1] for question in questions)
    assert EXPECTED["max_score"] == sum(question.max_points for question in questions)


# ---------------------------------------------------------------- the class, graded


@pytest.mark.sandbox
@pytest.mark.slow
def test_one_line_a_student_in_the_students_order(lines):
    assert [line["student"] for line in lines] == STUDENTS


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_gets_the_expected_marks(graded, student):
    got = graded[student]
    expected = {q.name: expected_of(student, q) for q in Course.load(ROOT).week(WEEK).questions}

    questions = got["questions"].items()
    assert {name: (q["verdict"], q["points"], q["misconception"]) for name, q in questions} == expected
    assert got["score"] == EXPECTED["students"][student]["score"]
    assert got["max_score"] == EXPECTED["max_score"]


@pytest.mark.sandbox
@pytest.mark.slow
def test_who_handed_in_the_same_answers_is_told_to_staff(out, lines):
    """Those whose files `answers/` builds on one another's; nobody of them is told."""
    done = run("-c", "from autograder.cli import main; main()", "report", WEEK, "--out", str(out), "--json")

    groups = [group["students"] for group in json.loads(done.stdout)["alike"]]
    assert sorted(groups) == [
        ["student-01", "student-13", "student-17"],
        ["student-02", "student-14", "student-16"],
        ["student-03", "student-12", "student-15", "student-18"],
    ]
    assert "Equal answers" in (out / "reports" / f"{WEEK}.html").read_text()
    assert "student-13" not in (out / "feedback" / "student-01" / WEEK / f"{WEEK}.html").read_text()


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_loses_the_expected_checks(out, graded, student):
    questions = {question["name"]: question for question in receipts(out)[student]["result"]["questions"]}

    for name, row in EXPECTED["students"][student]["questions"].items():
        if "loses" in row:
            assert [check["name"] for check in questions[name]["checks"] if not check["passed"]] == row["loses"]


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("student", [name for name in STUDENTS if EXPECTED["students"][name].get("notes")])
def test_what_happened_is_told_in_a_plain_sentence(out, graded, student):
    """In the receipt's notes, or beside the question where the call came back with an error."""
    messages = [text for question in graded[student]["questions"].values() for text in question["messages"]]
    told = "\n".join([*receipts(out)[student]["result"]["notes"], *messages])

    for words in EXPECTED["students"][student]["notes"]:
        assert words in told


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("student", STUDENTS)
def test_only_what_cannot_be_read_is_refused_and_the_reason_is_given(graded, student):
    words = EXPECTED["students"][student].get("refused")

    if words is None:
        assert graded[student]["refused"] is None
    else:
        assert words in graded[student]["refused"]


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        "read as week06_ddpm.ipynb",
        "byte-order mark",
        "Windows line ends",
        "2 cells claim",
        "another order",
        "were changed",
        "other points",
        "was missing",
        "carried over",
    ],
)
def test_the_mangled_notebook_is_repaired_and_told_so(graded, words):
    assert any(words in sentence for sentence in graded["student-05"]["repaired"])


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize(("student", "read"), [("student-01", True), ("student-05", True), ("student-19", False)])
def test_what_was_handed_in_is_told_by_its_hashes(out, graded, student, read):
    (path,) = (ROOT / "examples" / "submitted" / student / WEEK).iterdir()
    page = (out / "feedback" / student / WEEK / f"{WEEK}.html").read_text(encoding="utf-8")
    line = graded[student]

    assert line["submission"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert line["hand_in_code"] == (examine(path, run=False).hand_in_code if read else "")
    assert line["submission"] in page
    assert line["hand_in_code"] in page
    assert receipts(out)[student]["inputs"]["submission"] == line["submission"]


@pytest.mark.sandbox
@pytest.mark.slow
def test_notebooks_that_were_handed_in_as_they_are_need_no_repair(graded):
    repaired = [student for student in STUDENTS if graded[student]["repaired"]]

    assert repaired == ["student-05"]


@pytest.mark.sandbox
@pytest.mark.slow
def test_a_second_run_reuses_everything_and_says_so(out, lines, grade):
    """Once for people, who are told; once for programs, which get the same lines."""
    told = grade(out)
    again = grade(out, "--json")

    assert "reused" in told.stdout + told.stderr
    assert [json.loads(line) for line in again.stdout.splitlines()] == lines


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU: PyTorch sees no CUDA device here")
def test_a_gpu_gives_the_marks_that_the_cpu_gives(tmp_path, out, lines, grade):
    """The whole class. Receipts differ in what they say of the device, and in the last digits of distances."""
    grade(tmp_path, "--device", "cuda", "--json")

    here, there = receipts(out), receipts(tmp_path)
    assert there.keys() == here.keys()
    for student, receipt in there.items():
        assert marks(receipt) == marks(here[student])
        assert receipt["inputs"]["device"].startswith("cuda (")


@pytest.mark.sandbox
@pytest.mark.slow
def test_grading_twice_gives_the_same_receipts_times_aside(tmp_path, out, lines, grade):
    """A few students of different kinds, elsewhere and by themselves: as they were among all."""
    some = STUDENTS[1:20:5]

    grade(tmp_path, "--json", students=some)

    before = receipts(out)
    assert receipts(tmp_path) == {student: before[student] for student in some}
