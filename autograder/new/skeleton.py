"""Write `solutions/NAME` and its entry in `course.toml`; never over anything that is there."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from autograder.course import Course
from autograder.errors import UsageError
from autograder.files import write_whole
from autograder.syllabus import DEFAULT_CATEGORY, NAME

FILES: Final = ("notebook.py", "questions.py", "right.py", "wrong.py", "design.md")


@dataclass(frozen=True, slots=True)
class Made:
    """What `new_week` wrote. `entered`: the entry in `course.toml` is new too."""

    week: str
    title: str
    folder: Path
    files: tuple[str, ...]
    entered: bool

    def to_json(self) -> dict[str, Any]:
        return {
            "week": self.week,
            "title": self.title,
            "folder": str(self.folder),
            "files": list(self.files),
            "entered": self.entered,
        }


def new_week(course: Course, name: str, title: str | None = None, category: str | None = None) -> Made:
    """Make the skeleton of a week, a project or an examination.

    Args:
        course: gets it.
        name: of letters, digits and underscores, beginning with a letter.
        title: one line; by default the one in `course.toml`, or what the name says.
        category: of `course.toml`; None means that of the entry there, or "weekly".

    Raises:
        UsageError: a name, title or category that does not fit, or something is there already.
    """

    def files(title: str) -> Mapping[str, str]:
        return {file: _filled(file, week=name, title=title) for file in FILES}

    return write_week(course, name, title, category, files)


def write_week(
    course: Course,
    name: str,
    title: str | None,
    category: str | None,
    files: Callable[[str], Mapping[str, str]],
) -> Made:
    """Write `solutions/NAME` with `files(title)`, text by name, and its entry; see `new_week` for the rest."""
    if not NAME.fullmatch(name):
        raise UsageError(f"expected a name of letters, digits and underscores that begins with a letter, got {name!r}")
    if title is not None and not (title.strip() and title.isprintable()):
        raise UsageError(f"expected a title of one line, got {title!r}")
    folder = course.root / "solutions" / name
    if os.path.lexists(folder):
        raise UsageError(f"{folder} is there already; nothing was written")
    entry = course.syllabus.assignments.get(name)
    if entry is None:
        text = _with_entry(course, name, title or _title(name), category or DEFAULT_CATEGORY)
    elif title not in (None, entry.title) or category not in (None, entry.category):
        raise UsageError(
            f"course.toml has {name} as {entry.title!r}, {entry.category}; change it there, or leave the options out"
        )
    title = entry.title if entry else title or _title(name)
    texts = files(title)
    _write_folder(folder, texts)
    if entry is None:
        write_whole(course.root / "course.toml", text)
    return Made(name, title, folder, tuple(texts), entered=entry is None)


def _title(name: str) -> str:
    """`week07_flows` is "Week 7: flows"."""
    found = re.fullmatch(r"week0*(\d+)_?(.*)", name)
    number, rest = found.groups() if found else ("", name)
    words = rest.replace("_", " ").strip()
    return ": ".join(part for part in (f"Week {number}" if number else "", words) if part)


def _with_entry(course: Course, name: str, title: str, category: str) -> str:
    """The text of `course.toml`, comments and all, with one table more at its end."""
    if category not in course.syllabus.categories:
        raise UsageError(f"expected a category of {', '.join(course.syllabus.categories)}, got {category!r}")
    path = course.root / "course.toml"
    before = path.read_text(encoding="utf-8")
    weekly = category == DEFAULT_CATEGORY
    table = f"[weeks.{name}]" if weekly else f"[assessments.{name}]"
    lines = [table, f"title = {json.dumps(title, ensure_ascii=False)}"]
    if not weekly:
        lines.append(f"category = {json.dumps(category, ensure_ascii=False)}")
    text = before.rstrip("\n") + "\n\n" + "\n".join(lines) + "\n"
    try:
        Course.of(course.root, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, UsageError) as error:
        raise UsageError(f"{path}: {table} cannot be added at its end ({error}); add it by hand") from None
    return text


def _filled(file: str, **values: str) -> str:
    text = resources.files("autograder.new").joinpath("templates", f"{file}.txt").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], text)


def _write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """All of the folder or nothing: it is made beside its place, and moved there."""
    try:
        folder.parent.mkdir(exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            made.chmod(0o755)
            for name, text in files.items():
                (made / name).write_text(text, encoding="utf-8")
            made.rename(folder)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror}") from None
