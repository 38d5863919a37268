"""A week's way with nbgrader's own commands: released, answered, collected, graded, marked by a person, given back.

Three students: one is right, one has a known mix-up, and one has derived something that only a person can judge. Each
of them, and the instructor, has a home, a configuration and processes of their own.
"""

import csv
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
import requests
from nbgrader.api import Gradebook

pytestmark = [pytest.mark.classroom, pytest.mark.sandbox]

WEEK = "week01_derivations"
RIGHT, MIXED_UP, UNDECIDED = "student-01", "student-02", "student-03"
CLASS = (RIGHT, MIXED_UP, UNDECIDED)

SECRET = "outcomes that only q allows"  # a check that the course makes secret here
MAKE_SECRET = f"""
from dataclasses import replace

QUESTIONS = tuple(
    replace(q, checks=tuple(replace(c, shown=Shown.SECRET) if c.name == {SECRET!r} else c for c in q.checks))
    for q in QUESTIONS
)
"""
TOLD = "This is the divergence in the other direction."
OTHER_DIRECTION = "def kl_divergence(p, q):\n    return cross_entropy(q, p) - entropy(q)"
IN_WORDS = r"""%%derivation gibbs_inequality
D_{KL}(p \,\|\, q) &= \mathbb{E}_{x \sim p}\left[\log \frac{p(x)}{q(x)}\right] \\
 &\ge \lim_{n \to \infty} \oint strange(n) \\
 &= 0
"""
NOISY = "import sys, warnings\ndef entropy(p):\n    warnings.warn('noisy')\n    print('noisy', file=sys.stderr)\n"
NOISY += "    return -torch.xlogy(p, p).sum(dim=-1)"
COMMENT = "Said in words, and well argued."


@dataclass(frozen=True)
class Person:
    """Somebody with a home, in whose `work` folder commands are given."""

    home: Path
    work: Path

    def start(self, *command):
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        places = {"HOME": self.home, "JUPYTER_CONFIG_DIR": self.home / "config", "JUPYTER_DATA_DIR": self.home / "data"}
        environment = os.environ | {name: str(place) for name, place in places.items()} | {"PATH": path}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=self.work, env=environment, **pipes)

    def run(self, *command, status=0):
        """Standard output and standard error, together."""
        return ended(self.start(*command), status)

    @property
    def notebook(self):
        return self.work / WEEK / f"{WEEK}.ipynb"


def ended(process, status=0):
    out, err = process.communicate()
    assert process.returncode == status, f"{process.args}\n{out}\n{err}"
    return out + err


def person(root, name, work, exchange):
    home = root / "homes" / name
    (home / "config").mkdir(parents=True)
    work.mkdir(parents=True, exist_ok=True)
    (home / "config" / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = 'default_course'\n"
        "c.ExchangeCollect.check_owner = False\n"  # all of them are the same user here
    )
    return Person(home, work)


def source_answers(course):
    """The solution of each answer cell, as the source that nbgrader was given has it."""
    source = nbformat.read(course / "build" / "source" / WEEK / f"{WEEK}.ipynb", as_version=4)
    cells = [cell for cell in source.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    marks = re.compile(r"^\s*(?:#+|%+) (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)
    return {cell.metadata.nbgrader["grade_id"]: marks.sub("", cell.source) for cell in cells}


def write_answers(path, answers):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    nbformat.write(notebook, path)


def marks_of(course, student):
    """(automatic, by a person, waits for one) of every check cell, and everybody's comments."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission_notebook(WEEK, WEEK, student)
        grades = {g.name: (g.auto_score, g.manual_score, bool(g.needs_manual_grade)) for g in submission.grades}
        return grades, {comment.name: comment.comment for comment in submission.comments}, submission.score


def automatic(course, student):
    return {name: auto for name, (auto, _, _) in marks_of(course, student)[0].items()}


# ---------------------------------------------------------------- the cycle, each step on top of the one before


@pytest.fixture(scope="module")
def instructor(tmp_path_factory, copy_course):
    root = tmp_path_factory.mktemp("classroom")
    course = copy_course(root / "course")
    due = datetime.now(UTC) - timedelta(hours=36)
    toml = course / "course.toml"
    toml.write_text(toml.read_text().replace("2026-10-19T23:59:00+02:00", due.isoformat(timespec="seconds")))
    with (course / "solutions" / WEEK / "questions.py").open("a") as questions:
        questions.write(MAKE_SECRET)
    return person(root, "instructor", course, root / "exchange")


@pytest.fixture(scope="module")
def students(instructor):
    root = instructor.work.parent
    return {name: person(root, name, root / "work" / name, root / "exchange") for name in CLASS}


@pytest.fixture(scope="module")
def released(instructor):
    instructor.run("nbgrader", "generate_assignment", WEEK, "--force")
    return instructor.run("nbgrader", "release_assignment", WEEK)


@pytest.fixture(scope="module")
def handed_in(instructor, students, released):
    """What `nbgrader validate` said of a right notebook with warnings, and of one with a mix-up and a gap."""
    for process in [student.start("nbgrader", "fetch_assignment", WEEK) for student in students.values()]:
        ended(process)
    right = source_answers(instructor.work)
    missing = right.pop("sample_categorical")
    write_answers(students[MIXED_UP].notebook, right | {"kl_divergence": OTHER_DIRECTION})
    right["sample_categorical"] = missing
    write_answers(students[RIGHT].notebook, right | {"entropy": NOISY})
    asked = [students[name].start("nbgrader", "validate", str(students[name].notebook)) for name in (RIGHT, MIXED_UP)]
    said = dict(zip((RIGHT, MIXED_UP), map(ended, asked), strict=True))
    write_answers(students[MIXED_UP].notebook, {"sample_categorical": missing})
    write_answers(students[UNDECIDED].notebook, right | {"gibbs_inequality": IN_WORDS})
    for process in [one.start("nbgrader", "submit", WEEK, "--student", name) for name, one in students.items()]:
        ended(process)
    return said


@pytest.fixture(scope="module")
def autograded(instructor, handed_in):
    listed = instructor.run("nbgrader", "list", "--inbound")
    instructor.run("nbgrader", "collect", WEEK)
    instructor.run("nbgrader", "autograde", WEEK)
    return listed


@pytest.fixture(scope="module")
def elsewhere(instructor, autograded):
    """The lines of `autograder grade` for the same submissions, by student."""
    process = instructor.start("autograder", "grade", WEEK, "--out", str(instructor.home / "elsewhere"), "--json")
    out, err = process.communicate()
    assert process.returncode == 0, err
    return {line["student"]: line for line in map(json.loads, out.splitlines())}


@pytest.fixture(scope="module")
def marked(instructor, elsewhere, serve_jupyter):
    """A person marks in the real formgrader what waits there, then has the same submission autograded anew there."""
    with serve_jupyter(instructor.work, instructor.home) as address:
        session, api = requests.Session(), f"{address}/formgrader/api"
        weeks = {week["name"] for week in session.get(f"{api}/assignments").json()}
        queue = session.get(f"{api}/submitted_notebooks/{WEEK}/{WEEK}").json()
        (waiting,) = [submission for submission in queue if submission["needs_manual_grade"]]
        page = session.get(f"{address}/formgrader/submissions/{waiting['id']}/").text
        token = {"X-XSRFToken": session.cookies["_xsrf"]}

        def put(kind, name, **values):
            asked = session.get(f"{api}/{kind}s", params={"submission_id": waiting["id"]}).json()
            (one,) = [item for item in asked if item["name"] == name]
            session.put(f"{api}/{kind}/{one['id']}", json=values, headers=token).raise_for_status()

        put("grade", "check_gibbs_inequality", manual_score=3.5)
        put("comment", "gibbs_inequality", manual_comment=COMMENT)
        again = session.post(f"{api}/submission/{WEEK}/{UNDECIDED}/autograde", headers=token).json()
    return {"weeks": weeks, "waiting": waiting["student"], "page": page, "again": again}


@pytest.fixture(scope="module")
def regraded(instructor, marked):
    """The undecided student's marks in the formgrader, and after each way to grade once more."""
    found = [marks_of(instructor.work, UNDECIDED)]
    by_nbgrader = ["nbgrader", "autograde", "--assignment", WEEK, "--student", UNDECIDED, "--force"]
    for command in (by_nbgrader, ["autograder", "grade", WEEK, f"submitted/{UNDECIDED}", "--again"]):
        instructor.run(*command)
        found.append(marks_of(instructor.work, UNDECIDED))
    return found


@pytest.fixture(scope="module")
def fed_back(instructor, students, regraded):
    """The pages that students fetched: nbgrader's own, and of one of them ours after that."""
    instructor.run("nbgrader", "generate_feedback", WEEK, "--force")
    told = {name: students[name] for name in (MIXED_UP, UNDECIDED)}
    pages = {("nbgrader", name): page for name, page in fetched(instructor, told).items()}
    instructor.run("autograder", "report", WEEK)
    return pages | {("ours", MIXED_UP): fetched(instructor, {MIXED_UP: told[MIXED_UP]})[MIXED_UP]}


def fetched(instructor, students):
    instructor.run("nbgrader", "release_feedback", WEEK)
    for process in [student.start("nbgrader", "fetch_feedback", WEEK) for student in students.values()]:
        ended(process)
    places = {name: student.work / WEEK / "feedback" for name, student in students.items()}
    return {name: next(place.glob("*/*.html")).read_text() for name, place in places.items()}


# ---------------------------------------------------------------- what came of it


def test_what_is_released_is_what_is_in_the_course(instructor, released):
    out = instructor.work.parent / "exchange" / "default_course" / "outbound" / WEEK

    for path in (instructor.work / "assignments" / WEEK).rglob("*.*"):
        assert (out / path.relative_to(instructor.work / "assignments" / WEEK)).read_bytes() == path.read_bytes()


def test_the_released_folder_holds_the_public_checks_and_nothing_private(instructor, released):
    out = instructor.work.parent / "exchange" / "default_course" / "outbound" / WEEK

    files = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    text = "\n".join((out / name).read_text() for name in files)

    assert "tests/kl_divergence.py" in files
    assert {name.split("/")[0] for name in files} == {"tests", "derivations", f"{WEEK}.ipynb"}
    assert "BEGIN SOLUTION" not in text
    assert SECRET not in text


def test_validating_a_right_notebook_succeeds_whatever_it_writes_to_stderr(handed_in):
    assert "Success! Your notebook passes all the tests." in handed_in[RIGHT]
    assert "cannot be converted" not in handed_in[RIGHT], "nbgrader took a check's result for a number of points"


def test_validating_names_what_is_wrong_or_missing_and_says_what_was_not_run(handed_in):
    said = handed_in[MIXED_UP]

    assert "VALIDATION FAILED ON 2 CELL(S)" in said
    assert said.count("kl_divergence, one pair of laws (1):") == 1
    assert "Not answered yet: sample_categorical raises NotImplementedError." in said
    assert "hidden checks were not run" in said


def test_the_instructor_sees_who_handed_in(autograded):
    assert [name for name in CLASS if name in autograded] == list(CLASS)


def test_marks_are_those_of_our_own_command(instructor, elsewhere):
    assert sorted(elsewhere) == list(CLASS)
    for student, line in elsewhere.items():
        theirs = automatic(instructor.work, student)
        assert theirs == {f"check_{name}": question["points"] for name, question in line["questions"].items()}


def test_each_student_gets_what_is_due(elsewhere):
    lost = {student: line["max_score"] - line["score"] for student, line in elsewhere.items()}

    assert lost == {RIGHT: 0.0, MIXED_UP: 5.0, UNDECIDED: pytest.approx(4.0)}
    assert elsewhere[MIXED_UP]["questions"]["kl_divergence"]["misconception"] == "direction-reversed"
    assert elsewhere[UNDECIDED]["questions"]["gibbs_inequality"]["verdict"] == "undecided"


def test_the_formgrader_lists_the_weeks_and_queues_the_undecided_answer_with_its_verdict(marked):
    assert WEEK in marked["weeks"]
    assert "week06_ddpm" in marked["weeks"]
    assert marked["waiting"] == UNDECIDED
    assert "gibbs_inequality: 0.5 of 4.5 points" in marked["page"]
    assert "strange(n)" in marked["page"]


def test_the_formgrader_autogrades_with_our_engine(marked):
    assert marked["again"]["success"], marked["again"]


def test_a_persons_mark_and_comment_stand_through_every_regrade(regraded):
    for grades, comments, score in regraded:
        assert grades["check_gibbs_inequality"][:2] == (0.5, 3.5)
        assert comments["gibbs_inequality"] == COMMENT
        assert score == 50.5


def test_what_a_person_decided_is_not_queued_again_while_nothing_changed(regraded):
    in_formgrader, by_nbgrader, _ = regraded

    assert not any(waits for _, _, waits in in_formgrader[0].values())
    assert not any(waits for _, _, waits in by_nbgrader[0].values())


def test_the_student_with_the_mix_up_is_told_so(fed_back):
    theirs, ours = fed_back["nbgrader", MIXED_UP], fed_back["ours", MIXED_UP]

    assert theirs != ours
    assert TOLD in theirs
    assert TOLD in ours
    assert "Recognised: direction-reversed" in theirs
    assert "kl_divergence: 0 of 5 points" in theirs
    assert "a further check" in theirs


def test_nbgraders_feedback_holds_the_persons_mark_and_comment(fed_back):
    page = fed_back["nbgrader", UNDECIDED]

    assert COMMENT in page
    assert "50.5 / 51.5" in page
    assert "strange(n)" in page


def test_secret_checks_are_named_in_nobodys_feedback(fed_back):
    assert [key for key, page in fed_back.items() if SECRET in page] == []


def test_the_export_is_what_the_course_report_counts(instructor, regraded):
    instructor.run("nbgrader", "export", "--to", "marks.csv")
    with (instructor.work / "marks.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    process = instructor.start("autograder", "report", "--course", ".", "--json")
    standings = [json.loads(line) for line in process.communicate()[0].splitlines()]

    assert sorted(rows) == list(CLASS)
    assert {rows[student]["raw_score"] for student in CLASS} == {"51.5", "46.5", "50.5"}
    for standing in standings:
        item, row = standing["assignments"][WEEK], rows[standing["student"]]
        assert float(row["score"]) == pytest.approx(item["counted_points"])
        assert float(row["late_submission_penalty"]) == pytest.approx(item["deduction"])
        assert item["deduction"] == pytest.approx(0.2 * float(row["raw_score"])), "a second day has begun"
