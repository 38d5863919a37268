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


IRIS = """
import sys
from autograder.__main__ import main

try:
    main()
except SystemExit:
    pass
import jsonschema

checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
print("before:", "rfc3987_syntax.syntax_helpers" in sys.modules)
print([checker.conforms(text, "iri") for text in ("http://example.org/ä", "no iri", "http://[")])
"""


def test_iris_are_checked_as_ever_though_their_grammar_is_read_late():
    done = run(["-c", IRIS])

    assert done.stdout.splitlines()[-2:] == ["before: False", "[True, False, False]"]
