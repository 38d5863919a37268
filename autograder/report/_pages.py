"""Templates to text."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.words import counted, points, printable, spoken

_CODE = re.compile(r"`([^`]+)`|(?<![\w$])\$([^$\n]{1,200})\$(?![\w$])")
_STRESSED = re.compile(r"(?<![\w*])\*(\w(?:[^*\n]{0,40}\w)?)\*(?![\w*])")


def render(template: str, **context: object) -> str:
    """Fill a template of `templates/`; every value is escaped."""
    return _environment().get_template(template).render(**context)


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
    """Escaped text, with `code` between backticks and $formulas$ set as code, and *words* that are stressed."""
    text, at, parts = printable(text), 0, []
    for found in _CODE.finditer(text):
        parts += [_stressed(text[at : found.start()]), Markup("<code>{}</code>").format(found[1] or found[2])]
        at = found.end()
    return Markup("").join([*parts, _stressed(text[at:])])


def _stressed(text: str) -> Markup:
    parts = _STRESSED.split(text)
    return Markup("").join(
        Markup("<em>{}</em>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts)
    )
