"""Public checks that another processor has made: the same text, but for the last digits of its numbers.

Vectorised arithmetic rounds differently from processor to processor, so that normal draws, and all that is computed
from them, differ in their last bits. A check that was released stays as it is where that is all that differs.
"""

from __future__ import annotations

import io
import token
from collections.abc import Iterator
from dataclasses import dataclass
from tokenize import TokenError, generate_tokens
from typing import Final

RELATIVE: Final = 1e-9  # between two roundings of one number; what is written has 12 digits or more
# Of the largest number of a list: what cancels leaves nothing but rounding, a sum of a few numbers of that size.
OF_THE_LARGEST: Final = 1e-14
_LAYOUT: Final = {token.NL, token.INDENT, token.DEDENT, token.NEWLINE}


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    within: int | None  # which list it stands in; None: in none


def alike(text: str, other: str) -> bool:
    """Whether two Python texts are the same but for how their numbers were rounded, and how lines are broken for it."""
    try:
        pairs = [*zip(_parts(text), _parts(other), strict=True)]
    except (ValueError, TokenError, SyntaxError):
        return False
    sizes: dict[int | None, float] = {}
    for pair in pairs:
        for part in pair:
            if isinstance(part, _Number):
                sizes[part.within] = max(sizes.get(part.within, 0.0), abs(part.value))
    return all(_same(a, b, sizes) for a, b in pairs)


def _same(a: str | _Number, b: str | _Number, sizes: dict[int | None, float]) -> bool:
    if isinstance(a, str) or isinstance(b, str) or a.within != b.within:
        return a == b
    near = RELATIVE * max(abs(a.value), abs(b.value))
    if a.within is not None:
        near = max(near, OF_THE_LARGEST * sizes[a.within])
    return abs(a.value - b.value) <= near


def _parts(text: str) -> Iterator[str | _Number]:
    """Tokens; those that are a number with a fraction or an exponent by their value and sign."""
    depth = lists = 0
    before, minus = "", False
    for kind, said, *_ in generate_tokens(io.StringIO(text).readline):
        if kind in _LAYOUT:
            continue
        if said == "-" and before in ("[", "(", ",", "="):
            minus = True
            continue
        if kind == token.NUMBER and not said.isdecimal():
            yield _Number(-float(said) if minus else float(said), lists if depth else None)
        else:
            lists += said == "[" and not depth
            depth += (said == "[") - (said == "]")
            yield f"-{said}" if minus else said
        before, minus = said, False
