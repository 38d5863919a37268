"""nbgrader's exchange, where folders are other users': nothing in one may lead elsewhere, or stop a class."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Any, Final

from jupyter_core.paths import jupyter_config_path, jupyter_data_dir
from nbgrader.exchange.default import Exchange, ExchangeCollect, ExchangeReleaseFeedback

from autograder.gradebook.database import make_tables
from autograder.gradebook.exchange import FILES

_SET: Final = re.compile(r"^\s*c\.Exchange\.root\s*=|\"Exchange\"\s*:\s*\{[^}]*\"root\"", re.MULTILINE)


def exchange_root() -> str | None:
    """Where the exchange is to be on a machine that nobody has set up for it: a folder of this user's own.

    None leaves the choice to nbgrader: another configuration file of its sets `Exchange.root`, or its own place is
    there or can be made.
    """
    for folder in jupyter_config_path():
        for name in ("nbgrader_config.py", "nbgrader_config.json"):
            file = Path(folder) / name
            if file.is_file() and _SET.search(file.read_text(encoding="utf-8", errors="replace")):
                return None
    usual = Path(Exchange.root.default_value)
    above = next(place for place in (usual, *usual.parents) if place.exists())
    if os.access(above, os.W_OK | os.X_OK):
        return None
    return str(Path(jupyter_data_dir()) / "nbgrader_exchange")


class Collect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's own, but that it follows no link and one folder that cannot be read does not keep the others back.

    Who collects may read what a student may not, the solutions for one: a link would bring them in as an answer.
    """

    def init_src(self) -> None:
        make_tables(self.coursedir.db_url)  # nbgrader itself would need `alembic` on the PATH for it
        super().init_src()

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        try:
            with tempfile.TemporaryDirectory(dir=Path(dest).parent, prefix=".collect-") as beside:
                plain = Path(beside) / "submission"
                for left_out in copy_plain(Path(src), plain):
                    self.log.warning(f"{left_out} is a link or no file; it was not collected")
                super().do_copy(str(plain), dest)
        except (OSError, RuntimeError) as error:
            shutil.rmtree(dest, ignore_errors=True)
            self.log.error(f"{src} could not be collected: {error}")
            self._failed.append(src)

    def copy_files(self) -> None:
        self._failed: list[str] = []
        super().copy_files()
        if self._failed:
            self.fail(f"Not collected: {', '.join(self._failed)}. The others were.")


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader's own, but that a submission which did not come through the exchange does not end it for the others."""

    def copy_files(self) -> None:
        place = Path(self.coursedir.format_path(self.coursedir.feedback_directory, ".", ".")).resolve()
        week = self.coursedir.assignment_id
        there = sorted(folder.parent for folder in place.glob(f"*/{week}") if folder.is_dir())
        without = [folder.name for folder in there if not all((folder / week / name).is_file() for name in FILES)]
        if without:
            self.log.warning(
                f"No feedback was released to {', '.join(without)}: their submissions did not come through the exchange"
            )
        excluded = self.coursedir.student_id_exclude
        self.coursedir.student_id_exclude = ",".join([*filter(None, [excluded]), *without])
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = excluded


def copy_plain(source: Path, target: Path) -> list[Path]:
    """Copy a folder's files and folders, and nothing that leads elsewhere or waits; returns what was left out."""
    if source.is_symlink():
        raise OSError("it is a link")
    left_out: list[Path] = []

    def copy(one: str, other: str) -> str:
        try:
            _copy_file(Path(one), Path(other))
        except _NotPlainError:
            left_out.append(Path(one))
        return other

    shutil.copytree(source, target, symlinks=True, copy_function=copy)
    for path in target.rglob("*"):
        if path.is_symlink():
            left_out.append(source / path.relative_to(target))
            path.unlink()
    return left_out


class _NotPlainError(Exception):
    """Something that is no file of its own."""


def _copy_file(source: Path, target: Path) -> None:
    """The file under that name when it is opened: its owner may exchange it at any time."""
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if source.is_symlink():
            raise _NotPlainError from error
        raise
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise _NotPlainError
        with target.open("wb") as copied:
            shutil.copyfileobj(file, copied)
    target.chmod(0o644)
