"""An assignment of otter-assign's becomes a week that is released and graded; what cannot be translated is listed."""

import json
import sys

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.adapters.otter_assign.assertions import Looked, looked_at
from autograder.cli import main
from autograder.course import Course
from autograder.engine import Grader
from autograder.intake import Found
from autograder.release import release

from . import otter_source

WEEK = "week94_imported"
RIGHT = {
    "softplus": "def softplus(x, beta=1.0):\n    return math.log1p(math.exp(beta * x)) / beta",
    "centred": "def centred(values):\n    return np.array(values) - np.mean(values)",
    "largest": "def largest(values):\n    return sorted(values)[-1]",
    "q3": "Because the logarithm's argument is larger than 1.",
}


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / "course.toml").write_text('title = "A course"\n')
    monkeypatch.syspath_prepend(tmp_path)
    _forget()
    yield tmp_path
    _forget()


def _forget():
    for name in [name for name in sys.modules if name.split(".")[0] == "solutions"]:
        del sys.modules[name]


def import_otter(root, path, *options, status=0):
    done = CliRunner().invoke(main, ["import", "otter", str(path), WEEK, "--course", str(root), *options])
    assert done.exit_code == status, done.output
    return done.output


@pytest.fixture
def imported(root):
    return json.loads(import_otter(root, otter_source.write(root / "hw03.ipynb"), "--json"))


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def where(listed):
    return [(item["question"], item["source"].split("\n")[0]) for item in listed]


# ---------------------------------------------------------------- what arrives


def test_questions_arrive_under_the_names_of_their_functions_with_their_points(imported):
    assert [(one["name"], one["otter"], one["points"], one["checks"]) for one in imported["questions"]] == [
        ("softplus", "q1", 4, 4),
        ("centred", "q2", 3, 2),
        ("q3", "q3", 2, 0),
        ("largest", "q5", 2, 2),
    ]


def test_what_cannot_be_translated_is_listed_with_its_cell_and_reason(root, imported):
    assert where(imported["not_translated"]) == [
        ("q2", "np.allclose(centred(values).sum(), 0)"),
        ("q4", ""),
        ("q5", "isinstance(largest([1]), int)"),
    ]
    assert [item["cell"] for item in imported["not_translated"]] == [24, 33, 50]
    design = (root / "solutions" / WEEK / "design.md").read_text()
    for item in imported["not_translated"] + imported["changed"]:
        assert f"cell {item['cell']}" in design
        assert item["reason"] in design
    assert "at_zero = np.log(2) # SOLUTION" in design


def test_the_points_of_a_test_that_is_left_out_go_to_the_others_and_it_is_said(root, imported):
    week = Course.load(root).week(WEEK)

    assert [question.max_points for question in week.questions] == [4, 3, 2, 2]
    assert [check.points for check in week.question("largest").checks] == [1, 1]
    assert "the points of its tests that are left out went to the others" in imported["changed"][-1]["reason"]


def test_tests_keep_their_visibility_tolerance_and_message(root, imported):
    first, _, third, _ = Course.load(root).week(WEEK).question("softplus").checks
    _, hidden = Course.load(root).week(WEEK).question("centred").checks

    assert (first.shown.value, third.shown.value) == ("public", "hidden")
    assert first.compare.float64 == (1e-5, 1e-8)
    assert len(third.cases) == 3
    assert (hidden.points, hidden.hint) == (2, "Take the mean away.")


def test_it_is_released_without_a_solution_or_a_hidden_test(root, imported):
    report = release(root, Course.load(root).week(WEEK))

    text = "".join(path.read_text() for path in (root / "assignments" / WEEK).rglob("*") if path.is_file())
    assert report.answers == ("softplus", "centred", "q3", "largest")
    for private in ("logaddexp", "values.mean()", "return max(", "larger than 1", "3.0, 6.0", "at_zero = np"):
        assert private not in text
    assert "Write `softplus`" in text


# ---------------------------------------------------------------- and is graded


def hand_in(root, student, answers):
    path = root / "assignments" / WEEK / f"{WEEK}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    nbformat.write(notebook, root / f"{student}.ipynb")
    return Found(student, root / f"{student}.ipynb")


@pytest.mark.sandbox
def test_right_answers_get_all_points_and_wrong_ones_none(root, imported, wall):
    course = Course.load(root)
    release(root, course.week(WEEK))
    (root / "reference_impl").mkdir()
    wrong = {
        "softplus": "def softplus(x, beta=1.0):\n    return max(x, 0)",
        "centred": "def centred(values):\n    return np.array(values) - np.max(values)",
        "largest": "def largest(values):\n    return values[1]",
    }
    with Grader(course, WEEK, wall=wall) as grader:
        right = grader.grade(hand_in(root, "student-01", RIGHT)).result
        lost = grader.grade(hand_in(root, "student-02", wrong)).result
        released = grader.grade(hand_in(root, "student-03", {})).result

    assert {name: (one.verdict, one.points) for name, one in right.questions.items()} == {
        "softplus": ("right", 4),
        "centred": ("right", 3),
        "q3": ("undecided", 0),
        "largest": ("right", 2),
    }
    assert lost.score == released.score == 0


# ---------------------------------------------------------------- what is refused


def test_what_is_there_is_not_written_over(root, imported):
    before = everything(root / "solutions")

    assert "is there already; nothing was written" in import_otter(root, root / "hw03.ipynb", status=2)
    assert everything(root / "solutions") == before


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([new_markdown_cell("# Only text")], "has no `# BEGIN QUESTION`"),
        ([otter_source.raw("# BEGIN QUESTION\nname: q1")], "the last question has no end"),
        ([otter_source.raw("# END TESTS")], "cell 1: this ends a tests that has not begun"),
        ([otter_source.raw("# BEGIN TESTS")], "cell 1: a tests cannot begin here"),
        ([otter_source.raw("# BEGIN QUESTION\npoints: 1")], "cell 1: the question has no name"),
        ([otter_source.raw("# BEGIN QUESTION\nname: [")], "cell 1: its configuration is no YAML"),
        (
            otter_source.question("name: q1", *otter_source.solution("x = 1 # SOLUTION")),
            "no question could be translated",
        ),
    ],
)
def test_what_is_no_otter_source_is_told_by_cell_and_nothing_is_written(root, cells, told):
    nbformat.write(new_notebook(cells=cells), root / "hw.ipynb")

    assert told in import_otter(root, root / "hw.ipynb", status=2)
    assert not (root / "solutions").exists()


def test_a_file_that_is_no_notebook_is_told(root):
    (root / "hw.ipynb").write_text("half of")

    assert "is no notebook" in import_otter(root, root / "hw.ipynb", status=2)
    assert "cannot be read" in import_otter(root, root / "other.ipynb", status=2)


def test_nothing_of_the_notebook_is_executed(root):
    path = root / "touched"
    bomb = f"open({str(path)!r}, 'w')"
    cells = [
        new_code_cell(f"x = {bomb}"),
        *otter_source.question(
            "name: q1",
            *otter_source.solution(f"def one(x={bomb}):\n    return 1 # SOLUTION"),
            *otter_source.tests(new_code_cell("assert one(2) == 1"), new_code_cell(f"assert one({bomb}) == 1")),
        ),
    ]
    nbformat.write(new_notebook(cells=cells), root / "hw.ipynb")

    said = json.loads(import_otter(root, root / "hw.ipynb", "--json"))

    assert not path.exists()
    assert where(said["not_translated"]) == [("q1", f"one({bomb}) == 1")]


# ---------------------------------------------------------------- shapes of tests


def translated(source, output="True"):
    return list(looked_at(source, "f", output))


@pytest.mark.parametrize(
    ("source", "tolerance"),
    [
        ("f(2) == 4", (1e-9, 1e-12)),
        ("4 == f(2)", (1e-9, 1e-12)),
        ("assert f(2) == 4, 'square it'", (1e-9, 1e-12)),
        ("def test_f(f):\n    assert f(2) == 4\ntest_f(f)", (1e-9, 1e-12)),
        ("abs(f(2) - 4) < 1e-3", (0, 1e-3)),
        ("assert 10 ** -6 >= np.abs(4 - f(2))", (0, 1e-6)),
        ("round(f(2), 2) == 1.41", (0, 0.005)),
        ("np.isclose(f(2), 4)", (1e-5, 1e-8)),
        ("assert np.allclose(f(2), [4], rtol=1e-3)", (1e-3, 1e-8)),
        ("np.allclose([4], f(2), 1e-4, 1e-6)", (1e-4, 1e-6)),
        ("math.isclose(f(2), 4, abs_tol=0.1)", (1e-9, 0.1)),
        ("np.testing.assert_allclose(f(2), 4, atol=1e-3)", (1e-7, 1e-3)),
        ("np.testing.assert_almost_equal(f(2), 4, decimal=3)", (0, 1.5e-3)),
        ("np.all(f(2) == 4)", (1e-9, 1e-12)),
        ("(f(2) == np.array([4])).all()", (1e-9, 1e-12)),
    ],
)
def test_a_comparison_becomes_a_case_with_its_tolerance(source, tolerance):
    (found,) = translated(source)

    assert isinstance(found, Looked)
    assert (found.rtol, found.atol) == pytest.approx(tolerance)


def test_what_a_call_showed_is_taken_as_expected_where_it_is_a_number():
    assert isinstance(translated("f(2)", "np.float64(4.0)")[0], Looked)
    assert translated("f(2)", "'four'") == [("f(2)", "it was expected to show \"'four'\", which is no number")]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("f(2) == 'four'", "only numbers are compared"),
        ("len(f(2)) == 3", "made of the result"),
        ("f(2)[0] == 3", "made of the result"),
        ("isinstance(f(2), float)", "a property of the result"),
        ("f(2) > 3", "`abs(... - ...) < ...`"),
        ("assert g(2) == 4", "does not call f"),
        ("with np.errstate():\n    assert f(2) == 4", "a statement of this kind (with)"),
        ("for x in range(3):\n    assert f(x) == x", "a list that is written out"),
        ("%timeit f(2)", "no plain Python"),
    ],
)
def test_what_is_no_comparison_of_a_value_says_why(source, reason):
    (found,) = translated(source)

    assert reason in found[1]


def test_what_came_out_false_is_no_expectation_of_a_value():
    assert translated("f(2) == 5", "False") == [("f(2) == 5", "it was expected to be False")]


UNMARKED = 'def cube(x):\n    """x to the third."""\n    square = x * x\n    return square * x'


def test_of_a_solution_without_marks_the_body_is_what_is_asked_for(root):
    cells = otter_source.question(
        "name: q1", *otter_source.solution(UNMARKED), *otter_source.tests(otter_source.true("cube(2) == 8"))
    )
    nbformat.write(new_notebook(cells=cells), root / "hw.ipynb")
    import_otter(root, root / "hw.ipynb")

    release(root, Course.load(root).week(WEEK))

    released = nbformat.read(root / "assignments" / WEEK / f"{WEEK}.ipynb", as_version=4)
    (answer,) = [cell.source for cell in released.cells if "def cube" in cell.source]
    assert "x to the third." in answer
    assert "raise NotImplementedError" in answer
    assert "square" not in answer
