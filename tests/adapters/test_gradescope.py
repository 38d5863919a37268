"""What is packed for Gradescope, and what is told to it. tests/classroom runs it as Gradescope does."""

import json
import re
import shutil
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from autograder.adapters.gradescope import run
from autograder.adapters.gradescope.results import VISIBILITIES, failure, results
from autograder.cli import main
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.judge.truth import Truth
from autograder.release import release
from autograder.results import CheckResult, QuestionResult, SubmissionResult
from autograder.seeds import Seeds, case_seed, fingerprint
from tests import doubling

WEEK = "week96_packed"
HELPER = "from . import factors\n\n\ndef law():\n    from reference_impl.topic import laws\n\n    return laws\n"
FILES = {
    f"solutions/{WEEK}/helper.py": HELPER,
    f"solutions/{WEEK}/factors.py": "import solutions.shared\n",
    f"solutions/{WEEK}/table.csv": "1,2\n",
    f"solutions/{WEEK}/design.md": "why",
    f"solutions/{WEEK}/unused.py": "",
    f"solutions/{WEEK}/right.py": "RIGHT_ANSWERS = ()  # 2 * x is right\n",
    "solutions/shared.py": "",
    "solutions/week95_other/questions.py": "QUESTIONS = ()\n",
    "reference_impl/__init__.py": "",
    "reference_impl/topic/__init__.py": "from ._parts import part\n",
    "reference_impl/topic/_parts.py": "part = 1\n",
    "reference_impl/topic/laws.py": "",
    "reference_impl/other.py": "",
    "submitted/student-01/note.txt": "mine",
}


@pytest.fixture
def course(tmp_path):
    """A small course that is released: its questions import a helper, a part of a reference, something shared."""
    root = tmp_path / "course"
    questions = f"import solutions.{WEEK}.helper\n" + doubling.QUESTIONS
    doubling.write_course(root, WEEK, doubling.course_toml(WEEK, 10, 5, 60), questions)
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in sys.modules if name.split(".")[0] in ("solutions", "reference_impl")]:
            patch.delitem(sys.modules, name)
        patch.syspath_prepend(root)
        release(root, Course.load(root).week(WEEK))
        yield Course.load(root)
        for name in [name for name in sys.modules if name.split(".")[0] in ("solutions", "reference_impl")]:
            del sys.modules[name]


def export(course, *options, status=0):
    done = CliRunner().invoke(main, ["export", "gradescope", WEEK, "--course", str(course.root), *options])
    assert done.exit_code == status, done.output
    return done


@pytest.fixture
def packed(course):
    export(course)
    with zipfile.ZipFile(course.root / "build" / "gradescope" / f"{WEEK}.zip") as archive:
        yield archive


# ---------------------------------------------------------------- what is packed


def test_the_programs_lie_at_the_root_and_may_be_executed(packed):
    for name in ("setup.sh", "run_autograder"):
        assert packed.getinfo(name).external_attr >> 16 == 0o100755
        assert packed.read(name).startswith(b"#!")


def test_what_the_week_imports_goes_along_and_nothing_else_of_the_course(packed):
    private = [name for name in packed.namelist() if re.match(r"course/(solutions|reference_impl|submitted)", name)]

    assert private == [
        "course/reference_impl/__init__.py",
        "course/reference_impl/topic/__init__.py",
        "course/reference_impl/topic/_parts.py",
        "course/reference_impl/topic/laws.py",
        "course/solutions/shared.py",
        f"course/solutions/{WEEK}/factors.py",
        f"course/solutions/{WEEK}/helper.py",
        f"course/solutions/{WEEK}/questions.py",
        f"course/solutions/{WEEK}/right.py",
        f"course/solutions/{WEEK}/table.csv",
        f"course/solutions/{WEEK}/wrong.py",
    ]


def test_neither_the_secret_nor_a_solution_is_in_it(course, packed):
    secret = course.existing_secret()
    everything = b"\n".join(packed.read(name) for name in packed.namelist() if not name.startswith("package/"))

    assert secret is not None
    assert secret not in everything
    assert secret.hex().encode() not in everything
    assert b"2 * x" not in everything


def test_the_same_sources_give_the_same_file_which_its_owner_alone_may_read(course, packed):
    first = Path(packed.filename)

    export(course, "--out", str(first.with_name("again.zip")))

    assert first.with_name("again.zip").read_bytes() == first.read_bytes()
    assert first.stat().st_mode & 0o777 == 0o600


def test_every_package_is_pinned_to_the_version_that_is_installed(packed):
    pins = dict(line.split("==") for line in packed.read("requirements.txt").decode().split())

    for name in ("torch", "numpy", "ipykernel", "otter-grader", "nbgrader", "jupytext"):
        assert pins[name] == metadata.version(name).split("+")[0]
    assert "autograder" not in pins


def test_the_command_says_what_is_to_be_set_on_gradescope(course):
    said = export(course).output
    told = json.loads(export(course, "--json", "--show", "after_due_date").output)

    assert "autograder points  5" in said
    assert told["points"] == 5
    assert told["show"] == "after_due_date"
    assert f"solutions/{WEEK}/questions.py" in told["private"]


def test_a_release_that_is_not_what_the_sources_give_is_not_packed(course):
    (course.root / "assignments" / WEEK / "tests" / "double.py").write_text("another check\n")

    said = export(course, status=2).output

    assert "tests/double.py is changed" in said
    assert f"run `autograder release {WEEK}` first" in said
    assert not (course.root / "build" / "gradescope").exists()


def test_what_students_need_beside_the_release_is_no_difference(course):
    (course.root / "assignments" / WEEK / "data.csv").write_text("1\n")

    export(course)


def test_a_file_that_cannot_be_written_is_told(course):
    (course.root / "taken").mkdir()

    assert "cannot write" in export(course, "--out", str(course.root / "taken"), status=2).output
    assert not list(course.root.glob(".taken*"))


# ---------------------------------------------------------------- the same inputs without the secret


def test_the_seeds_of_a_week_draw_what_the_secret_draws(course):
    week, secret = course.week(WEEK), b"a secret"
    seeds = Seeds(**json.loads(json.dumps(Seeds.of(secret, week).to_json())))
    here, there = Truth(week, secret), Truth(week, seeds)

    for question in week.questions:
        for check in question.checks:
            assert torch.equal(here.inputs(question, check.cases[0])["x"], there.inputs(question, check.cases[0])["x"])
    assert fingerprint(seeds, WEEK) == fingerprint(secret, WEEK)


@pytest.mark.parametrize("place", [("week01_other", "double", "a"), (WEEK, "treble", "a"), (WEEK, "double", "c")])
def test_there_are_no_seeds_but_those_of_the_week(course, place):
    seeds = Seeds.of(b"a secret", course.week(WEEK))

    with pytest.raises(AutograderError, match="export it again"):
        case_seed(seeds, *place)


# ---------------------------------------------------------------- what is told


def a_result(**changes):
    public = CheckResult("small", 1, 1, True, "public")
    lost = CheckResult("large", 0, 2, False, "hidden", "3 of 4 entries differ", "Which axis?", "got 17.25, want 16.5")
    secret = CheckResult("edge of all", 0, 1, False, "secret", "secret words", "secret hint", "got 1, want 2")
    unread = CheckResult("goal", 0, 3, False, "hidden", "line 2 could not be read", undecided=True)
    questions = {
        "mean": QuestionResult("mean", "A mean", 1, 4, "partial", (public, lost, secret)),
        "bound": QuestionResult("bound", "A bound", 0, 3, "undecided", (unread,)),
    }
    record = {"repaired": ("A byte-order mark was removed.",), "notes": ("Cell mean took long.",)} | changes
    return SubmissionResult("submission-1", WEEK, questions, **record)


@pytest.mark.parametrize("show", VISIBILITIES)
def test_every_verdict_has_the_visibility_that_was_chosen(show):
    told = results(a_result(), show, "abc")

    assert told["score"] == 1
    assert {test["visibility"] for test in told["tests"]} == {show}
    assert told["visibility"] == show
    assert told["stdout_visibility"] == "hidden"
    assert [(test["score"], test["max_score"]) for test in told["tests"]] == [(0, 0), (1, 4), (0, 3)]


def test_what_is_shown_at_once_says_nothing_of_a_verdict():
    shown = results(a_result(), "after_published", "abc")["output"]

    assert "Your notebook could be read." in shown
    assert "A byte-order mark was removed." in shown
    assert "when your instructor publishes" in shown
    for word in ("right", "3 of 4", "small", "large", "goal", "took long"):
        assert word not in shown.replace("put right", "")


def test_a_lost_check_is_told_as_the_feedback_page_tells_it():
    mean = results(a_result(), "visible", "abc")["tests"][1]["output"]

    assert "Partly right: 1 of 4 points." in mean
    assert "✘ large (hidden check): 0 of 2\n  3 of 4 entries differ\n  Hint: Which axis?" in mean
    assert "Passed: small." in mean
    assert "Secret checks: 0 of 1 points." in mean


def test_nothing_for_staff_and_nothing_of_a_secret_check_is_told():
    told = json.dumps(results(a_result(), "visible", "abc"))

    for text in ("17.25", "16.5", "edge of all", "secret words", "secret hint", "want"):
        assert text not in told


def test_what_could_not_be_decided_keeps_its_certain_points_and_says_who_decides():
    told = results(a_result(), "visible", "abc")

    assert "Waiting for a person: 0 of 3 points." in told["tests"][2]["output"]
    assert "For a person to decide: goal" in told["tests"][2]["output"]
    assert "Up to 3 more points wait for a person." in told["tests"][0]["output"]
    assert told["extra_data"]["for_a_person"] == ["bound"]


def test_a_notebook_that_cannot_be_read_has_0_points_and_is_told_so_at_once():
    told = results(a_result(refused="The file is empty."), "after_published", "abc")

    assert "The file is empty." in told["output"]
    assert told["tests"][1]["output"] == "Not graded."


def test_a_failure_of_ours_has_no_score_anywhere():
    assert not {"score", "tests"} & set(failure())
    assert "the grader failed, not you" in failure()["output"]


# ---------------------------------------------------------------- where the notebook is


def hand_in(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("{}")
    return run.handed_in(folder)


def test_a_notebook_at_the_top_is_meant_whatever_lies_below(tmp_path):
    assert hand_in(tmp_path, "mine.ipynb", "drafts/old.ipynb") == tmp_path


def test_a_notebook_in_an_unpacked_archive_is_found_and_copies_of_jupyters_are_not(tmp_path):
    names = ("hw/mine.IPYNB", "hw/.ipynb_checkpoints/mine.ipynb", "__MACOSX/._mine.ipynb")

    assert hand_in(tmp_path, *names) == tmp_path / "hw"


def test_of_notebooks_in_several_folders_none_is_guessed(tmp_path):
    assert hand_in(tmp_path, "a/mine.ipynb", "b/mine.ipynb") == tmp_path


def test_nothing_to_grade_is_a_failure_of_ours(tmp_path):
    with pytest.raises(AutograderError, match="no such folder"):
        run.handed_in(tmp_path / "submission")


# ---------------------------------------------------------------- no wall, no score


@pytest.fixture
def container(course, packed, tmp_path):
    """Laid out as in Gradescope's container, with the notebook as it was released handed in."""
    root = tmp_path / "autograder"
    packed.extractall(root / "source")
    (root / "results").mkdir()
    (root / "submission").mkdir()
    shutil.copy(course.root / "assignments" / WEEK / f"{WEEK}.ipynb", root / "submission")
    return root


@pytest.mark.parametrize("metadata", ["", "[]", '{"id": 7, "assignment": null}'])
def test_without_bubblewrap_nothing_is_run_and_there_is_no_score(container, tmp_path, monkeypatch, capsys, metadata):
    (container / "submission_metadata.json").write_text(metadata)
    monkeypatch.setenv("PATH", str(tmp_path))  # holds no bwrap, for root and for another user
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    status = run.main([str(container)])

    assert status == 3
    assert json.loads((container / "results" / "results.json").read_text()) == failure()
    assert "bubblewrap is not installed" in capsys.readouterr().err


def test_a_fault_of_ours_is_no_score_either(container, capsys):
    (container / "source" / "seeds.json").write_text("{}")

    assert run.main([str(container)]) == 3
    assert json.loads((container / "results" / "results.json").read_text()) == failure()
    assert "a fault in the grader: TypeError" in capsys.readouterr().err
