"""`%%derivation NAME` in a real kernel: what is shown, what is left behind, what the otter check says of it."""

import json
import re
from html import unescape

import nbclient
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.authoring import derivation_question
from autograder.derivation import Derivation, Goal, Notation
from autograder.derivation.declaration import Law
from autograder.release import public_checks

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:.*Proactor:RuntimeWarning"),
]
LOAD = "%load_ext autograder.student"
RIGHT = r"""%%derivation bound
-\log p(x) &= \log \frac{1}{p(x)} \\
           &\ge 0"""
UNREADABLE = "%%derivation bound\n\\log p(x) &= \\frac{1}{p(x)} \\\\\n &= \\heartsuit(x < 3)"
OTTER = "import otter\n\notter.Notebook().check('bound')"


def notation(*, public=False):
    return Notation(finite=("x",), laws=(Law(("p",), left=("x",)),), public=public)


def question(*, public=False):
    return derivation_question(
        "bound", "A bound", Derivation(notation(public=public), (r"\log p(x)",), Goal(("0 = 0",)))
    )


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run cells in a kernel beside the released files; what each displays or prints, as {mimetype: text}."""
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")

    def run(*sources, public=False, released=True):
        for place, name, text in (
            ("derivations", "bound.json", json.dumps(notation(public=public).to_json())),
            ("tests", "bound.py", public_checks(question(), "week95")),
        ):
            (tmp_path / place).mkdir(exist_ok=True)
            if released:
                (tmp_path / place / name).write_text(text)
        notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
        (tmp_path / "week95.ipynb").write_text(nbformat.writes(notebook))
        nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
        return [shown(cell) for cell in notebook.cells]

    return run


def shown(cell):
    found = {}
    for output in cell.outputs:
        found |= output.get("data", {"text/plain": output.get("text", "")})
    return found


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_lines_are_typeset_and_said_in_words(run):
    _, cell, left, otter = run(LOAD, RIGHT, "print(bound)", OTTER)

    assert cell["text/html"].count("$") == 4
    assert r"$\displaystyle -\log p(x) = \log \frac{1}{p(x)}$" in re.sub(r" +", " ", cell["text/html"])
    assert "p(x)" in words(cell["text/html"])
    assert "follow" not in words(cell["text/html"])
    assert left["text/plain"] == "<derivation bound: 2 lines>\n"
    assert "bound passed!" in words(otter["text/html"])
    assert "whether each line follows, grading finds out" in words(otter["text/html"])


def test_what_cannot_be_read_is_pointed_at(run):
    _, cell, otter = run(LOAD, UNREADABLE, OTTER)

    text = words(cell["text/html"])
    assert "cannot be read" in text
    assert "line 2, column" in text
    caret = re.search(r"<pre[^>]*>(.*?)\n( *)\^+", cell["text/html"])
    assert unescape(caret[1])[len(caret[2]) :].startswith("\\heartsuit")
    assert "&lt;" in cell["text/html"]
    assert "bound results:" in words(otter["text/html"])
    assert "line 2, column" in words(otter["text/html"])


def test_whether_lines_follow_is_said_where_the_author_allows_it(run):
    _, cell = run(LOAD, RIGHT.replace(r"\ge 0", r"\le 0"), public=True)

    assert "✓ follows" in words(cell["text/html"])
    assert "✗ does not follow" in words(cell["text/html"])
    assert "does not follow" in cell["text/plain"]


def test_the_cell_as_released_is_not_answered(run):
    _, cell, otter = run(LOAD, "%%derivation bound\n% Write your derivation here, one step a line.", OTTER)

    assert "There is nothing to read yet" in words(cell["text/html"])
    assert "Not answered yet" in words(otter["text/html"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%%derivation bond", "There is no derivation `bond` here. Expected: `bound`."),
        ("%%derivation", "Behind `%%derivation` a name is missing. Expected: `bound`."),
        ("%%derivation ../tests/bound", "There is no derivation `../tests/bound` here. Expected: `bound`."),
    ],
)
def test_a_name_that_is_not_known_says_which_there_are(run, line, said):
    _, cell, names = run(LOAD, f"{line}\n0 = 0", "print('bond' in dir(), 'bound' in dir())")

    assert cell["text/plain"].strip() == said
    assert names["text/plain"] == "False False\n"


def test_a_notebook_that_was_moved_alone_says_what_is_missing(run):
    _, cell = run(LOAD, RIGHT, released=False)

    assert "There is no folder `derivations` beside this notebook." in cell["text/plain"]


def test_what_the_cell_shows_cannot_become_a_tag(run):
    _, cell = run(LOAD, "%%derivation bound\n\\log p(x) &= <script>alert(1)</script> \\text{<img src=x onerror=1>}")

    assert "<script" not in cell["text/html"]
    assert "<img" not in cell["text/html"]
