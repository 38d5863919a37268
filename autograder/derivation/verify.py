"""Judging a derivation: what follows, what is reached, what was seen on the way."""

from __future__ import annotations

from .declaration import Derivation, Notation
from .judgement import Judgement, RowReading


def read(text: str, notation: Notation) -> tuple[RowReading, ...]:
    """The rows of `text`, how each side was read, and what could not be read."""
    raise NotImplementedError


def judge(text: str, derivation: Derivation) -> Judgement:
    """Judge `text` against what was asked."""
    raise NotImplementedError
