"""`autograder export csv`: the numbers of `autograder report --course` as a table."""

import csv
import io
import json

import pytest

from autograder.adapters.lms.sheet import harmless

from .conftest import WEEK


def table(path):
    header, *rows = csv.reader(io.StringIO(path.read_text(), newline=""))
    return {row[0]: dict(zip(header, row, strict=True)) for row in rows}


def test_a_week_has_a_row_a_student_with_points_before_and_after_the_deduction(command, tmp_path):
    command("export", "csv", WEEK, "--to", tmp_path / "marks.csv")
    rows = table(tmp_path / "marks.csv")

    assert rows["student-02"] | {"points": "3", "deduction": "0.3", "counted_points": "2.7"} == rows["student-02"]
    assert rows["student-02"]["submitted"] == "2025-10-21T12:00:00+00:00"
    assert rows["student-03"]["provisional"] == "yes"
    assert rows["student-05"]["state"] == "not handed in"
    assert rows["student-06"] | {"state": "not graded yet", "points": "", "counted_points": ""} == rows["student-06"]


def test_the_course_has_the_numbers_of_the_report(command, tmp_path):
    command("export", "csv", "--to", tmp_path / "marks.csv")
    rows = table(tmp_path / "marks.csv")
    report = [json.loads(line) for line in command("report", "--course", "--json").stdout.splitlines()]

    assert list(rows) == [one["student"] for one in report]
    for one in report:
        row = rows[one["student"]]
        assert float(row["total %"] or 0) == pytest.approx(100 * (one["total"] or 0), abs=0.005)
        for name, item in one["assignments"].items():
            assert (row[name] == "") == (item["counted_points"] is None)
            assert float(row[name] or 0) == pytest.approx(item["counted_points"] or 0, abs=0.005)
        assert row["provisional"] == ("yes" if one["provisional"] else "no")


def test_the_file_lies_among_the_exports_where_no_other_is_named(command, root):
    ended = command("export", "csv", "--json")

    assert json.loads(ended.stdout)["files"] == [str(root / "exports" / "course.csv")]
    assert (root / "exports" / "course.csv").is_file()


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@sum", "\t=1", "  =1", "-1+1", "-"])
def test_what_a_spreadsheet_would_run_is_made_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-3.5", "+2", "3,5", "student-01", "", "a=b", "2.67"])
def test_numbers_and_words_stay(text):
    assert harmless(text) == text
