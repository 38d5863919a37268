"""Names that others chose, as they may be printed, put on a page and given to our own files."""

from __future__ import annotations

import hashlib
import os

MAX_BYTES = 200  # of a name that is changed: the file systems' limit is 255, and ours have endings


def escaped(name: str) -> str:
    """One line without anything that moves a cursor, changes a direction or cannot be seen; cut where it is long."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace") if _is_native(name) else ascii(name)[1:-1]
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= 100 else f"{shown[:60]}...{shown[-30:]}"


def filed(name: str) -> str:
    """`name` as the name of a student and of our folders.

    What cannot be printed becomes `_`, and then, so that two names stay two, a digest of the name is added. Names that
    mean a place (empty, `.`, `..`) are changed in the same way.
    """
    text = os.fsencode(name).decode("utf-8", "replace") if _is_native(name) else name
    plain = "".join(c if c.isprintable() and c != "\ufffd" and c not in "/\\" else "_" for c in text)
    if plain == name and plain.strip("."):
        return name
    short = plain.replace(".", "_") if not plain.strip(".") else plain
    short = short.encode("utf-8", "replace")[:MAX_BYTES].decode("utf-8", "ignore")
    return f"{short}-{hashlib.sha256(_bytes(name)).hexdigest()[:8]}"


def _is_native(name: str) -> bool:
    """Whether the system could have given us this name: undecodable bytes are the only surrogates in it."""
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return True


def _bytes(name: str) -> bytes:
    return os.fsencode(name) if _is_native(name) else name.encode("utf-8", "surrogatepass")
