"""`autograder adopt`: what is written into a course's configuration, and what is left alone."""

import json
import stat

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.preprocessors import Execute

from autograder.adapters.nbgrader_adopted import language_of
from autograder.adapters.nbgrader_beside import files_beside
from autograder.adapters.nbgrader_outcomes import outputs_of, points_of
from autograder.cli import main
from autograder.collect.notebook import CellOutcome

CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'course101'\n"
OURS = "autograder.adapters.nbgrader_adopted."


@pytest.fixture
def course(tmp_path):
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    write_notebook(tmp_path / "source" / "ps1" / "one.ipynb", "python")
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    return tmp_path


def write_notebook(path, language):
    test = nbformat.v4.new_code_cell("assert f() == 1")
    test.metadata["nbgrader"] = {"grade": True, "solution": False, "grade_id": "test", "points": 2, "locked": True}
    spec = {"kernelspec": {"display_name": "any", "language": language, "name": "any"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[test], metadata=spec), path)


def adopt(course, *options, status=0):
    ended = CliRunner().invoke(main, ["adopt", str(course), *options])
    assert ended.exit_code == status, ended.output
    return ended.output


def config_of(course):
    return (course / "nbgrader_config.py").read_text()


# ---------------------------------------------------------------- the block


def test_the_block_comes_after_all_that_was_there(course):
    said = adopt(course)

    before, block = config_of(course).split("\n# >>> autograder adopt")
    assert before == CONFIG
    assert f'"{OURS}ExecuteBehindWall"' in block
    assert f'"{OURS}SaveOutcomes"' in block
    assert "ps1/one: python; 1 tests, 0 for a person, 2 points" in said
    assert "To undo it, delete the block" in said


def test_adopting_twice_changes_nothing(course):
    adopt(course)
    once = config_of(course)

    assert "nothing had to be written" in adopt(course)
    assert config_of(course) == once


def test_check_writes_nothing_and_tells(course):
    assert "Not adopted" in adopt(course, "--check", status=1)
    assert config_of(course) == CONFIG
    adopt(course)
    adopt(course, "--check")


def test_deleting_the_block_undoes_it(course):
    adopt(course)
    before, _ = config_of(course).split("\n# >>> autograder adopt")
    (course / "nbgrader_config.py").write_text(before)

    adopt(course, "--check", status=1)


def test_a_course_without_a_configuration_gets_one(course):
    (course / "nbgrader_config.py").unlink()
    adopt(course)

    adopt(course, "--check")


def test_line_ends_and_mode_of_the_configuration_stay(course):
    path = course / "nbgrader_config.py"
    path.write_bytes(CONFIG.replace("\n", "\r\n").encode())
    path.chmod(0o600)
    adopt(course)

    assert path.read_bytes().startswith(CONFIG.replace("\n", "\r\n").encode())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_setting_after_the_block_is_noticed_and_the_block_moves_behind_it(course):
    adopt(course)
    path = course / "nbgrader_config.py"
    path.write_text(config_of(course) + "c.Autograde.exporter_class = 'nbconvert.exporters.NotebookExporter'\n")
    adopt(course, "--check", "--json")  # an exporter of their own is theirs to have
    path.write_text(
        config_of(course) + "from nbgrader.preprocessors import Execute, SaveAutoGrades\n"
        "c.Autograde.autograde_preprocessors = [Execute, SaveAutoGrades]\n"
    )
    adopt(course, "--check", status=1)
    adopt(course)

    assert config_of(course).count("# >>> autograder adopt") == 1
    adopt(course, "--check")


def test_steps_of_their_own_stay(course):
    (course / "nbgrader_config.py").write_text(
        CONFIG + "c.Autograde.autograde_preprocessors = [\n    'nbconvert.preprocessors.TagRemovePreprocessor',\n"
        "    'nbgrader.preprocessors.Execute', 'nbgrader.preprocessors.SaveAutoGrades']\n"
    )
    steps = json.loads(adopt(course, "--json"))["settings"][0]["value"]

    assert steps == ["nbconvert.preprocessors.TagRemovePreprocessor", f"{OURS}ExecuteBehindWall", f"{OURS}SaveOutcomes"]


def test_a_notebook_that_is_not_python_is_left_to_nbgrader_and_told(course):
    write_notebook(course / "source" / "ps1" / "two.ipynb", "R")
    found = json.loads(adopt(course, "--json"))

    assert [notebook["walled"] for notebook in found["assignments"]["ps1"]] == [True, False]
    assert any("ps1/two is r, not Python" in note for note in found["notes"])


# ---------------------------------------------------------------- what cannot be adopted


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("course.toml", "", "nothing to adopt"),
        ("nbgrader_config.py", "c = get_config(\n", "Mend it first"),
        ("nbgrader_config.py", "c = get_config()\nc.Autograde.autograde_preprocessors = []\n", "Put it back"),
        ("nbgrader_config.json", '{"Autograde": {"autograde_preprocessors": []}}', "has the last word"),
    ],
)
def test_what_cannot_be_adopted_is_left_as_it_is_and_told(course, name, text, said):
    (course / name).write_text(text)
    before = config_of(course)

    assert said in " ".join(adopt(course, status=2).split())
    assert config_of(course) == before


def test_a_folder_that_is_no_course_is_bad_usage(tmp_path):
    assert "expected a course of nbgrader's" in adopt(tmp_path, status=2)


# ---------------------------------------------------------------- points and outputs


def shown(text, **changes):
    output = {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}}
    return CellOutcome("ok", outputs=(output,), **changes)


@pytest.mark.parametrize(
    ("source", "outcome", "points"),
    [
        ("assert True", CellOutcome("ok"), 3.0),
        ("assert True", CellOutcome("error", "AssertionError"), 0.0),
        ("f()", CellOutcome("timeout"), 0.0),
        ("f()", CellOutcome("died"), 0.0),
        ("f()", CellOutcome("skipped"), None),
        ("2 * 0.5", shown("1.0"), 1.0),
        ("2 * 0.5", shown("0"), 0.0),
        ("'all good'", shown("'all good'"), 3.0),
        ("score()", shown("4.0"), None),
        ("score()", shown("nan"), None),
        ("score()", shown("-1"), None),
        ("%time score()", shown("1.5"), 1.5),
        ("assert f() == 1", shown("1.0"), 3.0),  # the cell shows no value: a student's code did
        ("x = f()", shown("nan"), 3.0),
    ],
)
def test_a_test_cell_has_its_points_by_what_it_did(source, outcome, points):
    assert points_of(source, outcome, 3.0) == points


def test_a_line_on_stderr_and_a_forged_error_cost_nothing():
    noise = {"output_type": "stream", "name": "stderr", "text": "noise"}
    forged = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}

    assert points_of("assert True", CellOutcome("ok", outputs=(noise, forged)), 3.0) == 3.0


def test_nothing_that_would_run_in_a_page_is_among_the_outputs():
    data = {"text/plain": "a table", "text/html": "<script>", "image/png": "iVBOR=", "image/jpeg": '"><script>'}
    display = {"output_type": "display_data", "data": data, "metadata": {"x": 1}}
    [output] = outputs_of(CellOutcome("ok", outputs=(display,)), 30.0, 1)

    assert output.data == {"text/plain": "a table", "image/png": "iVBOR="}
    assert output.metadata == {}


def test_what_is_printed_in_pieces_stands_together_as_valid_outputs():
    piece = {"output_type": "stream", "name": "stdout", "text": "a"}
    outcome = CellOutcome("timeout", outputs=(piece, piece), cut=True)
    cell = nbformat.v4.new_code_cell("f()", outputs=outputs_of(outcome, 30.0, 1))
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))

    assert cell.outputs[0].text == "aa"
    assert "within 30 seconds" in cell.outputs[1].evalue


# ---------------------------------------------------------------- files and kernels


def test_files_beside_are_the_released_ones_and_none_that_a_link_brought(tmp_path):
    folder, submitted, source = (tmp_path / name for name in ("autograded", "submitted", "source"))
    for place in (folder, submitted, source):
        (place / "data").mkdir(parents=True)
    for name in ("data/given.txt", "own.py", "stolen.db", "one.ipynb"):
        (folder / name).write_text("as nbgrader copied it")
    (source / "data" / "given.txt").write_text("given")
    (submitted / "own.py").write_text("own")
    (submitted / "stolen.db").symlink_to("/etc/passwd")
    (submitted / "data").rmdir()
    (submitted / "data").symlink_to(tmp_path)
    files, left_out = files_beside(folder, submitted, source)

    assert files == {"own.py": folder / "own.py", "data/given.txt": source / "data" / "given.txt"}
    assert left_out == ["stolen.db"]


@pytest.mark.parametrize(
    ("kernelspec", "language"),
    [({}, "python"), ({"language": "R", "name": "ir"}, "r"), ({"name": "nobody-knows-it"}, "python")],
)
def test_the_language_is_that_of_the_instructors_kernel(kernelspec, language):
    assert language_of(kernelspec) == language


def test_nbgraders_own_limits_still_hold():
    from traitlets.config import Config

    from autograder.adapters.nbgrader_adopted import ExecuteBehindWall

    assert issubclass(ExecuteBehindWall, Execute)
    assert ExecuteBehindWall(config=Config({"Execute": {"timeout": 7}})).timeout == 7
