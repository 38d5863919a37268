"""`autograder export canvas`: Canvas's own gradebook comes back with our marks, and nothing else has changed."""

import csv
import io
import json

import pytest

from .conftest import WEEK

# As Canvas exports it: a byte-order mark, a row on posting, points possible, its own test student, totals.
HEADER = [
    "Student",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Section",
    "Notes",
    "Week 1: entropy (501)",
    "Week 2: likelihood (502)",
    "Assignments Current Score",
    "Current Score",
]
ROWS = [
    ["", "", "", "", "", "", "Manual Posting", "", "", ""],
    ["    Points Possible", "", "", "", "", "", "4.00", "4.00", "(read only)", "(read only)"],
    ["One, Student", "101", "900", "student-01", "Section A", "", "", "", "80.00", "80.00"],
    ['"Two", Student', "102", "901", "student-02", "Section A", "=1+1", "1.00", "", "", ""],
    ["Three, Student", "103", "902", "student-03", "Section A", "-", "3.50", "", "", ""],
    ["Four, Student", "104", "903", "student-04", "Section B", "", "0.00", "", "", ""],
    ["Five, Student", "105", "904", "student-05", "Section B", "", "", "", "", ""],
    ["Six, Student", "106", "905", "student-06", "Section B", "", "2.00", "", "", ""],
    ["Seven, Student", "107", "906", "student-07", "Section B", "", "", "", "", ""],
    ["Student, Test", "199", "", "0123456789abcdef", "Section A", "", "", "", "", ""],
]
AT = HEADER.index("Week 1: entropy (501)")


def write(path, header=HEADER, rows=ROWS, mark="\ufeff", delimiter=",", end="\r\n"):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=end).writerows([header, *rows])
    path.write_bytes((mark + file.getvalue()).encode())
    return path


def read(path, delimiter=","):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), delimiter=delimiter))


def marks(path, at=AT):
    return {row[3]: row[at] for row in read(path)[1:] if row[3].startswith("student-")}


def changed(column, value, login=None):
    """The roster with one cell changed: of a student, or of the row of points possible."""
    rows = [list(row) for row in ROWS]
    for row in rows:
        if (login and row[3] == login) or (not login and "Points Possible" in row[0]):
            row[HEADER.index(column)] = value
    return rows


@pytest.fixture
def roster(tmp_path):
    return write(tmp_path / "gradebook.csv")


@pytest.fixture
def fill(command, roster, tmp_path):
    def fill(*options, status=0, week=(WEEK,)):
        new = tmp_path / "new.csv"
        return command("export", "canvas", *week, "--roster", roster, "--to", new, *options, status=status), new

    return fill


def test_marks_are_in_their_column_after_the_late_deduction_and_nothing_else_has_changed(fill, roster):
    _, new = fill(status=1)  # student-08 is not in the roster

    old = read(roster)
    after = read(new)
    expected = {"student-01": "2.67", "student-02": "2.7", "student-04": "0.00"}
    assert {login: mark for login, mark in marks(new).items() if login in expected} == expected
    for row in after:
        row[AT] = ""
    for row in old:
        row[AT] = ""
    assert after == old
    assert new.read_bytes().startswith(b"\xef\xbb\xbfStudent,ID,")
    assert b"\r\n" in new.read_bytes()


def test_of_whom_there_is_no_certain_mark_the_cell_stays_as_canvas_has_it_and_it_is_said(fill):
    ended, new = fill(status=1)

    assert marks(new)["student-03"] == "3.50"  # a person still marks a part
    assert marks(new)["student-05"] == ""
    assert marks(new)["student-06"] == "2.00"  # our failure is no zero
    assert "provisional: a person still marks a part of it: student-03" in ended.stdout
    assert "not handed in: student-05" in ended.stdout
    assert "not graded yet: student-06" in ended.stdout
    assert "In the roster, and unknown here: Seven, Student." in ended.stdout


def test_a_mark_without_a_place_is_told_and_gives_status_1(fill):
    ended, _ = fill(status=1)

    assert "No place for: week01_a: nobody in the roster has this SIS Login ID: student-08." in ended.stderr


def test_marks_that_canvas_had_otherwise_are_named(fill):
    ended, _ = fill(status=1)

    assert "In the place of another mark: student-02 1.00 to 2.7." in ended.stdout


@pytest.mark.parametrize(
    ("option", "student", "mark"),
    [("--raw", "student-02", "3"), ("--provisional", "student-03", "2"), ("--zeros", "student-05", "0")],
)
def test_an_option_adds_what_the_default_leaves_out(fill, option, student, mark):
    _, new = fill(option, status=1)

    assert marks(new)[student] == mark
    assert marks(new)["student-06"] == "2.00"


def test_other_points_possible_are_refused_unless_they_may_be_converted(fill, roster):
    write(roster, rows=changed("Week 1: entropy (501)", "100.00"))

    refused, new = fill(status=2)
    assert "marked out of 4, Week 1: entropy (501) in Canvas out of 100" in refused.stderr
    assert not new.exists()
    _, new = fill("--scale", status=1)
    assert marks(new)["student-01"] == "66.67"


def test_a_column_that_is_read_only_is_refused(fill, roster):
    write(roster, rows=changed("Week 1: entropy (501)", "(read only)"))

    ended, _ = fill(status=2)
    assert "read only" in ended.stderr


def test_who_is_excused_or_has_no_such_assignment_in_canvas_gets_nothing(fill, roster):
    rows = changed("Week 1: entropy (501)", "EX", "student-01")
    rows[3][AT] = "N/A"
    write(roster, rows=rows)

    ended, new = fill(status=1)
    assert marks(new)["student-01"] == "EX"
    assert marks(new)["student-02"] == "N/A"
    assert "excused in Canvas: student-01" in ended.stdout
    assert "Canvas has not assigned Week 1: entropy to them: student-02" in ended.stderr


def test_two_people_of_one_name_get_nothing(fill, roster):
    write(roster, rows=[*ROWS, ["Twin, Student", "120", "", "student-01", "Section A", "", "", "", "", ""]])

    ended, new = fill(status=1)
    assert "several people have this SIS Login ID: student-01" in ended.stderr
    assert marks(new)["student-01"] == ""


def test_students_may_be_named_by_another_column(fill, roster):
    swapped = [[*row[:2], row[3], row[2], *row[4:]] for row in ROWS]
    write(roster, rows=swapped)

    ended, new = fill(status=1)
    assert "students are named by SIS User ID" in ended.stdout
    assert {row[2]: row[AT] for row in read(new)}["student-01"] == "2.67"
    ended, _ = fill("--by", "ID", status=1)
    assert "nobody in the roster has this ID: student-01" in ended.stderr
    ended, _ = fill("--by", "Shoe size", status=2)
    assert "no column 'Shoe size'" in ended.stderr


def test_columns_that_are_equally_good_and_disagree_are_not_chosen_between(fill, roster):
    logins = [row[3] for row in ROWS[2:9]]
    shifted = dict(zip(logins, [*logins[1:], logins[0]], strict=True))
    write(roster, rows=[[*row[:2], shifted.get(row[3], row[2]), *row[3:]] for row in ROWS])

    ended, _ = fill(status=2)
    assert "'SIS Login ID' or by 'SIS User ID'" in ended.stderr
    fill("--by", "SIS Login ID", status=1)


def test_a_gradebook_with_semicolons_and_names_in_two_columns_is_read(fill, roster):
    header = ["LastName", "FirstName", *HEADER[1:]]
    rows = [[*(row[0].split(", ") if ", " in row[0] else [row[0], ""]), *row[1:]] for row in ROWS]
    write(roster, header=header, rows=rows, mark="", delimiter=";", end="\n")

    _, new = fill(status=1)
    after = read(new, ";")
    assert after[0] == header
    assert {row[4]: row[AT + 1] for row in after}["student-01"] == "2.67"
    assert not new.read_bytes().startswith(b"\xef\xbb\xbf")


def test_an_assignment_is_found_by_the_id_or_not_at_all(fill):
    _, new = fill("--assignment", "502", status=1)
    assert marks(new, AT + 1)["student-01"] == "2.67"
    ended, _ = fill("--assignment", "Week 9", status=2)
    assert "Week 1: entropy (501), Week 2: likelihood (502)" in ended.stderr


def test_without_a_week_every_assignment_that_canvas_has_is_filled_and_the_total(fill, roster):
    write(
        roster,
        header=[*HEADER[:7], "Course total (600)", *HEADER[8:]],
        rows=changed("Week 2: likelihood (502)", "100.00"),
    )

    ended, new = fill("--total", "Course total", week=(), status=1)

    assert marks(new)["student-01"] == "2.67"
    assert marks(new, AT + 1)["student-01"] == "83.33"  # (2/3 + 1) / 2
    assert marks(new, AT + 1)["student-03"] == ""  # provisional
    assert "Canvas has no assignment for week02_b" in ended.stdout


def test_cells_that_begin_like_formulas_stay_and_are_warned_of(fill, roster):
    write(roster, rows=changed("Student", "=cmd(), Student", "student-01"))

    ended, new = fill(status=1)
    assert read(new)[3][0] == "=cmd(), Student"
    assert "begin like formulas" in ended.stdout


def test_the_file_that_canvas_exported_is_not_written_over(command, roster):
    before = roster.read_bytes()
    ended = command("export", "canvas", WEEK, "--roster", roster, "--to", roster, status=2)

    assert "is the file that the LMS exported" in ended.stderr
    assert roster.read_bytes() == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"Name,Mark\na,1\n", "is no gradebook of Canvas"),
        ("Student,ID,Section\nZo\u00eb,1,A\n".encode("latin-1"), "not UTF-8"),
        (b'Student,ID,Section\n"One,1,A\n', "is no CSV"),
        (b'"Student";"ID";"Section"\n"One";"1";"A"\n', "has no assignment 'Week 1: entropy'; it has none"),
        (b"Student,ID,Section\nOne,1,A,4,5\n", "row 2 has 5 cells"),
    ],
)
def test_what_is_no_gradebook_is_refused_with_a_reason(command, tmp_path, data, said):
    path = tmp_path / "gradebook.csv"
    path.write_bytes(data)

    assert said in command("export", "canvas", WEEK, "--roster", path, status=2).stderr


def test_without_a_roster_a_new_gradebook_names_students_by_their_login(command, tmp_path):
    command("export", "canvas", WEEK, "--to", tmp_path / "new.csv")

    header, points, *rows = read(tmp_path / "new.csv")
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Section", "Week 1: entropy"]
    assert points[0] == "    Points Possible"
    assert points[-1] == "4"
    assert {row[3]: row[-1] for row in rows}["student-02"] == "2.7"
    assert "student-03" not in {row[3] for row in rows}


def test_json_says_where_each_mark_went(fill):
    ended, new = fill("--json", status=1)
    told = json.loads(ended.stdout)

    assert told["files"] == [str(new)]
    assert {"student": "student-02", "what": WEEK, "value": "2.7", "before": "1.00"} in told["written"]
    assert [one["student"] for one in told["homeless"]] == ["student-08"]
