"""What a check's cell shows under `nbgrader validate`, by IPython itself."""

import os
import subprocess
import sys

import pytest
import torch

from autograder.release import public_checks
from autograder.student import checks, validation
from tests import doubling

# A shell as a kernel has one; what it shows, between lines of dashes.
SHELL = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
shell.run_cell("import otter\\ngrader = otter.Notebook()")
for answer in ("def double(x):\\n    return 3 * x", "def double(x):\\n    return 2 * x", "del double"):
    shell.run_cell(answer)
    print("-----")
    ended = shell.run_cell("grader.check('double')")
    print("ended with", type(ended.error_in_exec).__name__)
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What three checks show: of a wrong answer, of a right one, of none."""
    folder = tmp_path_factory.mktemp("week")
    namespace = {}
    exec(doubling.QUESTIONS, namespace)
    question = namespace["QUESTIONS"][0]
    (folder / "tests").mkdir()
    (folder / "tests" / "double.py").write_text(public_checks(question, "week98_small"))
    environment = os.environ | {validation.VALIDATING: "1", "IPYTHONDIR": str(folder / "ipython")}
    ended = subprocess.run(
        [sys.executable, "-c", SHELL], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return [text.removeprefix("Out[0]: ") for text in ended.stdout.split("-----\n")[1:]]  # a kernel has no prompt


def test_a_check_that_fails_ends_its_cell_with_its_own_sentences(shown):
    wrong = shown[0]

    assert "double, one batch:\n4 of 4 entries are outside the tolerance" in wrong
    assert "1 hidden check was not run" in wrong
    assert wrong.endswith("ended with NotValid\n")
    assert max(map(len, wrong.splitlines())) <= validation.WIDTH
    assert "public.check" not in wrong, "otter's lines about its own file"


def test_a_check_that_passes_shows_nothing(shown):
    assert shown[1] == "ended with NoneType\n"


def test_a_missing_answer_is_a_failure(shown):
    assert "double is not defined: run its answer cell, then check again." in shown[2]


def noisy(x):
    print("from Python", file=sys.stderr)
    os.write(2, b"from below")
    return x


@pytest.mark.parametrize("validating", [True, False])
def test_what_an_answer_writes_to_stderr_is_dropped_while_validating_alone(validating, monkeypatch, capfd):
    if validating:
        monkeypatch.setenv(validation.VALIDATING, "1")

    checks.check(noisy, checks.Unchanged(name="noisy", inputs={"x": torch.ones(2)}))

    assert bool(capfd.readouterr().err) is not validating
    os.write(2, b"afterwards")
    assert capfd.readouterr().err == "afterwards"
