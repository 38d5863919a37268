"""The command where only the student's part is installed."""

import json
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent

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


def run(code, arguments=("--help",)):
    return subprocess.run([sys.executable, *code, *arguments], capture_output=True, text=True, timeout=120, cwd=ROOT)


@pytest.mark.parametrize(("package", "arguments"), [("click", ["--help"]), ("rich", ["validate", "week06_ddpm"])])
def test_a_student_install_says_what_the_command_needs(package, arguments):
    done = run(["-c", WITHOUT.format(package=package)], arguments)

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


STUDENTS = """
import importlib.abc
import sys


class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)


sys.meta_path.insert(0, Missing())
"""


def students_have():
    """The distributions that `pip install autograder` brings, without any extra."""
    found, left = set(), [Requirement("autograder")]
    while left:
        wanted = left.pop()
        key = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if key in found:
            continue
        found.add(key)
        environments = [{"extra": extra} for extra in (*wanted.extras, "")]
        for text in metadata.requires(wanted.name) or ():
            needed = Requirement(text)
            if needed.marker is None or any(needed.marker.evaluate(one) for one in environments):
                left.append(needed)
    return {name for name, _ in found}


def students_lack():
    """Names of modules that are here and not there; of this repository, all but the package."""
    have = students_have()
    modules = metadata.packages_distributions().items()
    lack = [name for name, dists in modules if not have & {canonicalize_name(dist) for dist in dists}]
    return {*lack, "reference_impl", "solutions", "tests", "benchmarks"}


def test_a_student_install_is_enough_before_the_hand_in(tmp_path):
    """The kernel that is left out here starts in other tests; what drives it is told from what is installed."""
    lack = students_lack()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(STUDENTS.format(missing=lack))
    shutil.copytree(ROOT / "assignments" / "week06_ddpm", tmp_path / "week06_ddpm")
    path = tmp_path / "week06_ddpm" / "week06_ddpm.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "ddpm_loss":
            cell["source"] = "def ddpm_loss(eps, eps_hat):\n    return ((eps - eps_hat) ** 2).mean()"
    path.write_text(json.dumps(notebook))

    done = subprocess.run(
        [sys.executable, "-m", "autograder", "ready", str(path), "--json", "--no-run"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
    )

    assert {"nbgrader", "rich", "pytest"} <= lack
    assert not {"nbclient", "nbformat", "jupyter_client", "ipykernel", "click", "otter", "ipylab"} & lack
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert found["questions"]["ddpm_loss"]["state"] == "answered"
    assert found["questions"]["q_sample"]["state"] == "as released"
