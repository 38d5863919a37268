"""The pages tell the truth: their commands exist and run, their links lead somewhere, their shapes are the code's."""

import dataclasses
import json
import re
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import click
import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.apps import NbGraderApp
from packaging.specifiers import SpecifierSet

from autograder import compare
from autograder.adapters.gradescope.pack import Packed
from autograder.adapters.lms.collecting import Collected
from autograder.adapters.lms.exported import Exported, Left, Written
from autograder.adapters.lms.filing import Filed
from autograder.adapters.lms.piles import Doubt
from autograder.adapters.lms.table import WEEK_COLUMNS
from autograder.adapters.otter_assign.week import import_assignment
from autograder.cli import main
from autograder.derive import Derived, Part
from autograder.gradebook.marks import Mark, Marks
from autograder.gradebook.receipts import Origin, Receipt
from autograder.gradebook.waiting import Waiting
from autograder.new import Made
from autograder.release.build import ReleaseReport
from autograder.release.files import Difference
from autograder.release.gate import GateReport, Margin
from autograder.release.mutants import MutationScore
from autograder.report.summary import summary_json
from autograder.results import CheckResult, QuestionResult, RowResult, SubmissionResult
from autograder.sandbox import Limits
from autograder.sandbox.doctor import Finding
from autograder.standing import standings
from autograder.student.readiness import FreshRun, QuestionReadiness, Readiness
from autograder.syllabus import Syllabus
from tests.adapters import otter_source

from . import pages

WEEK = "week00_example"

# Run below, in the course that docs/write-a-week.md writes.
NEW = f'autograder new {WEEK} --title "Spread"'
MANY = f"autograder validate {WEEK} --quick --secrets 40"
RUN = [NEW, f"autograder release {WEEK}", f"autograder validate {WEEK} --quick", MANY]

EXCHANGE = "needs an exchange and a class; tests/classroom/test_nbgrader_exchange.py runs it"
# Looked up, not run: the reason.
NOT_RUN = {
    "autograder adopt course101": "needs a course of nbgrader's; tests/adapters/test_adoption.py runs it",
    "autograder adopt course101 --check": "needs a course of nbgrader's; tests/adapters/test_adoption.py runs it",
    "make grade": "takes minutes; CI and a fresh machine run it",
    "make test": "runs this test",
    "pip install torch==2.13.0": "loads from the network",
    "pip install autograder-*.whl": "loads from the network",
    "pip wheel . --no-deps --wheel-dir dist": "loads the build system from the network",
    "jupyter lab": "serves until it is stopped; tests/gradebook/test_formgrader.py runs it",
    "cd examples/graded": "is there once the examples are graded",
    "make bench-reference": "takes minutes; tests/test_benchmark_reference.py runs it on little data",
    "make bench-reference DEVICE=cuda": "needs a GPU",
    "autograder grade week06_ddpm --device cuda": "needs a GPU",
    "autograder doctor": "starts a kernel behind the wall; tests/sandbox does the same",
    "autograder grade week06_ddpm": "needs a class in submitted/",
    "autograder grade week06_ddpm --preview": "needs a class in submitted/",
    "autograder grade week06_ddpm examples/submitted --out examples/graded": "takes a minute; `make grade` runs it",
    "autograder grade week06_ddpm examples/submitted --out examples/graded --again": "takes a minute",
    "autograder grade week06_ddpm downloads/student-01.ipynb downloads/student-02.ipynb": "needs those files",
    "autograder release week06_ddpm": "writes into the checkout; tests/release runs it elsewhere",
    "autograder report week06_ddpm": "needs receipts",
    "autograder todo": "needs a gradebook; tests/test_todo.py runs it",
    "autograder todo week03_em --json": "needs a gradebook; tests/test_todo.py runs it",
    "autograder report --course": "needs a gradebook; tests/test_report_course.py runs it",
    "autograder report --course --student student-01": "needs a gradebook; tests/test_report_course.py runs it",
    f"autograder validate {WEEK}": "takes half a minute; tests/new runs it on a week like this",
    "autograder ready week06_ddpm.ipynb": "needs that file; tests/test_main.py runs it",
    "autograder ready shown.ipynb --no-run": "needs that file; tests/student/test_ready.py looks at such ones",
    "sha256sum shown.ipynb": "needs that file",
    "sha256sum week06_ddpm.ipynb": "needs that file",
    "autograder derive answer.tex --question week04_elbo/elbo_jensen": "needs that file; tests/test_derive.py runs it",
    'autograder import otter hw03.ipynb week07_flows --title "Week 7: normalizing flows"': "tests/adapters imports one",
    "autograder export gradescope week06_ddpm": "writes into the checkout; tests/classroom runs it elsewhere",
    "autograder validate --all": "takes minutes; CI runs it",
    "autograder collect week06_ddpm submissions.zip --roster gradebook.csv": "needs those files; tests/adapters/lms",
    'autograder collect week06_ddpm "All submissions.zip" --roster Grades.csv --timezone Europe/Berlin': "as above",
    "autograder export canvas week06_ddpm --roster gradebook.csv": "needs a gradebook; tests/adapters/lms runs it",
    "autograder export moodle week06_ddpm --worksheet Grades.csv --feedback": "as above",
    "autograder export csv week06_ddpm --to marks.csv": "as above",
    "autograder export csv": "as above",
    "nbgrader generate_assignment week06_ddpm --force": EXCHANGE,
    "nbgrader release_assignment week06_ddpm": EXCHANGE,
    "nbgrader list": EXCHANGE,
    "nbgrader fetch_assignment week06_ddpm": EXCHANGE,
    "nbgrader validate week06_ddpm/week06_ddpm.ipynb": EXCHANGE,
    "nbgrader submit week06_ddpm": EXCHANGE,
    "nbgrader list --inbound": EXCHANGE,
    "nbgrader collect week06_ddpm": EXCHANGE,
    "nbgrader autograde week06_ddpm": EXCHANGE,
    "nbgrader generate_feedback week06_ddpm --force": EXCHANGE,
    "nbgrader release_feedback week06_ddpm": EXCHANGE,
    "nbgrader fetch_feedback week06_ddpm": EXCHANGE,
    "nbgrader export --to marks.csv": EXCHANGE,
}
OURS = [command for command in pages.commands() if command.startswith("autograder ")]


def parse(command):
    """Have click read a command line without running it; `click.UsageError` where it does not fit."""
    _, *rest = pages.words(command)
    found, context = main, click.Context(main)
    while isinstance(found, click.Group):
        name, *rest = rest
        found, context = found.commands[name], click.Context(found, parent=context)
    return found.make_context(found.name, rest, parent=context)


def every_command(group=main, above=()):
    """All commands by their words, those of groups included, and the groups themselves."""
    for name, command in group.commands.items():
        yield (*above, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, (*above, name))


COMMANDS = dict(every_command())


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with nothing but a title and the week that docs/write-a-week.md makes, as the current folder."""
    root = tmp_path_factory.mktemp("course")
    (root / "course.toml").write_text('title = "An example"\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.syspath_prepend(root)
        made = run(NEW)
        assert made.exit_code == 0, made.output
        yield root


def run(command):
    return CliRunner().invoke(main, pages.words(command)[1:])


# ---------------------------------------------------------------- commands


def test_every_command_of_the_pages_is_run_or_says_why_not():
    assert pages.commands() == sorted([*RUN, *NOT_RUN])


@pytest.mark.parametrize("command", OURS)
def test_a_command_of_ours_exists_with_its_options(command):
    parse(command)


@pytest.mark.parametrize("command", [c for c in pages.inline_commands() if len(c.split()) > 2])
def test_a_command_within_a_sentence_exists_with_its_options(command):
    parse(command)


def test_every_option_that_a_page_names_is_one_of_ours():
    known = {option for found in COMMANDS.values() for p in found.params for option in (*p.opts, *p.secondary_opts)}
    others = ("containers.md", "beyond-one-machine.md")  # Docker's and Dask's: test_containers.py, pool/test_cluster.py
    ours = [path for path in pages.PAGES if path.name not in others]
    named = {option for path in ours for option in re.findall(r"`[^`]*?(--[a-z][a-z-]*)[^`]*`", pages.prose(path))}

    assert named <= known | {"--force", "--student", "--assignment", "--db", "--inbound", "--course-dir"}  # nbgrader's


@pytest.mark.parametrize("name", sorted(COMMANDS), ids=" ".join)
def test_the_help_of_a_command_holds_an_example_that_it_accepts(name):
    text = CliRunner().invoke(main, [*name, "--help"]).output
    (example,) = re.findall(r"Example:\n\s+(autograder .*)", text)

    assert tuple(pages.words(example)[1:])[: len(name)] == name
    parse(example)


@pytest.mark.parametrize("target", ["grade", "test", "setup", "help"])
def test_a_target_of_make_that_a_page_names_exists(target):
    assert re.search(rf"^{target}:.*## ", (pages.ROOT / "Makefile").read_text(), re.MULTILINE)
    assert any(f"make {target}" in path.read_text() for path in pages.PAGES)


@pytest.mark.parametrize("command", [c for c in pages.commands() if c.startswith("nbgrader ")])
def test_a_command_of_nbgrader_exists(command):
    assert pages.words(command)[1].replace("_", "-") in {name.replace("_", "-") for name in NbGraderApp.subcommands}


def test_the_version_of_torch_is_the_pinned_one():
    assert "torch==2.13.0" in (pages.ROOT / "constraints.txt").read_text()


def test_jupyter_lab_is_installed():
    assert Path(sys.executable).with_name("jupyter-lab").exists()


# ---------------------------------------------------------------- the example week


def test_the_page_shows_the_files_that_are_made(course):
    shown = pages.example_week()

    assert len(shown) == 5
    for name, text in shown.items():
        assert (course / name).read_text(encoding="utf-8") == text


def test_every_file_that_is_made_is_explained(course):
    explained = pages.first_column("write-a-week.md", "a full week to learn from")

    assert sorted(explained) == sorted(path.name for path in (course / "solutions" / WEEK).iterdir() if path.is_file())


def test_every_comparator_is_explained():
    named = set(re.findall(r"`compare\.(\w+)", (pages.ROOT / "docs" / "write-a-week.md").read_text()))
    comparators = {name for name in compare.__all__ if name[0].islower()} - {"kinds"}

    assert named == comparators


def test_the_example_week_is_released_and_passes_the_gate(course):
    released = run(f"autograder release {WEEK}")
    assert released.exit_code == 0, released.output
    for command in (f"autograder validate {WEEK} --quick", MANY):
        validated = run(command)
        assert validated.exit_code == 0, validated.output
        assert f"{WEEK} may be released." in validated.output
    assert "raise NotImplementedError" in (course / "assignments" / WEEK / f"{WEEK}.ipynb").read_text()


# ---------------------------------------------------------------- links and pictures


@pytest.mark.parametrize("path", pages.PAGES, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(path):
    assert [str(target) for target in pages.links(path) if not target.exists()] == []


def test_every_page_is_reached_from_the_readme():
    reached, new = set(), {pages.ROOT / "README.md"}
    while new:
        reached |= new
        new = {target for page in new for target in pages.links(page) if target.suffix == ".md"} - reached

    assert reached >= set(pages.PAGES)


def test_every_page_that_the_code_names_exists():
    sources = [*(pages.ROOT / "autograder").rglob("*.py"), pages.ROOT / "nbgrader_config.py", pages.ROOT / ".gitignore"]
    named = {name for path in sources for name in re.findall(r"\bdocs/[\w-]+\.md", path.read_text())}

    assert named
    assert [name for name in named if not (pages.ROOT / name).is_file()] == []


def test_every_folder_of_the_readme_is_there():
    text = (pages.ROOT / "README.md").read_text().split("## The folders")[1]
    named = re.findall(r"^\| `([\w/]+)` \|", text, re.MULTILINE)

    assert [name for name in named if name != "submitted/" and not (pages.ROOT / name).is_dir()] == []


def test_the_picture_stands_on_a_background_of_its_own_and_says_what_it_shows():
    picture = ElementTree.parse(pages.ROOT / "docs" / "picture.svg").getroot()
    tags = [element.tag.split("}")[1] for element in picture]
    background = picture[tags.index("rect")]

    assert {"title", "desc"} <= set(tags)
    assert background.get("fill") == "#ffffff"


# ---------------------------------------------------------------- shapes


def result(student="student-01", **changes):
    checks = (CheckResult("values", 1.0, 2.0, False, "hidden"),)
    question = QuestionResult("one", "The first", 1.0, 2.0, "partial", checks, "a-mix-up", ("A message.",))
    return dataclasses.replace(SubmissionResult(student, "week00", {"one": question}), **changes)


def same_shape(documented, real):
    """The same fields of the same kinds, all the way down; null stands for any kind."""
    match documented, real:
        case (None, _) | (_, None):
            return True
        case dict(), dict():
            return documented.keys() == real.keys() and all(same_shape(documented[k], real[k]) for k in documented)
        case list(), list():
            return not documented or not real or same_shape(documented[0], real[0])
        case bool(), bool():
            return True
    return type(documented) is type(real) or {type(documented), type(real)} <= {int, float}


def about(question, shape):
    """The same shape with its one question called otherwise: the key is data."""
    (only,) = shape["questions"].values()
    return {**shape, "questions": {question: only}}


def test_a_line_of_grade_has_the_documented_shape():
    documented = about("one", pages.example("json.md", "`autograder grade"))

    assert same_shape(documented, result(repaired=("A repair.",)).to_json())


def test_the_json_of_report_has_the_documented_shape():
    documented = about("one", pages.example("json.md", "`autograder report"))
    refused = result("student-03", refused="The file is empty.")

    assert same_shape(documented, summary_json([result(), refused]))


def test_the_json_of_a_standing_has_the_documented_shape():
    documented = pages.example("json.md", "`autograder report --course")
    due = datetime(2026, 10, 19, 23, 59, tzinfo=UTC)
    course = Syllabus.of({"weeks": {"week06_ddpm": {"title": "Six", "due": due}}})
    marks = Marks({"student-01": {"week06_ddpm": Mark(1.0, 2.0, due)}}, {})
    (found,) = standings(course, marks, due)

    assert same_shape(documented, found.to_json())


def test_the_json_of_todo_has_the_documented_shape():
    one = Waiting("week03_em", "why", "student-01", "written", "so", 1.5, 2.5, datetime(2026, 10, 19, tzinfo=UTC), "1f")

    assert same_shape(pages.example("json.md", "`autograder todo"), one.to_json())


def test_the_json_of_export_has_the_documented_shape():
    left = Left("student-01", "week00", "why")
    told = Exported(
        "csv", (Path("there"),), "", (Written("student-01", "week00", "1"),), (left,), (left,), ("a",), ("b",)
    )

    assert same_shape(pages.example("json.md", "`autograder export canvas"), told.to_json())


def test_the_json_of_collect_has_the_documented_shape():
    doubt = Doubt("a file", "why")
    filed = Filed("student-01", "new", ("a",), None, True, (doubt,))
    told = Collected("canvas", "week00", "ID", (filed,), (doubt,), ("a",), ("b",))

    assert same_shape(pages.example("json.md", "`autograder collect"), told.to_json())


def test_every_column_of_a_weeks_table_is_named():
    text = (pages.ROOT / "docs" / "lms.md").read_text(encoding="utf-8").split("The first is a row a student:")[1]

    assert tuple(re.findall(r"`(\w+)`", text.split(", with the meaning")[0])) == WEEK_COLUMNS


def test_the_json_of_derive_has_the_documented_shape():
    row, part = RowResult(1, 1, "a = b", "valid", "so", "1"), Part("start", "yes", 1.5, 2.5, "why")
    documented = pages.example("json.md", "`autograder derive")

    assert same_shape(documented, Derived("week/name", (row,), (part,)).to_json())


def test_the_json_of_ready_has_the_documented_shape():
    fresh, question = FreshRun(43, 43), QuestionReadiness("one", "answered", 1, 0, ("one: no.",))
    found = Readiness(Path("there"), "week00", datetime.now(UTC), "", "", None, (question,), fresh)
    documented = about("one", pages.example("json.md", "`autograder ready"))

    assert same_shape(documented, found.to_json())


def test_the_json_of_validate_has_the_documented_shape():
    margin = Margin("one", "values", sampled=False, exact=False, reason="", wrong=20.0)
    mutation = MutationScore(made=2, changed=2, survivors=("a spot",)).to_json()
    report = GateReport("week00", margins={("one", "values"): margin}, mutation=mutation)
    documented = pages.example("json.md", "`autograder validate")

    assert same_shape({**documented, "counts": {}}, report.to_json())


def test_the_json_of_new_has_the_documented_shape():
    assert same_shape(
        pages.example("json.md", "`autograder new"), Made("week07", "Seven", Path("there"), ("a",), True).to_json()
    )


def test_the_json_of_an_import_has_the_documented_shape(tmp_path):
    made = Made("week07", "Seven", Path("there"), ("a",), True).to_json()
    found = import_assignment(otter_source.write(tmp_path / "hw03.ipynb")).to_json()

    assert same_shape(pages.example("json.md", "`autograder import otter"), made | found)


def test_the_json_of_an_export_for_gradescope_has_the_documented_shape():
    packed = Packed("week00", Path("there"), 1.0, "visible", ("a",))

    assert same_shape(pages.example("json.md", "`autograder export gradescope"), packed.to_json())


def test_the_json_of_adopt_has_the_documented_shape(tmp_path):
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    notebook = nbformat.v4.new_notebook(
        cells=[], metadata={"kernelspec": {"name": "python3", "display_name": "Python"}}
    )
    nbformat.write(notebook, tmp_path / "source" / "ps1" / "problem1.ipynb")
    printed = json.loads(CliRunner().invoke(main, ["adopt", str(tmp_path), "--json"]).output)
    documented = pages.example("json.md", "`autograder adopt")
    documented["settings"][0]["value"] = None  # a string or a list of them

    assert same_shape(documented, printed)


def test_the_json_of_release_has_the_documented_shape():
    report = ReleaseReport("week00", Path("there"), ("a",), ("one",), (Difference("a", "missing"),), True)

    assert same_shape(pages.example("json.md", "`autograder release"), report.to_json())


def test_the_json_of_doctor_has_the_documented_shape():
    assert same_shape(pages.example("json.md", "`autograder doctor"), [Finding("wall", True, "there").to_json()])


def test_every_field_of_a_receipt_is_explained():
    origin = Origin("week00", "", "", "", "", "", "cpu", "bubblewrap", {}, {})
    receipt = Receipt.of(result(), origin, "").to_json()
    question = receipt["result"]["questions"][0]

    assert sorted(pages.first_column("read-a-receipt.md", "in hexadecimal.")) == sorted(receipt)
    assert sorted(pages.first_column("read-a-receipt.md", "## `inputs`")) == sorted(receipt["inputs"])
    assert sorted(pages.first_column("read-a-receipt.md", "a list with, for each,")) == sorted(question)
    assert sorted(pages.first_column("read-a-receipt.md", "the fields below")) == sorted(question["checks"][0])


def test_every_limit_is_explained_with_its_default():
    text = (pages.ROOT / "docs" / "run-a-class.md").read_text()
    documented = re.findall(r"^\| `(\w+_?\w*)` \| (\d+) \|", text, re.MULTILINE)

    assert {name: float(value) for name, value in documented} == dataclasses.asdict(Limits())


def test_every_option_of_grade_is_explained():
    named = {name.split()[0] for name in pages.first_column("run-a-class.md", "lets nbgrader find this gradebook")}
    options = {option for p in main.commands["grade"].params for option in p.opts if option.startswith("--")}

    assert named == options - {"--course"}


def test_every_test_that_the_threat_model_names_exists():
    named = re.findall(r"`(tests/[\w./*-]+)`", (pages.ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8"))

    assert len(named) > 10
    assert [name for name in named if not list(pages.ROOT.glob(name))] == []


def test_the_python_that_the_readme_asks_for_is_enough_for_every_package():
    """Debian 12 has 3.11.2; a package that wants a later one could not be installed there."""
    asked = {package.metadata["Name"]: package.metadata.get("Requires-Python") for package in metadata.distributions()}

    assert "Python 3.11 or newer" in (pages.ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name, pythons in asked.items() if pythons and "3.11.2" not in SpecifierSet(pythons)] == []
