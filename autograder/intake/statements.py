"""A cell's top-level statements: what each binds, changes and needs, and its text as the student wrote it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from .code import defined_names, is_python, parsed, python_of, used_names

# Through these a statement may bind any name.
_BLIND = frozenset({"exec", "globals", "locals", "vars"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# What is kept of cells so short is some megabytes at most, whatever comes in.
_SHORT, _FEW = 10_000, 100  # characters, lines
_MAX_DEPTH = 20  # of nested blocks from which a statement can be taken out


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement.

    Args:
        names: what it binds.
        changes: names of the objects that it changes, like D in `D["x"] = 1` and `D.update(y)`.
        uses: names of the notebook that it needs.
        text: its source.
        kind: "import" of one name, "star" where it may import any, "blind" where it may bind any, else "other".
        module: of an import, the root package.
        dotted: it is `import a.b`, which only adds to the package `a`.
    """

    names: frozenset[str]
    changes: frozenset[str]
    uses: frozenset[str]
    text: str
    kind: str = "other"
    module: str = ""
    dotted: bool = False


def statements(source: str, most: int = sys.maxsize) -> tuple[Statement, ...]:
    """The cell's top-level statements, if they are at most `most`; an import of several names is one for each."""
    if len(source) > _SHORT or source.count("\n") + source.count(";") > _FEW:
        return _statements(source, most)
    found = _kept_statements(source)
    return found if len(found) <= most else _statements(source, most)


@lru_cache(maxsize=256)
def _kept_statements(source: str) -> tuple[Statement, ...]:
    """Those of a short cell. Most cells of a class are as they were released, and need not be read for each student."""
    return _statements(source, sys.maxsize)


def _statements(source: str, most: int) -> tuple[Statement, ...]:
    tree = parsed(source)
    if tree is None or len(tree.body) > most:
        return ()
    segments = _Segments(source)
    return tuple(found for node in tree.body for found in _read(node, segments))


def imports(source: str) -> list[Statement]:
    """Those of the cell's top-level statements that import a name."""
    tree = parsed(source)
    nodes = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)] if tree else []
    return [found for node in nodes for _, found in _imports(node) if found.kind == "import"]


def without(statement: Statement, protected: Set[str], harmless: Set[str]) -> Statement | None:
    """The statement as far as it binds nothing `protected`; imports whose text is in `harmless` may stay."""
    if not statement.names & protected or statement.dotted or statement.text in harmless:
        return statement
    tree = parsed(statement.text)
    if tree is None or not tree.body or not _is_block(tree.body[0]):
        return None
    try:
        pruned = _pruned(tree.body[0], protected, harmless)
        text = ast.unparse(pruned) if pruned else ""
    except RecursionError:  # too deep to be written again
        return None
    allowed = {name for line in harmless for name in defined_names(line)}
    if not text or not is_python(text) or defined_names(text) & (protected - allowed):
        return None
    return replace(statement, names=defined_names(text), uses=used_names(text), text=text)


class _Segments:
    """Text of statements, by line where they share no line with another."""

    def __init__(self, source: str) -> None:
        self.written = source.split("\n")
        self.python = (python_of(source) or "").split("\n")
        self.shared = -1  # the line on which the statement before ended

    def of(self, node: ast.stmt) -> str:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))]) - 1
        last = node.end_lineno or node.lineno
        before, self.shared = self.shared, last
        behind = self.python[last - 1].encode()[node.end_col_offset :].decode(errors="replace").strip()
        if first < before or behind.startswith(";"):
            lines = [line.encode() for line in self.python[first:last]]
            lines[-1] = lines[-1][: node.end_col_offset]
            lines[0] = lines[0][node.col_offset :]
            return b"\n".join(lines).decode(errors="replace")
        return "\n".join(self.written[first:last])


def _read(node: ast.stmt, segments: _Segments) -> Iterator[Statement]:
    text = segments.of(node)
    if isinstance(node, ast.Import):
        yield from (_import(alias) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (_import_from(node, alias) for alias in node.names)
    else:
        names, blind = _hidden(node)
        yield Statement(defined_names(text) | names, _changes(node), used_names(text), text, blind)


def _import(alias: ast.alias) -> Statement:
    root = alias.name.split(".")[0]
    dotted = "." in alias.name and not alias.asname
    text = ast.unparse(ast.Import([alias]))
    return Statement(frozenset({alias.asname or root}), frozenset(), frozenset(), text, "import", root, dotted)


def _import_from(node: ast.ImportFrom, alias: ast.alias) -> Statement:
    text = ast.unparse(ast.ImportFrom(node.module, [alias], node.level))
    root = (node.module or "").split(".")[0]
    names = frozenset[str]() if alias.name == "*" else frozenset({alias.asname or alias.name})
    return Statement(names, frozenset(), frozenset(), text, "import" if names else "star", root)


def _hidden(node: ast.stmt) -> tuple[frozenset[str], str]:
    """Names that are bound behind strings, and the statement's kind."""
    names: set[str] = set()
    told = blind = 0
    for inner in ast.walk(node):
        match inner:
            case ast.ImportFrom(names=[ast.alias(name="*")]):
                return frozenset(names), "star"
            case ast.Call(func=ast.Name("exec"), args=[ast.Constant(value=str() as code), *_]):
                names |= defined_names(code)
                told += 1
            case ast.Subscript(
                value=ast.Call(func=ast.Name("globals")), slice=ast.Constant(value=str() as name), ctx=ast.Store()
            ):
                names.add(name)
                told += 1
            case ast.Name(id=name) if name in _BLIND:
                blind += 1
    return frozenset(names), "blind" if blind > told else "other"


def _changes(node: ast.stmt) -> frozenset[str]:
    """Names whose objects are changed when the statement runs; what a function would change is not looked at."""
    names: set[str] = set()
    stack: list[ast.AST] = [node]
    while stack:
        match inner := stack.pop():
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                continue
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                names |= _root(inner)
            case ast.Expr(value=ast.Call(func=ast.Attribute() as method)):
                names |= _root(method)
        stack.extend(ast.iter_child_nodes(inner))
    return frozenset(names)


def _root(node: ast.AST) -> set[str]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _is_block(node: ast.AST) -> bool:
    return isinstance(node, ast.stmt) and hasattr(node, "body") and not isinstance(node, (*_FUNCTIONS, ast.ClassDef))


def _pruned(node: ast.stmt, protected: Set[str], harmless: Set[str], depth: int = 0) -> ast.stmt | None:
    """The statement without those inside it that bind something protected; changed in place."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        kept = [s for s in _imports(node) if not s[1].names & protected or s[1].dotted or s[1].text in harmless]
        node.names = [alias for alias, _ in kept]
        return node if kept else None
    if not _is_block(node):
        return None if defined_names(ast.unparse(node)) & protected else node
    if depth > _MAX_DEPTH:
        return None
    for part in (node, *getattr(node, "handlers", []), *getattr(node, "cases", [])):
        for field in ("body", "orelse", "finalbody"):
            if block := getattr(part, field, None):
                kept_here = [_pruned(inner, protected, harmless, depth + 1) for inner in block]
                setattr(part, field, [inner for inner in kept_here if inner] or [ast.Pass()])
    return node


def _imports(node: ast.Import | ast.ImportFrom) -> list[tuple[ast.alias, Statement]]:
    if isinstance(node, ast.Import):
        return [(alias, _import(alias)) for alias in node.names]
    return [(alias, _import_from(node, alias)) for alias in node.names]
