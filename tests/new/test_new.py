"""`autograder new`: what it writes, where, and what it leaves alone."""

import json
import tomllib

import pytest
from click.testing import CliRunner

from autograder.cli import main

FILES = ["design.md", "notebook.py", "questions.py", "right.py", "wrong.py"]
COURSE = """\
# A comment that somebody needs.
title = "A course"

[categories]
weekly = { weight = 0.5 } # and another one
projects = { weight = 0.5 }

[weeks.week01_here]
title = "Here already"

[limits]
cell_seconds = 20
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / "course.toml").write_text(COURSE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(*arguments, status=0):
    ended = CliRunner().invoke(main, ["new", *arguments])
    assert ended.exit_code == status, ended.output
    return ended


def everything(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_week_has_all_its_files_and_an_entry(root):
    said = new("week07_normal_flows").stdout

    assert sorted(path.name for path in (root / "solutions" / "week07_normal_flows").iterdir()) == FILES
    assert tomllib.loads((root / "course.toml").read_text())["weeks"]["week07_normal_flows"] == {
        "title": "Week 7: normal flows"
    }
    assert "autograder release week07_normal_flows" in said
    assert "autograder validate week07_normal_flows --quick" in said


def test_what_stood_in_course_toml_stays_letter_for_letter(root):
    new("week07_x", "--title", 'Quotes " and \\ and ü')

    text = (root / "course.toml").read_text()

    assert text.startswith(COURSE)
    assert tomllib.loads(text)["weeks"]["week07_x"]["title"] == 'Quotes " and \\ and ü'


def test_a_file_without_a_line_end_at_its_end_gets_its_entry_too(root):
    (root / "course.toml").write_text(COURSE.rstrip())

    new("week07_x")

    assert "week07_x" in tomllib.loads((root / "course.toml").read_text())["weeks"]


def test_the_title_stands_in_the_notebook_and_the_name_in_its_grader(root):
    new("week07_x", "--title", "Flows {{week}}")

    text = (root / "solutions" / "week07_x" / "notebook.py").read_text()

    assert "# # Flows {{week}}\n" in text
    assert 'otter.Notebook("week07_x.ipynb")' in text


def test_an_entry_that_is_there_is_kept_with_its_title(root):
    before = (root / "course.toml").read_text()

    new("week01_here")

    assert (root / "course.toml").read_text() == before
    assert "Here already" in (root / "solutions" / "week01_here" / "notebook.py").read_text()


def test_a_project_has_its_category(root):
    new("project1", "--category", "projects")

    assert tomllib.loads((root / "course.toml").read_text())["assessments"]["project1"] == {
        "title": "project1",
        "category": "projects",
    }


def test_json_says_what_was_made(root):
    made = json.loads(new("week07_x", "--title", "Flows", "--json").stdout)

    assert made["title"] == "Flows"
    assert sorted(made["files"]) == FILES
    assert made["entered"] is True


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["../outside"], "letters, digits and underscores"),
        (["week-7"], "letters, digits and underscores"),
        (["7weeks"], "begins with a letter"),
        (["wéek"], "letters, digits and underscores"),
        (["week07_x\n"], "letters, digits and underscores"),
        ([""], "letters, digits and underscores"),
        (["week07_x", "--title", "two\nlines"], "a title of one line"),
        (["week07_x", "--title", " "], "a title of one line"),
        (["week07_x", "--category", "exams"], "expected a category of weekly, projects, got 'exams'"),
        (["week01_here", "--title", "Another"], "course.toml has week01_here as 'Here already'"),
        (["week01_here", "--category", "projects"], "change it there, or leave the options out"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(root, arguments, told):
    before = everything(root)

    assert told in new(*arguments, status=2).stderr
    assert everything(root) == before


@pytest.mark.parametrize("there", ["solutions/week07_x/notes.txt", "solutions/week07_x"])
def test_what_is_there_is_never_written_over(root, there):
    (root / there).parent.mkdir(parents=True)
    (root / there).write_text("mine")
    before = everything(root)

    assert "is there already; nothing was written" in new("week07_x", status=2).stderr
    assert everything(root) == before


def test_a_link_to_nowhere_is_not_written_through(root):
    (root / "solutions").mkdir()
    (root / "solutions" / "week07_x").symlink_to(root / "elsewhere")

    new("week07_x", status=2)

    assert not (root / "elsewhere").exists()


def test_a_file_to_which_no_table_can_be_added_is_left_as_it_is(root):
    (root / "course.toml").write_text('title = "A course"\nweeks = { week01 = { title = "One" } }\n')
    before = everything(root)

    assert "add it by hand" in new("week07_x", status=2).stderr
    assert everything(root) == before
