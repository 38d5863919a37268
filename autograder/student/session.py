"""What is known of the notebook that is open, from its kernel: the file, whether it was saved, whether anyone is there.

A kernel sees what was run, and the disk. What was typed and neither run nor saved cannot be seen from here; so where
it can be done (JupyterLab, Notebook), the notebook is saved first.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .fresh import INNER

SAVING = 5.0  # seconds to wait for the notebook to be saved


def shell() -> Any:
    """The IPython shell that this runs in; None outside one."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None


def attended() -> bool:
    """Whether a person runs this, in a notebook or a terminal, and no program that executes notebooks.

    A notebook's page lets a cell ask for input. nbconvert, `nbgrader validate` and the like do not: there is nobody.
    """
    if os.environ.get(INNER):
        return False
    here = shell()
    if here is None or not hasattr(here, "kernel"):
        return True
    with suppress(Exception):
        return bool(here.get_parent()["content"]["allow_stdin"])
    return False


def namespace() -> Mapping[str, Any]:
    here = shell()
    return {} if here is None else here.user_ns


def open_notebook() -> Path | None:
    """The file of the notebook that is open; None where the kernel is not told, and cannot work it out.

    Jupyter's server tells by `JPY_SESSION_NAME`, VS Code by `__vsc_ipynb_file__`, the released notebook by the name
    that it hands to `otter.Notebook`. A file that is not there (renamed since) is not the one.
    """
    names = namespace()
    told = [names.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")]
    told += [getattr(value, "_notebook", None) for value in list(names.values()) if _is_otter(value)]
    for name in told:
        if isinstance(name, str) and name.endswith(".ipynb"):
            for path in (Path(name), Path(Path(name).name)):
                if path.is_file():
                    return path
    return None


def _is_otter(value: object) -> bool:
    return type(value).__module__.startswith("otter.") and type(value).__name__ == "Notebook"


def save(path: Path) -> bool:
    """Have JupyterLab save the notebook that is in front, if `path` is it. Returns whether it did.

    otter-grader brings the extension by which JupyterLab hears of it; elsewhere nothing happens.
    """
    in_front = os.environ.get("JPY_SESSION_NAME")
    if in_front is None or path.resolve() != Path(in_front).resolve() or "__vsc_ipynb_file__" in namespace():
        return False
    before = path.stat().st_mtime_ns
    try:
        from ipylab import JupyterFrontEnd  # type: ignore[import-untyped]

        JupyterFrontEnd().commands.execute("docmanager:save")
    except Exception:
        return False
    end = time.monotonic() + SAVING
    while time.monotonic() < end:
        if path.stat().st_mtime_ns != before and _whole(path):
            return True
        time.sleep(0.05)
    return False


def _whole(path: Path) -> bool:
    """Jupyter writes into the file that is there: for a moment it is half."""
    try:
        json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return True


def run_and_not_saved(names: Iterable[str], path: Path) -> list[str]:
    """Of the answers `names` those whose last version that was run is in no cell of the file."""
    from autograder.intake.code import defined_names
    from autograder.intake.matching import same_code
    from autograder.intake.reading import parse

    saved = [cell.source for cell in parse(path.read_bytes()).cells]
    history = _history()
    found = []
    for name in names:
        last = next((text for text in reversed(history) if name in text and name in defined_names(text)), None)
        if last is not None and not any(same_code(last, source) for source in saved):
            found.append(name)
    return found


def _history() -> list[str]:
    """What was run in this kernel, as it was typed."""
    with suppress(Exception):
        return [str(text) for text in shell().history_manager.input_hist_raw]
    return []
