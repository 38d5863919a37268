"""`%%derivation NAME`: a derivation in LaTeX is typeset at once, and each line says how it was read.

What letters mean stands in `derivations/NAME.json` beside the notebook. Whether lines follow is shown only where the
question's author has made that public; it decides no mark.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.derivation import Derivation, Goal, Notation, RowVerdict, judge, read
from autograder.derivation.judgement import RowReading
from autograder.words import joined

from .page import plain, shown

FOLDER = "derivations"  # beside the notebook
_KEPT = "Your text is as you wrote it, and will be graded; tell your instructor."


@dataclass(frozen=True)
class WrittenAnswer:
    """What the cell leaves under its name. `rows` is how it was read."""

    name: str
    text: str
    rows: tuple[RowReading, ...] = ()

    def __repr__(self) -> str:
        return f"<derivation {self.name}: {len(self.rows)} lines>"


def register(shell: Any) -> None:
    """Make the magic known to an IPython shell."""

    def derivation(line: str, cell: str) -> None:
        write(shell, line.strip(), cell)

    shell.register_magic_function(derivation, "cell", "derivation")


def write(shell: Any, name: str, text: str) -> None:
    """Read `text`, show it, and leave it in the notebook under `name`; say which names there are where it is another.

    Args:
        shell: an IPython shell.
        name: as it stands behind `%%derivation`.
        text: all below that line.
    """
    notation = notation_of(name)
    if isinstance(notation, str):
        print(notation)
        return
    shell.user_ns[name] = WrittenAnswer(name, text)
    try:
        rows = read(text, notation)
        verdicts = _verdicts(text, notation) if notation.public else ()
    except Exception as error:  # ours, and no reason to show a student our inside
        print(f"This derivation could not be shown, by a fault of the program ({type(error).__name__}). {_KEPT}")
        return
    shell.user_ns[name] = WrittenAnswer(name, text, rows)
    _display({"text/html": shown(text, rows, verdicts), "text/plain": plain(text, rows, verdicts)})


def notation_of(name: str, folder: Path | None = None) -> Notation | str:
    """What letters mean in the derivation `name`, or a sentence that says why that is not known.

    Args:
        name: of the question.
        folder: that holds the released notations; by default the one beside the notebook.
    """
    folder = folder or Path(FOLDER)
    names = sorted(path.stem for path in folder.glob("*.json"))
    if not names:
        return (
            f"There is no folder `{FOLDER}` beside this notebook. It comes with the notebook: keep both in one folder, "
            "and start the notebook from there."
        )
    if name not in names:
        known = joined([f"`{known}`" for known in names], last="or")
        what = f"There is no derivation `{name}` here." if name else "Behind `%%derivation` a name is missing."
        return f"{what} Expected: {known}."
    try:
        return Notation.from_json(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return f"{folder / name}.json is damaged: put the released file there again."


def _verdicts(text: str, notation: Notation) -> Sequence[RowVerdict]:
    """Whether lines follow. Start and goal are not on this machine, and not asked for."""
    return judge(text, Derivation(notation, start=(), goal=Goal(()))).rows


def _display(data: dict[str, str]) -> None:
    from IPython.display import display

    display(data, raw=True)  # type: ignore[no-untyped-call]
