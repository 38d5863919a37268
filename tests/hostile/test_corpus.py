"""Every attack gains nothing, reads nothing, harms nothing; the honest controls beside it get what is theirs."""

import json
import re
import stat
import sys
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

import pytest

from autograder.course import Course

from . import corpus, leaving
from .conftest import MARK, SECRET

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

NAMES = [attack.name for attack in corpus.CLASS]
BY_NAME = {attack.name: attack for attack in corpus.CLASS}
LOOT = "LOOT: "


def said_to(graded, student):
    """All that reaches a student but their own cells: the page, the lines printed, the notebook that comes back."""
    notebook = graded.autograded(student)
    cells = [
        cell if not cell["metadata"].get("nbgrader", {}).get("solution") else {**cell, "source": ""}
        for cell in notebook["cells"]
        if not cell["id"].startswith("helpers-")
    ]
    return "\n".join([graded.page(student), json.dumps(graded.lines[student]), json.dumps(cells)])


class SourceLines:
    """Of all that is private in a course, found once."""

    @staticmethod
    @lru_cache
    def of(course):
        week = course / "assignments" / corpus.WEEK
        cells = json.loads((week / f"{corpus.WEEK}.ipynb").read_text(encoding="utf-8"))["cells"]
        released = "\n".join("".join(cell["source"]) for cell in cells)
        return leaving.telling_lines(sorted((course / "solutions" / corpus.WEEK).glob("*.py")), released)


class Elements(HTMLParser):
    """Names of a page's elements and of their attributes, and where it points."""

    def __init__(self):
        super().__init__()
        self.seen, self.attributes, self.places = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.places += [value or "" for name, value in attrs if name in ("href", "src")]


def loot(graded, student):
    return re.findall(rf"{LOOT}.{{0,300}}", said_to(graded, student))


# ---------------------------------------------------------------- each submission


@pytest.mark.parametrize("name", NAMES)
def test_it_gets_exactly_what_is_due(graded, name):
    attack, line = BY_NAME[name], graded.lines[name]
    got = {question: result["points"] for question, result in line["questions"].items()}

    assert got == {question: attack.expected(question) for question in corpus.WORTH}


@pytest.mark.parametrize("name", NAMES)
def test_only_what_is_said_is_refused_or_undecided(graded, name):
    attack, line = BY_NAME[name], graded.lines[name]
    undecided = {question for question, result in line["questions"].items() if result["verdict"] == "undecided"}

    assert undecided - set(attack.open) == set(attack.undecided)
    assert attack.refused in (line["refused"] or "")
    assert bool(line["refused"]) == bool(attack.refused)


@pytest.mark.parametrize("name", NAMES)
def test_the_student_is_told_what_happened(graded, name):
    attack = BY_NAME[name]
    result = graded.receipt(name)["result"]
    messages = [text for question in graded.lines[name]["questions"].values() for text in question["messages"]]

    assert attack.notes in "\n".join(result["notes"])
    assert attack.told in "\n".join(messages + result["repaired"])


@pytest.mark.parametrize("name", [name for name in NAMES if not BY_NAME[name].problem and not BY_NAME[name].refused])
def test_the_attack_was_carried_out(graded, name):
    """Else a slip in an attack would count as a wall: a cell of it that stops says so."""
    messages = [text for question in graded.lines[name]["questions"].values() for text in question["messages"]]

    assert not [text for text in messages if text.startswith("Your cell")]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "control-loot"])
def test_nothing_was_read(graded, name):
    assert loot(graded, name) == []


def test_loot_would_have_been_seen(graded):
    assert loot(graded, "control-loot")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_ours_reaches_the_student(graded, name):
    assert MARK not in said_to(graded, name)


# ---------------------------------------------------------------- what leaves for students


@pytest.fixture(scope="session")
def hidden(graded):
    """Numbers and expressions that are hidden, and the secret from which all that is hidden could be known."""
    path = list(sys.path)
    course = Course.load(graded.root / "course")
    week = course.week(corpus.WEEK)
    sys.path[:] = path
    return leaving.hidden_numbers(week, course.secret()), [*leaving.expressions_of(week), SECRET]


@pytest.mark.parametrize("name", NAMES)
def test_no_hidden_value_is_told(graded, hidden, name):
    numbers, texts = hidden
    said = said_to(graded, name)

    assert leaving.numbers_said(said) & numbers == set()
    assert [text for text in texts if text in said] == []


def test_a_hidden_number_would_have_been_seen(hidden):
    numbers, _ = hidden
    assert leaving.numbers_said(f"got 0.5, want {min(numbers)}.") & numbers


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_source_is_told(graded, name):
    assert [line for line in SourceLines.of(graded.root / "course") if line in unescape(said_to(graded, name))] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_runs_nothing_and_asks_nobody(graded, name):
    elements = Elements()
    elements.feed(graded.page(name))

    assert elements.seen & {"script", "img", "iframe", "object", "embed", "form", "input", "math"} == set()
    assert [name for name in elements.attributes if name.startswith("on") or name in ("src", "srcdoc", "action")] == []
    assert [place for place in elements.places if not place.startswith("#")] == []


# ---------------------------------------------------------------- the class as a whole


def test_the_command_ended_as_it_should(graded):
    assert graded.status == 0, graded.said
    assert "Traceback" not in graded.said


def test_everyone_has_a_line_and_a_receipt(graded):
    assert sorted(graded.lines) == sorted(NAMES)
    assert {path.parent.name for path in graded.out.glob("receipts/*/*.json")} == set(NAMES)


def test_nothing_was_written_beside_the_results(graded):
    assert graded.changed == []


def test_the_results_are_plain_files(graded):
    odd = [path for path in graded.out.rglob("*") if not (stat.S_ISREG(m := path.lstat().st_mode) or stat.S_ISDIR(m))]

    assert odd == []


def test_no_process_is_left(graded):
    assert graded.alive == []


def test_no_temporary_file_is_left(graded):
    assert graded.temporary == []


def test_nobody_was_called(graded):
    assert graded.heard == []
