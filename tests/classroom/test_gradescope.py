"""A week on Gradescope: its zip file, run as its harness does, gives the marks of `autograder grade`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .container import AS_USUAL, NO_NAMESPACES, Container

ROOT = Path(__file__).resolve().parents[2]
WEEK = "week06_ddpm"
UNREADABLE = "%%derivation ddpm_marginal\nx_t \\mathrel{\\heartsuit} \\spadesuit_{x_0}"
# Right; mix-ups of many kinds; a syntax error, an exception, an unknown name; half a file; a line for a person.
STUDENTS = ("student-02", "student-09", "student-12", "student-19", "student-21")

pytestmark = [
    pytest.mark.classroom,
    pytest.mark.sandbox,
    pytest.mark.skipif(os.geteuid() != 0, reason="a container's root is tried, which only root can be here"),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory, copy_course):
    return copy_course(tmp_path_factory.mktemp("copy") / "course")


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    """By student: the example class, and one whose derivation no program can read."""
    folder = tmp_path_factory.mktemp("submitted")
    found = {student: _only(ROOT / "examples" / "submitted" / student / WEEK) for student in STUDENTS[:-1]}
    raw = json.loads(found["student-02"].read_text())
    for cell in raw["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "ddpm_marginal":
            cell["source"] = UNREADABLE
    unreadable = folder / "student-21.ipynb"
    unreadable.write_text(json.dumps(raw))
    return found | {"student-21": unreadable}


def _only(folder):
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def container(tmp_path_factory, course):
    archive = tmp_path_factory.mktemp("zip") / "autograder.zip"
    autograder("export", "gradescope", WEEK, "--out", str(archive), "--course", str(course))
    return Container(tmp_path_factory.mktemp("image"), archive)


@pytest.fixture(scope="module")
def marks(tmp_path_factory, course, notebooks):
    """What `autograder grade` says of each student, and the pages that it writes."""
    out, submitted = tmp_path_factory.mktemp("graded"), tmp_path_factory.mktemp("class")
    for student, path in notebooks.items():
        (submitted / student / WEEK).mkdir(parents=True)
        (submitted / student / WEEK / f"{WEEK}.ipynb").write_bytes(path.read_bytes())
    printed = autograder("grade", WEEK, str(submitted), "--out", str(out), "--course", str(course), "--json")
    return {line["student"]: line for line in map(json.loads, printed.splitlines())}


def autograder(*arguments):
    command = [sys.executable, "-m", "autograder", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=580)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def results(container, notebooks):
    """results.json by student; of one of them where root has no more privileges than containers usually give."""
    found = {}
    for student, notebook in notebooks.items():
        done, told = container.grade(notebook, *(AS_USUAL if student == "student-09" else ()))
        assert done.returncode == 0, done.stdout + done.stderr
        if student == "student-09":
            assert "trying as a user without privileges" in done.stdout
        found[student] = told
    return found


@pytest.mark.parametrize("student", STUDENTS)
def test_gradescope_gets_the_marks_that_grade_gives(marks, results, student):
    got, want = results[student], marks[student]

    assert got["score"] == want["score"]
    assert {_name(test): (test["score"], test["max_score"]) for test in got["tests"][1:]} == {
        name: (question["points"], question["max_points"]) for name, question in want["questions"].items()
    }
    assert sum(test["max_score"] for test in got["tests"]) == want["max_score"]


def _name(test):
    return test["name"].rsplit("(", 1)[1].rstrip(")")


def test_the_chosen_students_differ(marks):
    scores = {student: marks[student]["score"] for student in STUDENTS}

    assert scores["student-02"] == marks["student-02"]["max_score"]
    assert 0 < scores["student-09"] < scores["student-12"] < scores["student-02"]
    assert marks["student-19"]["refused"]
    assert marks["student-21"]["questions"]["ddpm_marginal"]["verdict"] == "undecided"


def test_a_mix_up_is_named_as_on_the_feedback_page(marks, results):
    for test in results["student-09"]["tests"][1:]:
        if misconception := marks["student-09"]["questions"][_name(test)]["misconception"]:
            assert f"A familiar mix-up: {misconception.replace('-', ' ')}" in test["output"]
            assert misconception not in results["student-09"]["output"]


def test_half_a_file_is_told_at_once_and_has_0_points(results):
    assert results["student-19"]["score"] == 0
    assert "could not be read" in results["student-19"]["output"]


def test_what_waits_for_a_person_keeps_its_certain_points(results):
    (waiting,) = [test for test in results["student-21"]["tests"][1:] if _name(test) == "ddpm_marginal"]

    assert "Waiting for a person" in waiting["output"]
    assert results["student-21"]["extra_data"]["for_a_person"] == ["ddpm_marginal"]


def test_where_no_namespace_can_be_made_nothing_is_run_and_there_is_no_score(container, notebooks):
    done, told = container.grade(notebooks["student-02"], *NO_NAMESPACES)

    assert done.returncode == 3
    assert "there is no score" in done.stderr
    assert "the grader failed, not you" in told["output"]
    assert not {"score", "tests"} & set(told)


def test_setup_installs_what_is_pinned_and_builds_no_image_without_it(tmp_path, container, course):
    """pip resolves every pin and installs nothing here (150 packages take minutes); so the last step must fail."""
    archive = tmp_path / "autograder.zip"
    autograder("export", "gradescope", WEEK, "--out", str(archive), "--course", str(course))
    image = Container(tmp_path, archive)

    done = image.set_up(PIP_DRY_RUN="1", TORCH_INDEX="")

    pins = (image.root / "source" / "requirements.txt").read_text().split()
    would = done.stdout.replace("_", "-").casefold().split()
    for pin in pins:
        name, version = pin.split("==")
        assert any(word.startswith(f"{name}-{version}") for word in would) or name == "setuptools", pin
    assert (image.root / "source").stat().st_mode & 0o777 == 0o750
    assert (image.root / "source" / "seeds.json").stat().st_mode & 0o777 == 0o640
    assert done.returncode == 1
    assert "ModuleNotFoundError" in done.stderr
