"""What only the course may know is found wherever it is released."""

import dataclasses
import json

import pytest

from autograder.intake.released import RELEASED
from autograder.question import Shown
from autograder.release import find_leaks, read_source, released_files


@pytest.fixture
def source(course, week):
    return read_source(course / "solutions" / week.name / "notebook.py", week)


@pytest.fixture
def released(source, week):
    return released_files(source, week)


def with_cell(released, text, kind="code"):
    """The release with one more cell."""
    notebook = json.loads(released["week90_tiny.ipynb"])
    notebook["cells"].append({"cell_type": kind, "source": text.splitlines(keepends=True), "metadata": {}})
    return {**released, "week90_tiny.ipynb": json.dumps(notebook)}


def kinds(week, source, released):
    return {leak.kind for leak in find_leaks(week, source, released)}


def test_a_release_as_it_is_generated_leaks_nothing(week, source, released):
    assert find_leaks(week, source, released) == ()


def test_a_leak_in_the_copy_that_lies_in_the_tests_is_found(week, source, released):
    text = "def f():\n    return factor * (\n        x - x.mean(dim=0)\n    )"
    leaking = with_cell(released, text)["week90_tiny.ipynb"]

    leaks = find_leaks(week, source, {**released, RELEASED: leaking})

    assert [(leak.file, leak.kind) for leak in leaks] == [("tests/released.json", "solution of scaled")]


@pytest.mark.parametrize(
    "text",
    [
        "result = factor * (x - x.mean(dim=0))",
        "print(factor*( x-x.mean( dim = 0 ) ))",
        "# centre = factor * (x - x.mean(dim=0))",
        "def f():\n    return factor * (\n        x - x.mean(dim=0)\n    )",
    ],
)
def test_a_solutions_expression_is_found_under_any_name_and_layout(week, source, released, text):
    assert "solution of scaled" in kinds(week, source, with_cell(released, text))


def test_a_solution_quoted_in_prose_is_found(week, source, released):
    text = "Remember that `factor * (x - x.mean(dim=0))` is the answer."

    assert "solution of scaled" in kinds(week, source, with_cell(released, text, "markdown"))


def test_a_references_expression_is_found(week, source, released):
    assert "reference of scaled" in kinds(week, source, with_cell(released, "y = x - x.mean(0, keepdim=True)"))


def test_a_wrong_answers_expression_and_text_are_found(week, source, released):
    text = "y = (x - x.mean(0, keepdim=True)) / factor"
    prose = "You divide by the factor\nwhere you should multiply."

    assert "wrong answer divided of scaled" in kinds(week, source, with_cell(released, text))
    assert "text of wrong answer divided" in kinds(week, source, with_cell(released, prose, "markdown"))


def test_hints_names_and_labels_of_hidden_checks_are_found_in_the_public_checks(week, source, released):
    tests = {
        **released,
        "tests/scaled.py": "# Large factors are hard to come by.\n# a secret property\n# a hidden drawing",
    }

    assert kinds(week, source, tests) == {
        "hint of hidden check 'large' of scaled",
        "name of a secret check of scaled",
        "label of a hidden case of scaled",
    }


def test_a_mark_of_a_solution_region_or_the_name_of_the_reference_is_found(week, source, released):
    text = "import reference_impl\n### BEGIN SOLUTION"

    assert kinds(week, source, with_cell(released, text)) == {"marker or private name"}


def test_what_a_given_cell_hands_out_is_no_leak(course, week):
    path = course / "solutions" / week.name / "notebook.py"
    path.write_text(
        path.read_text().replace("import torch\n\n", "import torch\n\ny = lambda x: x - x.mean(0, keepdim=True)\n\n")
    )
    source = read_source(path, week)

    assert find_leaks(week, source, released_files(source, week)) == ()


def test_a_secret_check_that_is_made_public_by_mistake_shows_in_the_count_only(week, source):
    """A public twin of a hidden check is the author's decision; its text is then public too."""
    question = week.question("scaled")
    opened = tuple(dataclasses.replace(check, shown=Shown.PUBLIC) for check in question.checks)
    changed = dataclasses.replace(week, questions=(dataclasses.replace(question, checks=opened), *week.questions[1:]))

    assert find_leaks(changed, source, released_files(source, changed)) == ()
