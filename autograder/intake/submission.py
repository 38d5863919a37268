"""Rebuild what is graded: our release with the student's answers in place. Nothing is executed here."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.cell import Cell
from autograder.written import derivation_text, says_something

from . import code
from .archives import chosen, is_zip, require_no_other
from .discovery import choose_file, student_of
from .helpers import Code, Helper, carry_over
from .matching import Matched, match, report_again, report_locked, same_code
from .names import escaped
from .prose import FoundProse, find_prose
from .reading import RefusedError, StudentCell, StudentNotebook, cannot_be_opened, parse, read_bytes
from .released import Release


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's work on one week, ready to be run.

    Args:
        student: whose it is.
        week: name of the week.
        path: the file, a notebook or an archive.
        digest: SHA-256 of its bytes; empty where it could not be read.
        cells: to execute, in this order: given cells of our release, the student's answers, helpers they need.
        answered: for each name, whether there is an answer: a cell that is not as it was released.
        notebook: our release with the answers in place, for the gradebook and for a person to read.
        written: by name, the text of answers that are not executed: derivations, and prose for a person.
        repaired: what was put right, plain sentences for the student.
        refused: why nothing can be graded, one plain sentence; None where it can.
    """

    student: str
    week: str
    path: Path
    digest: str
    cells: tuple[Cell, ...]
    answered: Mapping[str, bool]
    notebook: NotebookNode
    written: Mapping[str, str] = field(default_factory=dict)
    repaired: tuple[str, ...] = ()
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as a student handed it in, not yet looked into: what another process, or machine, needs to read it.

    Args:
        student: whose it is.
        path: the file; of it only the name means anything where it was sent to.
        data: its bytes; empty where it could not be read.
        digest: SHA-256 of them; empty where it could not be read.
        repaired: what is to be said of its name, plain sentences for the student.
        refused: why it could not be read, one plain sentence; None where it could.
    """

    student: str
    path: Path
    data: bytes
    digest: str
    repaired: tuple[str, ...] = ()
    refused: str | None = None


def read_submission(path: Path, release: Release, *, student: str | None = None) -> Submission:
    """Read a notebook, or the one in a folder or an archive. Whatever a student sent, a `Submission` comes back.

    Args:
        path: a notebook, a zip file with one, or a folder `STUDENT/WEEK`.
        release: what was handed out.
        student: whose it is; None takes it from the path.
    """
    return read_fetched(fetch_submission(path, release, student=student), release)


def fetch_submission(path: Path, release: Release, *, student: str | None = None) -> Fetched:
    """The file that `path` means and its bytes: all of `read_submission` that needs the disk it lies on."""
    student = student or student_of(path, release.week)
    try:
        path, repaired = choose_file(path, release.week, partial(_score_of_file, release))
        data = read_bytes(path)
    except (RefusedError, OSError) as error:
        return Fetched(student, path, b"", "", refused=_why(error))
    finally:
        code.forget()
    return Fetched(student, path, data, hashlib.sha256(data).hexdigest(), tuple(repaired))


def read_fetched(fetched: Fetched, release: Release) -> Submission:
    """The rest of `read_submission`."""
    try:
        return _read(fetched, release)
    finally:
        code.forget()


def _why(error: RefusedError | OSError) -> str:
    return str(error) if isinstance(error, RefusedError) else cannot_be_opened(error)


def _read(fetched: Fetched, release: Release) -> Submission:
    student, path, digest = fetched.student, fetched.path, fetched.digest
    repaired = list(fetched.repaired)
    try:
        if fetched.refused is not None:
            raise RefusedError(fetched.refused)
        theirs = parse(_notebook_in(fetched.data, path, release, repaired))
        matched = match(release, theirs.cells)
        _require_this_week(release, theirs, matched)
    except (RefusedError, OSError) as error:
        nothing = dict.fromkeys([*release.answers, *release.prose], False)
        notebook = copy.deepcopy(release.notebook)
        return Submission(student, release.week, path, digest, (), nothing, notebook, refused=_why(error))
    helpers = _helpers(release, theirs.cells, matched)
    prose = find_prose(release, theirs.cells)
    return Submission(
        student=student,
        week=release.week,
        path=path,
        digest=digest,
        cells=_to_execute(release, matched, helpers),
        answered={name: _is_answered(name, release, matched) for name in release.answers}
        | {name: name in prose.texts for name in release.prose},
        notebook=_rebuilt(release, theirs.cells, matched, helpers, prose),
        written=_written(release, matched) | prose.texts,
        repaired=(
            *repaired,
            *theirs.repaired,
            *matched.repaired,
            *prose.repaired,
            *report_locked(release, theirs.cells),
            *report_again(release, theirs.cells, matched),
            *(_told(helper) for helper in helpers),
        ),
    )


def _notebook_in(data: bytes, path: Path, release: Release, repaired: list[str]) -> bytes:
    """A file's bytes, or where it is a zip file those of the notebook that it means."""
    require_no_other(data)
    if not is_zip(data):
        return data
    notebook, name = chosen(data, release.week, partial(_score, release))
    repaired.append(f"The notebook {escaped(name)} was taken from the archive {escaped(path.name)}.")
    return notebook


def _score_of_file(release: Release, path: Path) -> int:
    """How many of our cells are in a notebook, or in the one that a zip file means."""
    try:
        return _score(release, _notebook_in(read_bytes(path), path, release, []))
    except RefusedError:
        return 0


def _score(release: Release, data: bytes) -> int:
    try:
        return len({cell.name for cell in parse(data).cells} & {cell.name for cell in release.cells if cell.name})
    except RefusedError:
        return 0


def _require_this_week(release: Release, theirs: StudentNotebook, matched: Matched) -> None:
    """Refuse another assignment: one in which (nearly) none of our cells is found, by id or by what it defines."""
    texts = release.prose.keys() & {cell.name for cell in theirs.cells}
    found, asked = len(matched.cells) + len(matched.elsewhere) + len(texts), len(release.answers) + len(release.prose)
    ours = {cell.name for cell in release.cells if cell.name}
    checks = {cell.name for cell in release.cells if cell.points is not None}
    foreign = [cell for cell in theirs.cells if cell.is_answer and cell.name not in ours]
    ours_by_check = any(cell.name in checks for cell in theirs.cells)
    if (found or ours_by_check) and not (len(foreign) > found and 4 * found <= asked):
        return
    known = f" It says that it is {theirs.week}." if theirs.week and theirs.week.isidentifier() else ""
    raise RefusedError(
        f"This looks like another notebook: {found or 'none'} of the {asked} answers of {release.week} "
        f"{'is' if found <= 1 else 'are'} in it.{known if theirs.week != release.week else ''}"
    )


def _is_answered(name: str, release: Release, matched: Matched) -> bool:
    if name in matched.elsewhere:
        return True
    cell = matched.cells.get(name)
    if cell is None or same_code(cell.source, release.stubs[name]):
        return False
    return name not in release.written or says_something(derivation_text(cell.source))


def _executed(release: Release, matched: Matched) -> dict[str, str]:
    """Source that is executed for each answer. A missing answer runs as released, for the helpers beside its stub."""
    return {
        name: matched.cells[name].source if name in matched.cells else stub
        for name, stub in release.stubs.items()
        if name not in matched.elsewhere and name not in release.written
    }


def _written(release: Release, matched: Matched) -> dict[str, str]:
    cells = {name: matched.cells.get(matched.elsewhere.get(name, name)) for name in release.written}
    return {name: derivation_text(cell.source) for name, cell in cells.items() if cell is not None}


def _helpers(release: Release, cells: Sequence[StudentCell], matched: Matched) -> list[Helper]:
    given = [cell.source for cell in release.cells if cell.role == "given"]
    ours = [cell.source for cell in release.cells if cell.role == "other" and cell.kind == "code"]
    chosen = {cell.index for cell in matched.cells.values()}
    left_out = {*given, *release.stubs.values()}
    others = [c for c in cells if c.kind == "code" and c.index not in chosen and c.source not in left_out]
    executed = {
        name: Code(matched.cells[name].index if name in matched.cells else len(cells), source)
        for name, source in _executed(release, matched).items()
    }
    return carry_over(executed, given, ours, [Code(cell.index, cell.source) for cell in others])


def _told(helper: Helper) -> str:
    for_whom = f", which {helper.user} uses," if helper.user else ""
    what = ", ".join(helper.names[:10]) or "Code"
    return f"{what}{for_whom} came from a cell that is not graded and was carried over."


def _to_execute(release: Release, matched: Matched, helpers: Sequence[Helper]) -> tuple[Cell, ...]:
    executed = _executed(release, matched)
    cells = _helper_cells(helpers, "")
    for ours in release.cells:
        if ours.role == "given" and ours.kind == "code":
            cells.append(Cell(ours.name or "given", ours.source))
        elif ours.role == "answer" and ours.name in executed:
            cells += _helper_cells(helpers, ours.name)
            cells.append(Cell(ours.name, executed[ours.name]))
    return (*cells, *_helper_cells(helpers, None))


def _helper_cells(helpers: Sequence[Helper], before: str | None) -> list[Cell]:
    """Those that go before an answer. Their number makes the names unique, whatever they go before."""
    place = "first" if before == "" else before or "last"
    return [Cell(f"helpers-{place}-{i}", h.source) for i, h in enumerate(helpers) if h.before == before]


def _rebuilt(
    release: Release,
    theirs: Sequence[StudentCell],
    matched: Matched,
    helpers: Sequence[Helper],
    prose: FoundProse,
) -> NotebookNode:
    """Our notebook with the student's answers and texts; helpers stand before the answer that uses them."""
    notebook = copy.deepcopy(release.notebook)
    texts = {cell.name: cell.source for cell in theirs if cell.is_answer and cell.kind == "markdown"}
    cells: list[NotebookNode] = [_helper_cell(i, h) for i, h in enumerate(helpers) if h.before == ""]
    for ours, cell in zip(release.cells, notebook.cells, strict=True):
        if ours.role == "answer" and ours.name in matched.cells:
            cell.source = matched.cells[ours.name].source
        elif ours.role == "prose":
            cell.source = prose.texts.get(ours.name, ours.source)
        elif ours.role == "other" and cell.metadata.get("nbgrader", {}).get("solution") and ours.name in texts:
            cell.source = texts[ours.name]
        if ours.role == "answer":
            cells += [_helper_cell(i, h) for i, h in enumerate(helpers) if h.before == ours.name]
        cells.append(cell)
    notebook.cells = cells + [_helper_cell(i, h) for i, h in enumerate(helpers) if h.before is None]
    return notebook


def _helper_cell(number: int, helper: Helper) -> NotebookNode:
    cell: NotebookNode = new_code_cell(helper.source, id=f"helpers-{number}")  # type: ignore[no-untyped-call]
    return cell
