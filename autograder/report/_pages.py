"""Templates to text, and text to a file that is only touched when it changes."""

from __future__ import annotations

import os
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.errors import AutograderError
from autograder.report._words import counted, points, printable, spoken

_CODE = re.compile(r"`([^`]+)`")


def render(template: str, **context: object) -> str:
    """Fill a template of `templates/`; every value is escaped."""
    return _environment().get_template(template).render(**context)


def write_if_changed(path: Path, text: str) -> bool:
    """Write whole or not at all, and only where the content differs. Returns whether it wrote."""
    data = text.encode("utf-8", errors="replace")
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".page-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def require_plain_name(name: str, *, what: str) -> str:
    """A name that is one component of a path, or `AutograderError`."""
    if name in {"", ".", ".."} or "/" in name or "\0" in name:
        raise AutograderError(
            f"expected a {what} that is the name of one folder, got {name!r}. "
            "No page was written. Rename the folder of the submission."
        )
    return name


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("autograder.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {"points": points, "prose": _prose, "spoken": spoken, "counted": counted}
    return environment


def _finalize(value: Any) -> Any:
    return printable(value) if type(value) is str else value


def _prose(text: str) -> Markup:
    """Escaped text, with `code` between backticks set as code."""
    parts = _CODE.split(printable(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts)
    )
