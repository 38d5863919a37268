"""What a cell's code defines and uses, read without running it. Code that does not parse defines and uses nothing."""

from __future__ import annotations

import ast
import symtable
import threading
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar

from autograder.written import derivation_name

from .magics import without_magics
from .reading import MAX_CELLS

T = TypeVar("T")

# Of a cell that is still analysed. Parsing costs about a kilobyte and a microsecond a character at worst, and while it
# lasts no other submission's session gets a turn.
MAX_CODE = 50_000  # characters
MAX_LINES = 5_000  # of it, or statements with a semicolon behind them

# CPython 3.11 keeps one recursion counter for every thread that builds a syntax tree, and the filters of `warnings` are
# the process's own: with two threads at once, either fails or is left changed.
_ONE_AT_A_TIME = threading.Lock()

_INLINE = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr", "lambda"})


@lru_cache(maxsize=3 * MAX_CELLS)
def defined_names(source: str) -> frozenset[str]:
    """Names that the cell binds at its top level."""
    if derivation := derivation_name(source):
        return frozenset({derivation})
    table = _table(source)
    return _bound(table) if table else frozenset()


@lru_cache(maxsize=3 * MAX_CELLS)
def used_names(source: str) -> frozenset[str]:
    """Names that the cell takes from the rest of the notebook (or from the builtins)."""
    table = _table(source)
    return _free(table) if table else frozenset()


def forget() -> None:
    """Drop what was read of a submission's code; until then each cell is parsed once."""
    for cached in (defined_names, used_names, python_of, _table):
        cached.cache_clear()


def parses(source: str) -> bool:
    """Whether the cell is Python, magics aside."""
    return python_of(source) is not None


def defines_function(source: str, name: str) -> bool:
    """Whether the cell binds `name` by `def` or `class`, rather than as some variable."""
    python = python_of(source)
    nodes = _quietly(ast.parse, python).body if python else []
    return any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and n.name == name for n in nodes)


def at_once(source: str) -> frozenset[str]:
    """Of the names that the cell uses, those that it needs while it runs, not only when its functions are called.

    A cell that uses what it defines itself may call it: then all names count.
    """
    table = _table(source)
    if table is None:
        return frozenset()
    running = {symbol.get_name() for part in _running(table) for symbol in part.get_symbols() if symbol.is_referenced()}
    used = _free(table)
    return used if running & _bound(table) else used & running


def parsed(source: str) -> ast.Module | None:
    """The cell's syntax tree, lines that only IPython understands blanked; None where it is no Python."""
    python = python_of(source)
    return _quietly(ast.parse, python) if python else None


@lru_cache(maxsize=4)
def _table(source: str) -> symtable.SymbolTable | None:
    python = python_of(source)
    try:
        return _quietly(symtable.symtable, python, "<cell>", "exec") if python else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _tables(top: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    stack = [top]
    while stack:
        table = stack.pop()
        stack.extend(table.get_children())
        yield table


def _bound(top: symtable.SymbolTable) -> frozenset[str]:
    own = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    inner = {
        symbol.get_name()
        for table in _tables(top)
        for symbol in table.get_symbols()
        if symbol.is_declared_global() and symbol.is_assigned()
    }
    return frozenset(own | inner)


def _free(top: symtable.SymbolTable) -> frozenset[str]:
    used = {
        symbol.get_name()
        for table in _tables(top)
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (table is top or symbol.is_global())
    }
    return frozenset(used - _bound(top))


def _running(top: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """The scopes that run with the cell: all but the bodies of functions."""
    stack = [top]
    while stack:
        table = stack.pop()
        stack.extend(t for t in table.get_children() if t.get_type() == "class" or t.get_name() in _INLINE)
        yield table


@lru_cache(maxsize=3 * MAX_CELLS)
def python_of(source: str) -> str | None:
    """The cell as Python, line for line, lines that only IPython understands blanked; None where it is no Python."""
    if len(source) > MAX_CODE or source.count("\n") + source.count(";") > MAX_LINES:
        return None
    if is_python(source):
        return source
    plain = without_magics(source)
    return plain if plain is not None and is_python(plain) else None


def is_python(source: str) -> bool:
    """Whether `source` parses without IPython's help."""
    try:
        _quietly(ast.parse, source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _quietly(function: Callable[..., T], *args: object) -> T:
    """A student's odd escape sequence is no warning of ours."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*args)
