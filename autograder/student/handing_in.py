"""`ready()`: what a student asks in the last cell, before the notebook is handed in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from autograder.words import one_line

from . import session
from .fresh import NoKernel
from .readiness import Readiness
from .receipt import write_receipt
from .shown import Shown

UNHURT = "Your notebook is as it was, and can be handed in."
NOT_SAVED = "The version of {} that you ran last is not in the saved file: save (Ctrl+S), then run this cell again."


def ready(notebook: str | Path | None = None, *, run: bool = True) -> None:
    """Say whether this notebook can be handed in: every question there, runs from a fresh kernel, would be read.

    Shows what was found and the hand-in code, and writes `WEEK-receipt.json` beside the notebook. Where nobody is there
    to read it (the notebook is executed by a program), nothing is done.

    Args:
        notebook: the file; by default the one that is open, where that can be known.
        run: False leaves out the fresh kernel and the public checks.
    """
    if not session.attended():
        print("ready() is for the person at the notebook: it did not run here.")
        return
    path = Path(notebook) if notebook is not None else session.open_notebook()
    if path is None or not path.is_file():
        why = "the name of this notebook is not known here" if path is None else f"there is no file {path}"
        print(f'Nothing was looked at: {why}. Name it, as in autograder.student.ready("week06_ddpm.ipynb").')
        return
    shown = Shown()
    try:
        _look(path, shown, run=run)
    except KeyboardInterrupt:
        shown.message(f"Stopped before anything was found out. {UNHURT}")
    except (NoKernel, OSError) as error:
        shown.message(f"The notebook could not be looked at: {one_line(str(error))}. {UNHURT}")
    except Exception as error:  # ours, and no reason to show a student our inside
        what = f"{type(error).__name__}: {one_line(str(error))}"
        shown.message(f"ready() stopped by a fault of the program ({what}). {UNHURT} Tell your instructor.")


def _look(path: Path, shown: Shown, *, run: bool) -> None:
    from .examining import examine

    was_saved = session.save(path)
    found = examine(path, run=run, progress=shown.progress, open_names=session.namespace())
    if not was_saved and found.refused is None:
        stale = session.run_and_not_saved([question.name for question in found.questions], path)
        found = replace(found, warnings=(*(NOT_SAVED.format(name) for name in stale), *found.warnings))
    shown.result(found, receipt(found), was_saved=was_saved)


def receipt(found: Readiness) -> str:
    """Write the receipt of a notebook that would be read; what is told of it."""
    if found.refused is not None:
        return ""
    try:
        return f"Receipt: {write_receipt(found).name}"
    except OSError as error:
        return f"The receipt could not be written ({error.strerror}): note the code down."
