"""A notebook's file → what would be read of it, and how it runs.

The file is read by the code that grading reads it with, and the public checks run on what grading would run. Nothing
of the hidden checks is in this package.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from autograder.derivation import read
from autograder.intake.reading import RefusedError, parse, read_bytes
from autograder.words import one_line

from .compared import Compared, compared
from .derivation import FOLDER, notation_of
from .fresh import Seconds
from .readiness import QuestionReadiness, Readiness
from .rehearsal import Rehearsal, Rehearsing

LARGE = 10 * 2**20  # bytes; twice as much is refused
MAX_SAID = 300  # characters of what a public check says


def examine(
    path: Path,
    *,
    run: bool = True,
    seconds: Seconds | None = None,
    progress: Callable[[str], None] = lambda text: None,
    open_names: Mapping[str, object] | None = None,
) -> Readiness:
    """Look at a notebook as it lies on the disk. It is not changed.

    Args:
        path: the file.
        run: run it in a fresh kernel too, and the public checks.
        seconds: limits of a run; by default those of grading for a cell, and more for the whole.
        progress: is told what is being done, in a few words.
        open_names: what the open notebook has under which name, where one is open.

    Raises:
        OSError: it cannot be opened.
        NoKernel: no kernel can be started here.
    """
    path = path.resolve()
    found = _of_file(path)
    try:
        data = read_bytes(path)
        theirs = parse(data)
    except RefusedError as error:
        return replace(found, refused=str(error))
    found = replace(found, week=theirs.week, hand_in_code=theirs.hand_in_code, warnings=_about_size(len(data)))
    beside = compared(path, data, found.submission, theirs)
    if isinstance(beside, Compared) and beside.submission.refused is not None:
        return replace(found, week=beside.release.week, refused=beside.submission.refused)
    known = beside if isinstance(beside, Compared) else None
    rehearsing = Rehearsing(path.parent, theirs.cells, known, seconds or Seconds(), open_names or {})
    rehearsal = rehearsing.run(progress) if run else None
    found = replace(found, fresh=rehearsal.whole if rehearsal else None)
    if not isinstance(beside, Compared):
        return replace(found, warnings=(beside, *found.warnings))
    questions = tuple(_question(name, beside, rehearsing, rehearsal) for name in beside.names)
    return replace(found, week=beside.release.week, questions=questions, repaired=beside.repaired)


def _of_file(path: Path) -> Readiness:
    saved = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    with path.open("rb") as file:
        return Readiness(path, "", saved, hashlib.file_digest(file, "sha256").hexdigest(), "")


def _about_size(size: int) -> tuple[str, ...]:
    if size <= LARGE:
        return ()
    return (
        f"The file has {size / 2**20:.0f} MiB, nearly all of it outputs; more than 20 are not read. Clear them (Edit > "
        "Clear Outputs of All Cells) and save.",
    )


def _question(name: str, beside: Compared, rehearsing: Rehearsing, rehearsal: Rehearsal | None) -> QuestionReadiness:
    state = beside.state(name)
    if state != "answered" or name in beside.texts:
        return QuestionReadiness(name, state)
    if name in beside.release.written:
        return QuestionReadiness(name, state, problems=_unread(name, beside, rehearsing.folder))
    if rehearsal is None:
        return QuestionReadiness(name, state)
    cell, ended = beside.matched.cells[beside.cell_of(name)], rehearsal.cells.get(beside.cell_of(name))
    if ended is not None and ended.outcome not in ("ok", "not run"):
        return QuestionReadiness(name, state, problems=(rehearsing.stopped(cell, ended),))
    look = rehearsal.looks[name]
    if look.found is None:
        told = rehearsing.ended(look, rehearsing.seconds.cell)
        return QuestionReadiness(name, state, problems=(f"{name}: its public checks: the cell that runs them {told}",))
    problems = _seen(name, look.found, rehearsing, is_function=beside.is_function(name))
    return QuestionReadiness(name, state, look.found["checks"], look.found["passed"], problems)


def _seen(name: str, seen: Mapping[str, object], rehearsing: Rehearsing, *, is_function: bool) -> tuple[str, ...]:
    """What is wrong with an answer, as `probe.seen` found it."""
    if not seen["defined"]:
        return (f"{name} is not defined when its cell has run: look at the name.",)
    if is_function and not seen["callable"]:
        return (f"{name} is no function, but of type {seen['kind']}.",)
    said = one_line(str(seen["said"]))
    if not said:
        return ()
    return (f"{name}: {said if len(said) <= MAX_SAID else said[: MAX_SAID - 1] + '…'}{rehearsing.whence(said)}",)


def _unread(name: str, beside: Compared, folder: Path) -> tuple[str, ...]:
    """Lines of a derivation that cannot be read."""
    notation = notation_of(name, folder / FOLDER)
    if isinstance(notation, str):
        return (f"{name}: {notation}",)
    rows = read(beside.submission.written[name], notation)
    return tuple(f"{name}: {row.problem}" for row in rows if row.problem is not None)
