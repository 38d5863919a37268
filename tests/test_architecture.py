"""Imports point one way, and what runs beside a student is small."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "autograder"

# What each part may import of the package. Records are for all to read.
RECORDS = {"words", "cell", "written", "rubric", "question", "results", "errors", "seeds", "files", "copies"}
ALLOWED = {
    "question": {"compare"},
    "results": set(),
    "rubric": set(),
    "authoring": {"compare", "derivation"},
    "cell": set(),
    "words": set(),
    "written": set(),
    "errors": set(),
    "seeds": set(),
    "files": set(),
    "copies": set(),
    "devices": set(),
    "sandbox": {"collect"},
    "collect": {"sandbox"},
    "algebra": {"collect"},
    "derivation": set(),
    "compare": {"algebra", "collect", "derivation"},
    "intake": {"release"},
    "judge": {"collect", "compare", "devices"},
    "release": {
        "algebra",
        "authoring",
        "collect",
        "compare",
        "intake",
        "judge",
        "sandbox",
        "student",
        "course",
        "adapters",
    },
    "gradebook": set(),
    "likeness": {"gradebook", "intake", "release"},
    "report": set(),
    "student": {"collect", "compare", "derivation", "intake"},
    "syllabus": set(),
    "course": {"sandbox", "syllabus"},
    "standing": {"gradebook", "syllabus"},
    "engine": {"collect", "course", "devices", "gradebook", "intake", "judge", "sandbox"},
    "pool": {"course", "engine", "gradebook", "intake", "sandbox"},
    "reuse": {"engine", "gradebook", "intake"},
    "recording": {"engine", "gradebook", "intake", "reuse"},
    "classroom": {
        "recording",
        "reuse",
        "pool",
        "adapters",
        "course",
        "engine",
        "sandbox",
        "gradebook",
        "intake",
        "likeness",
        "report",
        "standing",
    },
    "adapters": {"collect", "course", "engine", "gradebook", "intake", "report", "release", "sandbox", "standing"},
    "__main__": {"cli"},
    "new": {"course", "syllabus"},
    "options": {"course"},
    "adopt": {"adapters", "options"},
    "ready": {"options", "student"},
    "derive": {"collect", "compare", "course", "derivation", "intake", "options", "report"},
    "todo": {"course", "gradebook", "options", "report"},
    "downloads": {"adapters", "options"},
    "importing": {"adapters", "course", "new", "options"},
    "export": {"export_gradescope", "export_lms"},
    "export_gradescope": {"adapters", "course", "options"},
    "export_lms": {"adapters", "classroom", "course", "gradebook", "options", "standing"},
    "cli": {
        "adopt",
        "classroom",
        "course",
        "derive",
        "downloads",
        "export",
        "importing",
        "new",
        "options",
        "ready",
        "release",
        "report",
        "sandbox",
        "todo",
    },
}
# Modules that a type annotation alone may name.
TYPES_ONLY = {
    ("report", "classroom"),
    ("report", "derive"),
    ("report", "gradebook"),
    ("report", "likeness"),
    ("report", "release"),
    ("report", "standing"),
    ("report", "syllabus"),
}

INSIDE = ("wire", "formula", "answer")
BESIDE_A_STUDENT = [f"collect/{part}.py" for part in INSIDE]
MAY_STAND_BESIDE_A_STUDENT = {"numpy", "torch", "sympy", "safetensors"}


def imports(path):
    """(module, only for types) of every import in a file, as absolute names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    package = ["autograder", *path.relative_to(PACKAGE).parts[:-1]] if path.is_relative_to(PACKAGE) else []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in guarded
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            if module == "autograder":
                for alias in node.names:
                    yield f"autograder.{alias.name}", id(node) in guarded
            else:
                yield module, id(node) in guarded


def part_of(path):
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path):
    part = part_of(path)
    for module, only_types in imports(path):
        if not module.startswith("autograder."):
            continue
        other = module.split(".")[1]
        if other == part or other in RECORDS or other == "__version__" or (only_types and (part, other) in TYPES_ONLY):
            continue
        assert other in ALLOWED[part], f"{path} imports {module}"


@pytest.mark.parametrize("name", BESIDE_A_STUDENT)
def test_what_runs_beside_a_student_imports_little(name):
    for module, _ in imports(PACKAGE / name):
        top = module.split(".")[0]
        inside = module in ("autograder.collect", *(f"autograder.collect.{part}" for part in INSIDE))
        assert top in sys.stdlib_module_names or top in MAY_STAND_BESIDE_A_STUDENT or inside, f"{name} imports {module}"


@pytest.mark.parametrize("path", sorted((ROOT / "reference_impl").rglob("*.py")), ids=lambda path: path.name)
def test_the_mathematics_knows_nothing_of_the_platform(path):
    assert not [module for module, _ in imports(path) if module.startswith("autograder")]


def test_other_graders_are_imported_by_adapters_and_the_gradebook_alone():
    for path in MODULES:
        for module, _ in imports(path):
            if module.split(".")[0] in ("nbgrader", "otter"):
                assert part_of(path) in ("adapters", "gradebook"), f"{path} imports {module}"


def test_dask_is_imported_in_one_place():
    """So that grading on one machine needs none of it."""
    for path in MODULES:
        if path.name != "cluster.py":
            assert not [module for module, _ in imports(path) if module.split(".")[0] in ("distributed", "dask")], path
