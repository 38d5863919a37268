"""The command where only the student's part is installed."""

import subprocess
import sys

import pytest

WITHOUT = """
import sys


class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)


sys.meta_path.insert(0, Missing())
from autograder.__main__ import main

main()
"""


def run(code):
    return subprocess.run([sys.executable, *code, "--help"], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("package", ["click", "rich"])
def test_a_student_install_says_what_the_command_needs(package):
    done = run(["-c", WITHOUT.format(package=package)])

    assert done.returncode == 2
    assert f"needs {package}" in done.stderr
    assert "pip install 'autograder[instructor]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_module_runs_the_commands():
    done = run(["-m", "autograder"])

    assert done.returncode == 0
    assert "release" in done.stdout
