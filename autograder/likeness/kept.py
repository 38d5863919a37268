"""Forms of a class's answers, kept beside the gradebook so that only what is new is read: OUT/likeness/WEEK.json.

They are taken from the annotated notebooks, where each answer stands in the cell of its question whatever its author
did to the file. Only a means to be quick: a file that is missing, old or damaged costs the reading of every notebook.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from autograder.errors import AutograderError
from autograder.files import plain_name, write_whole
from autograder.gradebook.places import autograded_path
from autograder.intake import Release, code, load_release
from autograder.question import Week

from .structure import Form, form_of, helpers_form

MAX_BYTES: Final = 64 * 2**20  # of an annotated notebook
HELPERS: Final = "helpers-"  # begins the id of a cell that was carried over


def likeness_path(out: Path, week: str) -> Path:
    return out / "likeness" / f"{plain_name(week)}.json"


@dataclass(frozen=True, slots=True)
class Forms:
    """Of a week's answers.

    Args:
        students: by student and answer; nobody whose notebook cannot be read, or who answered nothing.
        plain: digests of the solution, which anybody may find alone, and of what was handed out.
    """

    students: Mapping[str, Mapping[str, Form]]
    plain: frozenset[str]


def forms_of_week(course: Path, out: Path, week: Week, submissions: Mapping[str, str]) -> Forms:
    """The form of each answer of a week.

    Args:
        course: its folder.
        out: folder of the gradebook.
        week: its questions.
        submissions: by student the digest of the file as it was handed in; other students are left out.
    """
    release = load_release(course, week.name)
    path = likeness_path(out, week.name)
    source = course / "solutions" / week.name / "notebook.py"
    made_by = _digest(_code(), release.digest, source.read_bytes() if source.is_file() else b"")
    before = _read(path, made_by)
    plain = before.get("plain") or sorted(_plain(source, week, release))
    known: dict[str, Any] = before.get("students", {})
    found: dict[str, Any] = {}
    for student, digest in submissions.items():
        same = student in known and known[student][0] == digest
        found[student] = known[student] if same else [digest, _forms(out, release, student)]
    if found != known:
        write_whole(path, json.dumps({"made_by": made_by, "plain": plain, "students": found}))
    students = {student: {name: Form(*raw) for name, raw in forms.items()} for student, (_, forms) in found.items()}
    return Forms({student: forms for student, forms in students.items() if forms}, frozenset(plain))


def _plain(source: Path, week: Week, release: Release) -> frozenset[str]:
    """Of the answers as they were handed out, and as the author's own notebook has them, where that can be read."""
    from autograder.release.source import nbgrader_metadata, read_source  # takes a while, and is seldom needed

    forms = _digests(release.stubs)
    with suppress(AutograderError):
        cells = read_source(source, week).cells
        solved = {meta["grade_id"]: cell.source for cell in cells if (meta := nbgrader_metadata(cell)).get("solution")}
        forms |= _digests(solved)
    return forms


def _digests(sources: Mapping[str, str]) -> frozenset[str]:
    kept = frozenset(sources)
    return frozenset(form.digest for source in sources.values() if (form := form_of(source, kept)) is not None)


def _read(path: Path, made_by: str) -> dict[str, Any]:
    """What was kept, if it is whole and of the same making; else nothing."""
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raw = json.loads(path.read_text(encoding="utf-8"))
        forms = [form for _, forms in raw["students"].values() for form in forms.values()]
        if raw["made_by"] == made_by and all(map(_is_form, forms)) and all(isinstance(p, str) for p in raw["plain"]):
            return dict(raw)
    return {}


def _is_form(raw: Any) -> bool:
    return isinstance(raw, list) and [type(part) for part in raw] == [str, int]


def _forms(out: Path, release: Release, student: str) -> dict[str, list[Any]]:
    """Of one student's annotated notebook; empty where there is none."""
    try:
        path = autograded_path(out, student, release.week)
        cells = json.loads(path.read_bytes())["cells"] if path.stat().st_size <= MAX_BYTES else []
        answers, helpers = _sources(cells)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    try:
        kept = frozenset(release.stubs)
        chosen = frozenset(name for source in helpers for name in code.defined_names(source)) - kept
        found = {
            name: form_of(source, kept, chosen)
            for name, source in answers.items()
            if name in release.stubs and source != release.stubs[name]
        }
        found[""] = helpers_form(helpers, kept)
        return {name: [form.digest, form.size] for name, form in found.items() if form is not None}
    finally:
        code.forget()


def _sources(cells: Iterable[Mapping[str, Any]]) -> tuple[dict[str, str], list[str]]:
    """Sources of answers by name, and of what was carried over."""
    answers, helpers = {}, []
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        meta = cell.get("metadata", {}).get("nbgrader", {})
        if meta.get("solution"):
            answers[str(meta["grade_id"])] = source
        elif str(cell.get("id", "")).startswith(HELPERS):
            helpers.append(source)
    return answers, helpers


@cache
def _code() -> str:
    """Of what makes a form: this folder, and the Python that parses."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return _digest(sys.version, *(path.read_bytes() for path in files))


def _digest(*parts: str | bytes) -> str:
    raw = [part if isinstance(part, bytes) else part.encode() for part in parts]
    return hashlib.sha256(b"\0".join(raw)).hexdigest()
