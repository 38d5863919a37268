"""nbgrader's own example course with our wall under it: honest work has stock nbgrader's marks, and nothing else harms.

A notebook is added to the example: one with a file beside it, hidden tests, and a test of partial credit.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

pytestmark = [pytest.mark.classroom, pytest.mark.sandbox]

UNTOUCHED, RIGHT, PARTLY, WRONG = (f"student-{number:02}" for number in range(1, 5))
NOISY, ENDLESS, DEADLY, NOSY, BROKEN = (f"student-{number:02}" for number in range(5, 10))
HONEST = (UNTOUCHED, RIGHT, PARTLY, WRONG)
SECONDS = 10  # for a cell: one student uses them up

SQUARES = "def squares(n):\n    if n < 1:\n        raise ValueError(n)\n    return [i ** 2 for i in range(1, n + 1)]"
NO_ERROR = "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]"
SUM = "def sum_of_squares(n):\n    return sum(squares(n))"
OWN_SUM = "def sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6"
TOTAL = "def total():\n    return sum(map(int, open('data/numbers.txt').read().split()))"
FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()\nprint('a pyramid')"
NOISE = "    warnings.warn(str(n))\n    os.write(2, b'noise')\n    if"
ANSWERS = {
    UNTOUCHED: {},
    RIGHT: {
        "squares": SQUARES,
        "sum_of_squares": SUM,
        "sum_of_squares_equation": "$\\sum i^2$",
        "sum_of_squares_application": FIGURE,
        "total": TOTAL,
        "guesses": "guesses = [1, 2, 3, 4]",
    },
    PARTLY: {"squares": NO_ERROR, "sum_of_squares": OWN_SUM, "total": TOTAL, "guesses": "guesses = [1, 2, 0, 0]"},
    WRONG: {
        "squares": "def squares(n):\n    return n",
        "sum_of_squares": "def sum_of_squares(n:",
        "part-a": "It recurses.",
        "total": "def total():\n    return 10  # what the open test wants",
        "guesses": "guesses = []",
    },
    NOISY: {
        "squares": f"import os, warnings\nwarnings.warn('noise')\n{SQUARES}".replace("    if", NOISE, 1),
        "sum_of_squares": SUM,
    },
    ENDLESS: {
        "squares": SQUARES,
        "sum_of_squares": f"{SUM}\ndef sum_of_squares(n, sum_of=sum_of_squares):\n"
        "    while n == 11:\n        pass\n    return sum_of(n)",
    },
    DEADLY: {"squares": SQUARES, "sum_of_squares": SUM, "sum_of_squares_application": "import os\nos._exit(0)"},
    NOSY: {},
    BROKEN: {"squares": SQUARES, "sum_of_squares": SUM},
}
PRYING = """import os, pathlib, socket
def seen(path):
    try:
        return os.listdir(path) if os.path.isdir(path) else open(path, 'rb').read(10)
    except OSError:
        return None
found = [path for path in {paths} if seen(path)]
try:
    socket.create_connection(('127.0.0.1', {port}), timeout=1)
    found.append('the network')
except OSError:
    pass
print('FOUND', found, 'BESIDE', sorted(name for name in os.listdir() if name[0] != '.'))
"""


def cell(kind, name, source, **flags):
    made = nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)
    made.pop("id")
    usual = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    made.metadata["nbgrader"] = {**usual, "grade_id": name, **flags}
    return made


def extra():
    test = "assert total() == 10\n### BEGIN HIDDEN TESTS\nopen('new.txt', 'w').write('written')\n"
    test += "assert any('numbers' in str(one) for one in total.__code__.co_consts)\n### END HIDDEN TESTS"
    cells = [
        cell("code", "total", f"### BEGIN SOLUTION\n{TOTAL}\n### END SOLUTION", solution=True),
        cell("code", "total_tested", test, grade=True, locked=True, points=2),
        cell("code", "guesses", "### BEGIN SOLUTION\nguesses = [1, 2, 3, 4]\n### END SOLUTION", solution=True),
        cell(
            "code", "guesses_tested", "sum(x in guesses for x in (1, 2, 3, 4)) / 2", grade=True, locked=True, points=2
        ),
    ]
    spec = {"kernelspec": {"display_name": "Python", "language": "python", "name": "python3"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=spec, nbformat_minor=4)


class Course:
    """A folder in which nbgrader's commands are given."""

    def __init__(self, root):
        self.root = root

    def run(self, program, *arguments, status=0, folder=None):
        """Standard output and standard error, together."""
        home = self.root.parent / "home"
        places = {"HOME": home, "JUPYTER_CONFIG_DIR": home / "config", "JUPYTER_DATA_DIR": home / "data"}
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        environment = os.environ | {name: str(place) for name, place in places.items()} | {"PATH": path}
        ended = subprocess.run(
            [Path(sys.executable).parent / program, *arguments],
            cwd=folder or self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == status, f"{program} {arguments}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout + ended.stderr

    def hand_in(self, student, answers):
        folder = self.root / "submitted" / student / "ps1"
        shutil.copytree(self.root / "release" / "ps1", folder)
        write_answers(folder, answers)

    def marks(self, student):
        """(automatic, waits for a person) by cell, and nbgrader's own word on each answer."""
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as gradebook:
            notebooks = gradebook.find_submission("ps1", student).notebooks
            grades = {g.name: (g.auto_score, bool(g.needs_manual_grade)) for one in notebooks for g in one.grades}
            return grades, {c.name: c.auto_comment for one in notebooks for c in one.comments}

    def points(self, student):
        return {name: points for name, (points, _) in self.marks(student)[0].items()}

    def outputs(self, student, notebook, name):
        path = self.root / "autograded" / student / "ps1" / f"{notebook}.ipynb"
        cells = nbformat.read(path, as_version=4).cells
        return next(c for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == name).outputs


def write_answers(folder, answers):
    for path in folder.glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for one in notebook.cells:
            one.source = answers.get(one.metadata.get("nbgrader", {}).get("grade_id"), one.source)
        nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """The course as `nbgrader quickstart` makes it, generated, the honest ones graded by nbgrader alone."""
    root = tmp_path_factory.mktemp("adopted")
    course = Course(root / "stock")
    (root / "home" / "config").mkdir(parents=True)
    course.run("nbgrader", "quickstart", "stock", folder=root)
    source = course.root / "source" / "ps1"
    nbformat.write(extra(), source / "extra.ipynb")
    (source / "data").mkdir()
    (source / "data" / "numbers.txt").write_text("1 2 3 4\n")
    course.run("nbgrader", "generate_assignment", "ps1")
    shutil.copytree(course.root, root / "course")
    for student in HONEST:
        course.hand_in(student, ANSWERS[student])
    course.run("nbgrader", "autograde", "ps1")
    return course


@pytest.fixture(scope="module")
def adopted(stock):
    """The same course before anything was handed in, adopted; one student comes through the exchange."""
    course = Course(stock.root.parent / "course")
    before = (course.root / "nbgrader_config.py").read_text()
    assert "Not adopted" in course.run("autograder", "adopt", ".", "--check", status=1)
    course.run("autograder", "adopt", ".")
    assert (course.root / "nbgrader_config.py").read_text().startswith(before.rstrip("\n"))
    course.run("autograder", "adopt", ".", "--check")
    through_the_exchange(course, RIGHT)
    prying = PRYING.format(paths=[str(course.root), str(course.root / "gradebook.db"), str(stock.root)], port=1)
    for student in ANSWERS.keys() - {RIGHT}:
        course.hand_in(student, ANSWERS[student] | ({"squares": prying} if student == NOSY else {}))
    (course.root / "submitted" / BROKEN / "ps1" / "extra.ipynb").write_text('{"cells": [')
    (course.root / "submitted" / NOSY / "ps1" / "mine.db").symlink_to(course.root / "gradebook.db")
    return course


def through_the_exchange(course, student):
    folder = course.root.parent / "work"
    folder.mkdir()
    config = course.root.parent / "home" / "config" / "nbgrader_config.py"
    exchange = course.root.parent / "exchange"
    config.write_text(
        f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = 'stock'\n"
        "c.ExchangeCollect.check_owner = False\n"  # one user in two parts
    )
    course.run("nbgrader", "release_assignment", "ps1")
    course.run("nbgrader", "fetch_assignment", "ps1", folder=folder)
    write_answers(folder / "ps1", ANSWERS[student])
    course.run("nbgrader", "submit", "ps1", "--student", student, folder=folder)
    course.run("nbgrader", "collect", "ps1")


@pytest.fixture(scope="module")
def graded(adopted):
    """What `nbgrader autograde` said."""
    return adopted.run("nbgrader", "autograde", "ps1", f"--Execute.timeout={SECONDS}")


# ---------------------------------------------------------------- marks


@pytest.mark.parametrize("student", HONEST)
def test_honest_work_has_the_marks_of_nbgrader_alone(stock, adopted, graded, student):
    assert adopted.marks(student) == stock.marks(student)


def test_the_honest_ones_differ(stock):
    """So that the comparison above is one: of full, half and no points."""
    points = [stock.points(student) for student in HONEST]

    assert [one["guesses_tested"] for one in points] == [0.0, 2.0, 1.0, 0.0]
    assert [one["total_tested"] for one in points] == [0.0, 2.0, 2.0, 0.0]
    assert [one["correct_squares"] + one["squares_invalid_input"] for one in points] == [0.0, 2.0, 1.0, 0.0]


def test_a_warning_and_a_line_on_stderr_cost_nothing(adopted, graded):
    points = adopted.points(NOISY)

    assert points["correct_squares"] == points["squares_invalid_input"] == 1.0
    assert any(output.get("name") == "stderr" for output in adopted.outputs(NOISY, "problem1", "correct_squares"))


def test_a_cell_that_never_ends_costs_itself(adopted, graded):
    points = adopted.points(ENDLESS)

    assert points["correct_sum_of_squares"] == 0.0
    assert points["correct_squares"] == points["squares_invalid_input"] == 1.0
    assert points["sum_of_squares_uses_squares"] == 0.5
    assert adopted.outputs(ENDLESS, "problem1", "correct_sum_of_squares")[-1].ename == "CellTimeoutError"


def test_a_cell_that_ends_python_costs_itself(adopted, graded):
    points = adopted.points(DEADLY)

    assert points["correct_squares"] == points["squares_invalid_input"] == 1.0
    assert points["correct_sum_of_squares"] == points["sum_of_squares_uses_squares"] == 0.5
    assert adopted.outputs(DEADLY, "problem1", "sum_of_squares_application")[-1].ename == "DeadKernelError"


def test_a_file_that_is_no_notebook_waits_for_a_person_and_keeps_no_other_back(adopted, graded):
    marks, _ = adopted.marks(BROKEN)

    assert marks["total_tested"] == marks["guesses_tested"] == (None, True)
    assert marks["correct_squares"] == (1.0, False)
    assert "extra.ipynb cannot be read" in graded


# ---------------------------------------------------------------- the wall


def test_a_notebook_sees_what_was_released_and_nothing_of_the_instructors(adopted, graded):
    [said] = adopted.outputs(NOSY, "problem1", "squares")

    assert said.text == "FOUND [] BESIDE ['data', 'jupyter.png']\n"
    assert "mine.db is a link" in graded


def test_an_engine_that_fails_gives_no_score_and_says_so(adopted, graded):
    """A machine without bubblewrap."""
    adopted.hand_in("student-10", ANSWERS[RIGHT])
    programs = adopted.root.parent / "programs"
    programs.mkdir()
    config = adopted.root / "nbgrader_config.py"
    kept = config.read_text()
    config.write_text(f"{kept}\nimport os\nos.environ['PATH'] = {str(programs)!r}\n")
    try:
        said = adopted.run("nbgrader", "autograde", "ps1", "--student", "student-10", status=1)
    finally:
        config.write_text(kept)

    assert "bubblewrap is not installed" in said
    assert set(adopted.marks("student-10")[0].values()) == {(None, True)}


# ---------------------------------------------------------------- outputs and feedback


def test_feedback_shows_what_cells_printed_and_drew(adopted, graded):
    adopted.run("nbgrader", "generate_feedback", "ps1", "--student", RIGHT)

    kinds = [
        kind for o in adopted.outputs(RIGHT, "problem1", "sum_of_squares_application") for kind in o.get("data", ())
    ]
    page = (adopted.root / "feedback" / RIGHT / "ps1" / "problem1.html").read_text()
    assert "image/png" in kinds
    assert "a pyramid" in page
    assert "data:image/png;base64," in page


def test_the_marks_are_exported_as_ever(adopted, graded):
    adopted.run("nbgrader", "export", "--to", "marks.csv")

    assert RIGHT in (adopted.root / "marks.csv").read_text()
