"""What a cell's code defines and uses, read without running it. Code that does not parse defines and uses nothing."""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from .reading import MAX_CELLS

T = TypeVar("T")

MAX_CODE = 200_000  # characters of a cell that are still analysed: parsing costs about a kilobyte a character at worst

_PYTHON_CELL_MAGICS = ("%%time", "%%capture", "%%timeit", "%%prun")
_DERIVATION = re.compile(r"\s*%%derivation[ \t]+(\w+)")
# A line that only IPython understands: a magic, a shell command, a question.
_MAGIC_LINE = re.compile(r"^(\s*)(?:[%!].*|\?.*|.*\?)$")
_MAGIC_VALUE = re.compile(r"^(\s*[\w ,.\[\]]+=\s*)[%!].*$")


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement that binds names: a definition, a class, an import or a simple assignment.

    Args:
        names: what it binds; empty for `from x import *`.
        uses: names of the notebook that it needs.
        text: its source.
        kind: "def", "import", "assign" or "star".
        module: of an import, the root package.
        dotted: it is `import a.b`, which only adds to the package `a`.
    """

    names: frozenset[str]
    uses: frozenset[str]
    text: str
    kind: str
    module: str = ""
    dotted: bool = False


@lru_cache(maxsize=3 * MAX_CELLS)
def defined_names(source: str) -> frozenset[str]:
    """Names that the cell binds at its top level."""
    if derivation := _DERIVATION.match(source):
        return frozenset({derivation[1]})
    table = _table(source)
    return _bound(table) if table else frozenset()


@lru_cache(maxsize=3 * MAX_CELLS)
def used_names(source: str) -> frozenset[str]:
    """Names that the cell takes from the rest of the notebook (or from the builtins)."""
    table = _table(source)
    return _free(table) if table else frozenset()


def forget() -> None:
    """Drop what was read of a submission's code; until then each cell is parsed once."""
    for cached in (defined_names, used_names, _python):
        cached.cache_clear()


def parses(source: str) -> bool:
    """Whether the cell is Python, magics aside."""
    return _python(source) is not None


def defines_function(source: str, name: str) -> bool:
    """Whether the cell binds `name` by `def` or `class`, rather than as some variable."""
    python = _python(source)
    nodes = _quietly(ast.parse, python).body if python else []
    return any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and n.name == name for n in nodes)


def statements(source: str) -> list[Statement]:
    """The cell's top-level statements that may be carried to another place."""
    python = _python(source)
    if not python:
        return []
    lines = python.split("\n")
    try:
        return [found for node in _quietly(ast.parse, python).body for found in _statements(node, lines)]
    except RecursionError:  # an expression that may be read, but is too deep to be written again
        return []


def _statements(node: ast.stmt, lines: list[str]) -> Iterator[Statement]:
    match node:
        case ast.Import(names=aliases):
            yield from (_import(alias) for alias in aliases)
        case ast.ImportFrom(names=aliases):
            yield from (_import_from(node, alias) for alias in aliases)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield _statement(_lines(node, lines), "def")
        case ast.Assign(targets=targets) if all(_is_name(target) for target in targets):
            yield _statement(ast.unparse(node), "assign")
        case ast.AnnAssign(target=ast.Name(), value=ast.expr()):
            yield _statement(ast.unparse(node), "assign")


def _statement(text: str, kind: str) -> Statement:
    return Statement(defined_names(text), used_names(text), text, kind)


def _import(alias: ast.alias) -> Statement:
    root = alias.name.split(".")[0]
    dotted = "." in alias.name and not alias.asname
    text = ast.unparse(ast.Import([alias]))
    return Statement(frozenset({alias.asname or root}), frozenset(), text, "import", root, dotted)


def _import_from(node: ast.ImportFrom, alias: ast.alias) -> Statement:
    text = ast.unparse(ast.ImportFrom(node.module, [alias], node.level))
    root = (node.module or "").split(".")[0]
    if alias.name == "*":
        return Statement(frozenset(), frozenset(), text, "star", root)
    return Statement(frozenset({alias.asname or alias.name}), frozenset(), text, "import", root)


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, lines: list[str]) -> str:
    """A definition with its decorators and comments, as the student wrote it."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    text = "\n".join(lines[first - 1 : node.end_lineno])
    # Behind a semicolon the lines hold more than the definition.
    return text if defined_names(text) == {node.name} else ast.unparse(node)


def _is_name(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return all(_is_name(item) for item in target.elts)
    return isinstance(target, ast.Name)


def _table(source: str) -> symtable.SymbolTable | None:
    python = _python(source)
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


@lru_cache(maxsize=3 * MAX_CELLS)
def _python(source: str) -> str | None:
    """The cell as Python, lines that only IPython understands blanked; None where it is no Python."""
    if len(source) > MAX_CODE:
        return None
    if _is_python(source):
        return source
    lines = source.lstrip().split("\n")
    if lines[0].startswith("%%"):
        if not lines[0].startswith(_PYTHON_CELL_MAGICS):
            return None
        lines[0] = ""
    plain = "\n".join(_MAGIC_VALUE.sub(r"\1None", _MAGIC_LINE.sub(r"\1pass", line)) for line in lines)
    return plain if _is_python(plain) else None


def _is_python(source: str) -> bool:
    try:
        _quietly(ast.parse, source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _quietly(function: Callable[..., T], *args: object) -> T:
    """A student's odd escape sequence is no warning of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*args)
