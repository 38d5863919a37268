"""`autograder derive`: row by row, then part by part; its statuses; LaTeX files and notebooks."""

import json

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli import main

ELBO = "week04_elbo/elbo_jensen"
RIGHT = r"""\log p(x) &= \log E_q\left[\frac{p(x,z)}{q(z|x)}\right] \\
 &\ge E_q\left[\log \frac{p(x,z)}{q(z|x)}\right] \\
 &= E_q[\log p(x|z)] - KL(q(z|x) \| p(z))
"""
WRONG = RIGHT.replace("- KL", "+ KL")
UNREAD = RIGHT.replace("+ KL", "- KL").replace(r" &\ge E_q", " &= [red]\\heartsuit[/red] \\\\\n &\\ge E_q")


@pytest.fixture(scope="module")
def course(copy_course, tmp_path_factory):
    return copy_course(tmp_path_factory.mktemp("derive") / "course")


@pytest.fixture
def derive(course, tmp_path):
    """`derive(text)` runs the command on a file that holds `text`, or on the path that it is."""

    def run(what, *more, question=ELBO):
        path = what
        if isinstance(what, str):
            path = tmp_path / "answer.tex"
            path.write_text(what)
        return CliRunner().invoke(main, ["derive", str(path), "--question", question, "--course", str(course), *more])

    return run


def test_a_right_derivation_ends_with_status_0(derive):
    done = derive(RIGHT)

    assert done.exit_code == 0, done.output
    assert " ok  row 1, line 1:  \\log p(x)" in done.output
    assert done.output.endswith("4 of 4 points\n")


def test_a_line_that_does_not_follow_is_shown_with_its_reason_and_a_counterexample(derive):
    done = derive(f"%%derivation elbo_jensen\n{WRONG}")

    assert done.exit_code == 1, done.output
    assert " NO  row 3, line 3:" in done.output
    assert "does not follow: " in done.output
    assert "counterexample: " in done.output
    assert " NO  validity  0 of 1.5   line 3 does not follow from what stands above it" in done.output


def test_what_a_person_decides_ends_with_status_4_and_is_shown_as_it_was_written(derive):
    done = derive(UNREAD)

    assert done.exit_code == 4, done.output
    assert "[red]\\heartsuit[/red]" in done.output
    assert "  ?  validity" in done.output


def test_json_holds_rows_and_parts(derive):
    done = derive(WRONG, "--json")

    found = json.loads(done.output)
    assert set(found) == {"question", "points", "max_points", "rows", "parts"}
    assert [row["verdict"] for row in found["rows"]] == ["valid", "valid", "invalid"]
    assert set(found["rows"][0]) == {"number", "line", "source", "verdict", "said", "staff"}
    assert {part["name"]: part["state"] for part in found["parts"]} == {
        "start": "yes",
        "jensen": "yes",
        "goal": "no",
        "validity": "no",
    }
    assert (found["points"], found["max_points"]) == (1.5, 4)


def test_a_students_notebook_is_read_as_when_grading(derive, course, tmp_path):
    notebook = nbformat.read(course / "assignments/week04_elbo/week04_elbo.ipynb", as_version=4)
    cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "elbo_jensen")
    cell.source = f"  %%derivation elbo_jensen\n{RIGHT}"
    path = tmp_path / "ada.ipynb"
    path.write_text(nbformat.writes(notebook))

    assert derive(path).exit_code == 0


def test_the_solution_earns_all_points(derive, course):
    CliRunner().invoke(main, ["release", "week04_elbo", "--course", str(course)])

    assert derive(course / "build/source/week04_elbo/week04_elbo.ipynb").exit_code == 0


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        (RIGHT, "week04_elbo", "expected --question WEEK/NAME, such as week04_elbo/elbo_jensen, got 'week04_elbo'"),
        (RIGHT, "week04_elbo/elbo", "week04_elbo has no derivation 'elbo'; it has elbo_jensen"),
        (RIGHT, "week77/elbo", "course.toml has no week 'week77'"),
        ("%%derivation elbo_jensen\n% nothing yet", ELBO, "holds no derivation elbo_jensen"),
    ],
)
def test_what_cannot_be_judged_is_bad_usage(derive, text, question, said):
    done = derive(text, question=question)

    assert done.exit_code == 2
    assert said in done.output


def test_a_file_that_is_not_there_is_bad_usage(derive, tmp_path):
    for name in ("no.tex", "no.ipynb"):
        assert derive(tmp_path / name).exit_code == 2


def test_the_released_notebook_holds_no_derivation(derive, course):
    done = derive(course / "assignments/week04_elbo/week04_elbo.ipynb")

    assert done.exit_code == 2
    assert "holds no derivation elbo_jensen" in done.output


def test_help_names_the_statuses_and_an_example():
    done = CliRunner().invoke(main, ["derive", "--help"])

    assert "4  nothing is lost, but a person has to decide a part" in done.output
    assert "--question week04_elbo/elbo_jensen" in done.output
