"""A class hands in through Canvas, then through Moodle; what these import in the end are the marks of `grade`."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import doubling
from tests.doubling import RIGHT

pytestmark = [pytest.mark.classroom, pytest.mark.sandbox]

WEEK = "week96_lms"
TITLE = doubling.TITLE
DUE = "2025-10-20T23:59:00+02:00"
LATE = "\n[late]\npercent_per_day = 10\n"
CLASS = {  # by number: what the file is called, and what is in it; None: no notebook
    1: (f"{WEEK}.ipynb", RIGHT),
    2: ("final version (2).ipynb", RIGHT | {"triple": "def triple(x):\n    return x"}),
    3: (f"{WEEK}.ipynb", {}),
    4: (f"{WEEK}.ipynb", None),
    5: ("answers.pdf", None),
}
LATE_ONE = 2


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    toml = doubling.course_toml(WEEK, 20, 10, 60).replace(f'title = "{TITLE}"', f'title = "{TITLE}"\ndue = {DUE}')
    doubling.write_course(root, WEEK, toml + LATE)
    run(root, "release", WEEK)
    return root


@pytest.fixture(scope="module")
def handed_in(course):
    """What each student hands in: a file's name and its text."""
    released = (course / "assignments" / WEEK / f"{WEEK}.ipynb").read_text()

    def text(answers):
        if answers is None:
            return "no notebook"
        raw = json.loads(released)
        for cell in raw["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = answers.get(name, cell["source"])
        return json.dumps(raw)

    return {number: (name, text(answers)) for number, (name, answers) in CLASS.items()}


def run(folder, *arguments, status=0):
    """Run `autograder` in a folder, as a person would."""
    command = [Path(sys.executable).with_name("autograder"), *map(str, arguments)]
    environment = os.environ | {"HOME": str(folder)}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == status, f"{arguments}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def login(number):
    return f"student-{number:02}"


def write(path, rows):
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    path.write_text(file.getvalue(), newline="")
    return path


def read(path):
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return [dict(zip(header, row, strict=True)) for row in rows]


def pack(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def grade(course, submitted, out):
    """The scores that `autograder grade` gives, by student."""
    lines = run(course, "grade", WEEK, submitted, "--out", out, "--json").splitlines()
    return {one["student"]: one["score"] for one in map(json.loads, lines)}


def test_from_canvas_and_back(course, handed_in, tmp_path):
    names = {n: f"{'Family' if n != 3 else 'Family_9'}, Student {n}" for n in CLASS}
    people = [[names[n], 100 + n, "", login(n), "A", ""] for n in CLASS]
    column = f"{TITLE} (501)"
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column]
    roster = write(tmp_path / "gradebook.csv", [header, ["    Points Possible", "", "", "", "", "5.00"], *people])
    files = {}
    for n, (name, text) in handed_in.items():
        who = names[n].lower().replace(", ", "").replace(" ", "")
        files[f"{who}_{'LATE_' if n == LATE_ONE else ''}{100 + n}_{5000 + n}_{name}"] = text
    download = pack(tmp_path / "submissions.zip", files)

    told = json.loads(run(course, "collect", WEEK, download, "--roster", roster, "--to", tmp_path / "in", "--json"))
    scores = grade(course, tmp_path / "in", tmp_path / "out")
    run(course, "export", "canvas", WEEK, "--roster", roster, "--out", tmp_path / "out")

    assert {one["student"]: one["state"] for one in told["filed"]} == {login(n): "new" for n in CLASS}
    assert scores == dict(zip(map(login, CLASS), [5.0, 2.0, 0.0, 0.0, 0.0], strict=True))
    _, *rows = read(tmp_path / "out" / "exports" / f"{WEEK}-canvas.csv")
    assert {row["SIS Login ID"]: float(row[column]) for row in rows} == scores


def test_from_moodle_and_back_with_times_and_feedback(course, handed_in, tmp_path):
    due, late = "Monday, 20 October 2025, 11:58 PM", "Wednesday, 22 October 2025, 8:00 AM"
    fields = ["Identifier", "Full name", "Username", "Status", "Grade", "Maximum grade", "Grade can be changed"]
    header = [*fields, "Last modified (submission)", "Last modified (grade)", "Feedback comments"]
    people = [
        [f"Participant {70 + n}", f"Student_{n}", login(n), "Submitted", "", "5.00", "Yes", due, "-", ""] for n in CLASS
    ]
    people[LATE_ONE - 1][header.index("Last modified (submission)")] = late
    worksheet = write(tmp_path / "Grades.csv", [header, *people])
    packed = {f"Student {n}_{70 + n}_assignsubmission_file/{name}": text for n, (name, text) in handed_in.items()}
    download = pack(tmp_path / "all.zip", packed)

    zone = ["--timezone", "Europe/Berlin", "--to", tmp_path / "in"]
    run(course, "collect", WEEK, download, "--roster", worksheet, *zone)
    scores = grade(course, tmp_path / "in", tmp_path / "out")
    run(course, "export", "moodle", WEEK, "--worksheet", worksheet, "--feedback", "--out", tmp_path / "out")

    assert scores[login(1)] == 5.0
    expected = scores | {login(LATE_ONE): 0.8 * scores[login(LATE_ONE)]}  # two started days
    exports = tmp_path / "out" / "exports"
    rows = {row["Username"]: row for row in read(exports / f"{WEEK}-moodle.csv")}
    assert {student: float(row["Grade"]) for student, row in rows.items()} == pytest.approx(expected)
    assert "20 % of the points are taken off" in rows[login(LATE_ONE)]["Feedback comments"]
    assert "Not graded:" in rows[login(4)]["Feedback comments"]
    with zipfile.ZipFile(exports / f"{WEEK}-moodle-feedback.zip") as archive:
        for n in CLASS:
            page = archive.read(f"Student {n}_{70 + n}_assignfeedback_file_{WEEK}.html").decode()
            assert page == (tmp_path / "out" / "feedback" / login(n) / WEEK / f"{WEEK}.html").read_text()
