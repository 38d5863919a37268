"""`autograder export moodle`: a grading worksheet comes back filled in, and feedback finds its owner."""

import csv
import io
import zipfile

import pytest
from nbgrader.api import Gradebook

from .conftest import WEEK

HEADER = [
    "Identifier",
    "Full name",
    "Email address",
    "Status",
    "Grade",
    "Maximum grade",
    "Grade can be changed",
    "Last modified (submission)",
    "Last modified (grade)",
    "Feedback comments",
]
SUBMITTED = "Submitted for grading"
AT = "Monday, 20 October 2025, 2:00 PM"


def person(number, name, *, grade="", comment="", status=SUBMITTED, open_="Yes", time=AT):
    email = f"student-{number:02}@example.org"
    return [f"Participant {7000 + number}", name, email, status, grade, "4.00", open_, time, "-", comment]


ROWS = [
    person(1, "Student 01"),
    person(2, "Student_02: the second", grade="1.00"),
    person(3, "Student 03", grade="3.50", comment="Well done!"),
    person(4, "Student 04", comment="Please see me."),
    person(5, "Student 05", status="No submission", time="-"),
    person(6, "Student 06", grade="2.00"),
    person(8, "Student 08", open_="No"),
]
PARTICIPANTS = ["First name", "Last name", "Username", "ID number", "Email address"]


def text_of(rows):
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()


def read(path):
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture
def participants(tmp_path):
    people = [["Student", f"{n:02}", f"student-{n:02}", f"{n}", f"student-{n:02}@example.org"] for n in range(1, 9)]
    path = tmp_path / "participants.csv"
    path.write_text(text_of([PARTICIPANTS, *people]))
    return path


@pytest.fixture
def worksheet(tmp_path):
    path = tmp_path / "Grades.csv"
    path.write_text(text_of([HEADER, *ROWS]), newline="")
    return path


@pytest.fixture
def fill(command, worksheet, participants, tmp_path):
    def fill(*options, status=0):
        new = tmp_path / "new.csv"
        given = ["--worksheet", worksheet, "--roster", participants, "--to", new]
        return command("export", "moodle", WEEK, *given, *options, status=status), new

    return fill


def test_grades_are_filled_in_and_what_has_none_stays(fill, worksheet):
    ended, new = fill(status=1)
    rows = read(new)

    grades = {row["Identifier"]: row["Grade"] for row in rows}
    assert grades["Participant 7001"] == "2.67"
    assert grades["Participant 7002"] == "2.7"  # 10 % for a day
    assert grades["Participant 7003"] == "3.50"  # a person still marks a part of it
    assert grades["Participant 7004"] == "0"
    assert grades["Participant 7005"] == ""
    assert grades["Participant 7006"] == "2.00"  # not graded yet
    untouched = set(HEADER) - {"Grade", "Feedback comments"}
    for before, after in zip(read(worksheet), rows, strict=True):
        assert {name: before[name] for name in untouched} == {name: after[name] for name in untouched}
    assert "students are named by Username" in ended.stdout
    assert "this grade cannot be changed: student-08" in ended.stderr


def test_comments_say_what_was_gained_and_what_lateness_cost_in_html_that_is_no_formula(fill):
    _, new = fill(status=1)
    comments = {row["Identifier"]: row["Feedback comments"] for row in read(new)}

    assert comments["Participant 7002"] == (
        '<div class="autograder"><p><b>one</b>: 3 of 4 points<br>=look at &lt;x&gt;</p>'
        "<p>Handed in 12 h 1 min late: 10 % of the points are taken off, which leaves 2.7.</p></div>"
    )
    assert comments["Participant 7003"] == "Well done!"


def test_a_persons_comment_in_moodle_stays_and_ours_is_replaced(fill, worksheet):
    ended, new = fill(status=1)
    assert {row["Identifier"]: row["Feedback comments"] for row in read(new)}["Participant 7004"] == "Please see me."
    assert "student-04 has a comment in Moodle that is not ours" in ended.stdout

    worksheet.write_bytes(new.read_bytes().replace(b"3 of 4 points", b"1 of 4 points"))
    _, new = fill(status=1)
    assert "3 of 4 points" in {row["Identifier"]: row["Feedback comments"] for row in read(new)}["Participant 7002"]


def test_no_comments_are_written_where_none_are_wanted(fill):
    _, new = fill("--no-comments", status=1)

    assert {row["Feedback comments"] for row in read(new)} == {"", "Well done!", "Please see me."}


def test_a_persons_mark_and_comment_go_to_moodle(root, fill):
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("check_one", WEEK, WEEK, "student-01").manual_score = 3.5
        gradebook.find_comment("one", WEEK, WEEK, "student-01").manual_comment = "Half a point\nfor the idea."
        gradebook.db.commit()
        try:
            _, new = fill(status=1)
        finally:
            gradebook.find_grade("check_one", WEEK, WEEK, "student-01").manual_score = None
            gradebook.find_comment("one", WEEK, WEEK, "student-01").manual_comment = None
            gradebook.db.commit()
    row = read(new)[0]

    assert row["Grade"] == "3.5"
    assert "3.5 of 4 points<br>Half a point<br>for the idea." in row["Feedback comments"]


def test_another_maximum_is_refused_unless_grades_may_be_converted(fill, worksheet):
    worksheet.write_text(text_of([HEADER, *([*row[:5], "100.00", *row[6:]] for row in ROWS)]), newline="")

    ended, new = fill(status=2)
    assert "out of 4" in ended.stderr
    assert not new.exists()
    _, new = fill("--scale", status=1)
    assert read(new)[1]["Grade"] == "67.5"


def test_more_than_the_maximum_is_written_as_the_maximum_and_said(root, fill):
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("check_one", WEEK, WEEK, "student-04").extra_credit = 5.0
        gradebook.db.commit()
        try:
            ended, new = fill(status=1)
        finally:
            gradebook.find_grade("check_one", WEEK, WEEK, "student-04").extra_credit = None
            gradebook.db.commit()

    assert read(new)[3]["Grade"] == "4"
    assert "student-04 has 5; Moodle takes no more than 4" in ended.stdout


def test_feedback_pages_are_packed_under_names_that_moodle_takes_apart(root, fill):
    for student in ("student-01", "student-02", "student-03", "student-04"):
        folder = root / "feedback" / student / WEEK
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{WEEK}.html").write_text(f"<p>For {student}</p>")
    (root / "feedback" / "student-04" / WEEK / f"{WEEK}.html").unlink()

    ended, new = fill("--feedback", status=1)

    with zipfile.ZipFile(new.with_name("new-feedback.zip")) as archive:
        pages = {name: archive.read(name).decode() for name in archive.namelist()}
    assert pages == {
        f"Student 01_7001_assignfeedback_file_{WEEK}.html": "<p>For student-01</p>",
        f"Student 02 the second_7002_assignfeedback_file_{WEEK}.html": "<p>For student-02</p>",
    }
    # As Moodle's importziplib.php does: the name, the number, the kind and the plugin, then the file's name.
    assert [name.split("_", 4)[1:] for name in pages] == [
        [number, "assignfeedback", "file", f"{WEEK}.html"] for number in ("7001", "7002")
    ]
    assert "no feedback page of student-04" in ended.stdout


def test_the_address_names_students_where_there_is_nothing_else(command, worksheet, tmp_path):
    ended = command("export", "moodle", WEEK, "--worksheet", worksheet, "--to", tmp_path / "new.csv", status=1)

    assert "students are named by Email address" in ended.stdout
    assert "nobody in the roster has this Email address: student-01, student-02" in ended.stderr


def test_a_worksheet_without_its_columns_is_refused(command, worksheet, tmp_path):
    worksheet.write_text(
        text_of([["Identifier", "Full name", "Email address"], ["Participant 1", "A", "a@example.org"]])
    )

    ended = command("export", "moodle", WEEK, "--worksheet", worksheet, "--to", tmp_path / "new.csv", status=2)
    assert "has no column 'Grade'" in ended.stderr
    assert "English" in ended.stderr


def test_the_gradebooks_own_import_has_a_row_for_each_mark_and_for_nobody_else(command, participants, tmp_path):
    new = tmp_path / "new.csv"
    ended = command("export", "moodle", WEEK, "--roster", participants, "--by", "ID number", "--to", new, status=1)
    assert "nobody in the roster has this ID number: student-01" in ended.stderr

    ended = command("export", "moodle", WEEK, "--roster", participants, "--to", new)
    rows = read(new)
    assert [row["Username"] for row in rows] == ["student-01", "student-02", "student-04", "student-08"]
    assert rows[1]["Week 1: entropy"] == "2.7"
    assert rows[1]["Week 1: entropy (feedback)"].startswith('<div class="autograder">')
    assert "The grades are out of 4" in ended.stdout


def test_without_a_week_the_total_so_far_goes_to_moodle(command, tmp_path):
    new = tmp_path / "new.csv"
    command("export", "moodle", "--by", "ID number", "--to", new)
    rows = {row["ID number"]: row for row in read(new)}

    assert rows["student-01"]["A course"] == "83.33"
    assert "student-03" not in rows  # provisional


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["week01_a", "--feedback"], "go with --worksheet"),
        (["--worksheet", "Grades.csv"], "goes with a WEEK"),
        (["week09_z"], "course.toml has no week 'week09_z'"),
        (["week01_a", "--by", "Shoe size"], "Moodle has no column"),
    ],
)
def test_what_does_not_fit_together_is_refused(command, options, said):
    assert said in command("export", "moodle", *options, status=2).stderr
