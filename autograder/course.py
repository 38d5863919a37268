"""A course on disk: `course.toml`, its weeks' private files, and the secret that its hidden inputs are drawn with."""

from __future__ import annotations

import dataclasses
import importlib
import secrets
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError, UsageError
from autograder.files import clear_leftovers, write_once
from autograder.question import Week
from autograder.sandbox.limits import Limits
from autograder.syllabus import Syllabus, numbers, require_known

TABLES = ("title", "weeks", "assessments", "categories", "late", "limits")


@dataclass(frozen=True)
class Course:
    """What `course.toml` says, and where the course's folders are.

    Args:
        root: the folder that holds `course.toml`.
        title: of the course.
        syllabus: what is assessed, by when, and what it counts.
        limits: what a submission may use.
    """

    root: Path
    title: str
    syllabus: Syllabus
    limits: Limits

    @property
    def weeks(self) -> Mapping[str, str]:
        """Title of each week, project and examination, by name, in the order of `course.toml`."""
        return {name: assignment.title for name, assignment in self.syllabus.assignments.items()}

    def due(self, name: str) -> datetime | None:
        """When a week is due, with its time zone; None where it has no date, or `course.toml` does not know it."""
        assignment = self.syllabus.assignments.get(name)
        return None if assignment is None else assignment.due

    @classmethod
    def load(cls, root: Path) -> Course:
        """Read `root/course.toml`, or raise `UsageError`."""
        path = root / "course.toml"
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise UsageError(f"expected a course.toml in {root}; give the course's folder with --course") from None
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{path} is not valid TOML: {error}") from None
        try:
            return cls.of(root.resolve(), raw)
        except UsageError as error:
            raise UsageError(f"{path}: {error}") from None

    @classmethod
    def of(cls, root: Path, raw: Mapping[str, Any]) -> Course:
        """The course at `root` of which the parsed `course.toml` is `raw`, or `UsageError`."""
        require_known("the file", raw, TABLES)
        limits = raw.get("limits", {})
        if not isinstance(raw.get("title"), str) or not isinstance(limits, Mapping):
            raise UsageError('expected a title = "..." and, where there are limits, a table [limits]')
        require_known("[limits]", limits, [field.name for field in dataclasses.fields(Limits)])
        return cls(root, raw["title"], Syllabus.of(raw), Limits(**numbers("[limits]", limits)))  # type: ignore[arg-type]

    @classmethod
    def find(cls, start: Path) -> Course:
        """The course that `start` lies in."""
        for folder in [start.resolve(), *start.resolve().parents]:
            if (folder / "course.toml").is_file():
                return cls.load(folder)
        raise UsageError(f"no course.toml in {start} or above; run this in a course's folder or give --course")

    def week(self, name: str) -> Week:
        """Import a week's private files. They are the course's own code, under `solutions/`."""
        if name not in self.weeks:
            raise UsageError(f"course.toml has no week {name!r}; it has {', '.join(self.weeks) or 'none'}")
        questions = self._module(name, "questions").QUESTIONS
        wrong = self._module(name, "wrong").WRONG_ANSWERS
        right = self._module(name, "right").RIGHT_ANSWERS
        return Week(name, tuple(questions), tuple(wrong), tuple(right))

    def import_anew(self) -> None:
        """Forget what was imported of private files and reference: they have changed, or are another course's."""
        for name in [name for name in sys.modules if name.partition(".")[0] in ("solutions", "reference_impl")]:
            del sys.modules[name]
        if str(self.root) in sys.path:
            sys.path.remove(str(self.root))
        sys.path.insert(0, str(self.root))
        importlib.invalidate_caches()

    def _module(self, week: str, name: str) -> Any:
        path = self.root / "solutions" / week / f"{name}.py"
        if not path.is_file():
            raise UsageError(f"{path} is missing")
        if str(self.root) not in sys.path:
            sys.path.insert(0, str(self.root))
        try:
            return importlib.import_module(f"solutions.{week}.{name}")
        except Exception as error:
            raise AutograderError(f"{path} could not be imported: {type(error).__name__}: {error}") from error

    def secret(self) -> bytes:
        """The course's secret, made at first use in `.autograder/secret`. Whoever has it can draw the hidden inputs."""
        path = self._secret_file
        try:
            clear_leftovers(path)  # of a process that was killed while it made the first one: they are secrets too
            if secret := self.existing_secret():
                return secret
            write_once(path, secrets.token_hex(32) + "\n")
        except OSError as error:
            raise AutograderError(
                f"the course's secret {path} could be neither read nor made: {error.strerror}. Nothing was graded. "
                "Make its folder writable, or restore the file from a backup."
            ) from error
        return self.secret()

    def existing_secret(self) -> bytes | None:
        """The course's secret, where there is one already."""
        try:
            secret = bytes.fromhex(self._secret_file.read_text(encoding="ascii").strip())
        except FileNotFoundError:
            return None
        except ValueError:
            secret = b""
        if not secret:
            raise UsageError(
                f"{self._secret_file} is damaged: expected hexadecimal digits; restore it, or delete it for a new one"
            )
        return secret

    @property
    def _secret_file(self) -> Path:
        return self.root / ".autograder" / "secret"
