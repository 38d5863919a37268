"""The form of an answer: what is left when names, comments, layout and the order of sums are taken away.

Code is parsed as intake parses it, bounded and never executed. Of an answer in writing the form is its LaTeX without
blanks, comments and what only sets it: its letters are the question's and cannot be renamed.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from autograder.intake.code import MAX_CODE, parsed
from autograder.written import derivation_name, derivation_text

MAX_PARTS: Final = 20_000  # of one answer; a longer one has no form
_DIGITS: Final = 24  # of a digest: two answers of a class that share one by chance there will not be

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (*_FUNCTIONS, *_COMPREHENSIONS)
_NAMED = (ast.arg, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
_LEFT_OUT = frozenset({"ctx", "annotation", "returns", "type_comment", "type_ignores", "kind", "lineno"})
_WRITTEN_PART = re.compile(r"\\[a-zA-Z]+|\\.|\S")
_COMMENT = re.compile(r"(?<!\\)%.*")
_SETTING = re.compile(
    r"\\(?:left|right|[bB]igg?[lrm]?|quad|qquad|displaystyle|nonumber|notag|[,;:!> ]|\\)(?![a-zA-Z])"
    r"|\\(?:begin|end)\s*\{(?:align|aligned|equation|gather|split)\*?\}|[&~]"
)


@dataclass(frozen=True, slots=True)
class Form:
    """`digest` is the same for answers of the same form; `size` counts the parts of which it is made."""

    digest: str
    size: int


def form_of(source: str, kept: Set[str] = frozenset(), renamed: Set[str] = frozenset()) -> Form | None:
    """The form of one answer cell; None where it is neither Python nor a derivation, or too long.

    Args:
        source: the cell.
        kept: names that are the assignment's, which students cannot choose: the answers'.
        renamed: names that the student chose elsewhere in the notebook.
    """
    if len(source) > MAX_CODE:
        return None
    if derivation_name(source) is not None:
        return _form(_WRITTEN_PART.findall(_SETTING.sub(" ", _COMMENT.sub("", derivation_text(source)))))
    tree = parsed(source)
    if tree is None:
        return None
    try:
        return _form(_Reader(tree, kept, renamed, "import" in source).parts())
    except (RecursionError, _TooLongError):
        return None


def helpers_form(sources: Sequence[str], kept: Set[str] = frozenset()) -> Form | None:
    """The form of what a student wrote beside the answers, taken together."""
    return form_of("\n".join(sources), kept) if sources else None


def _form(parts: Sequence[str]) -> Form | None:
    if not parts or len(parts) > MAX_PARTS:
        return None
    # What stands in a text may be any character, even half of one.
    whole = "\0".join(parts).encode("utf-8", "surrogatepass")
    return Form(hashlib.sha256(whole).hexdigest()[:_DIGITS], len(parts))


class _TooLongError(Exception):
    """More parts than are looked at."""


@dataclass(slots=True)
class _Scope:
    """Names that a function binds: each is called by its place among them, and how deep they are bound."""

    depth: int
    names: Set[str]
    places: dict[str, int] = field(default_factory=dict)

    def place(self, name: str) -> str:
        return f"#{self.depth}.{self.places.setdefault(name, len(self.places))}"


@dataclass(slots=True)
class _Reader:
    """One cell, read from its top."""

    tree: ast.Module
    kept: Set[str]
    renamed: Set[str]
    imports: bool  # there may be one
    _modules: dict[str, str] = field(default_factory=dict)  # what an import calls what
    _scopes: list[_Scope] = field(default_factory=list)
    _made: int = 0

    def parts(self) -> list[str]:
        for node in ast.walk(self.tree) if self.imports else ():
            if isinstance(node, ast.Import):
                self._modules |= {alias.asname: alias.name for alias in node.names if alias.asname}
            elif isinstance(node, ast.ImportFrom):
                self._modules |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        names = _bound(self.tree) | self.renamed
        self._scopes.append(_Scope(0, names - self.kept - self._modules.keys()))
        return self._body(self.tree.body)

    def _body(self, statements: Sequence[ast.stmt]) -> list[str]:
        return ["[", *(part for statement in statements for part in self._node(_plain(statement))), "]"]

    def _node(self, node: ast.AST | None) -> list[str]:
        """A node's parts; none for what says nothing."""
        self._made += 1
        if self._made > MAX_PARTS:
            raise _TooLongError
        match node:
            case None | ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Global() | ast.Nonlocal():
                return []
            case ast.Expr(value=ast.Constant()):  # a docstring
                return []
            case ast.Name(id=name):
                return [self._called(name)]
            case ast.Constant(value=value):
                return [_constant(value)]
            case ast.BinOp(op=ast.Add() | ast.Mult()):
                return self._in_any_order(node)
        if isinstance(node, _SCOPES):
            return self._scoped(node)
        return self._plainly(node)

    def _plainly(self, node: ast.AST) -> list[str]:
        parts: list[str] = [type(node).__name__]
        for name in node._fields:
            if name not in _LEFT_OUT:
                parts += self._field(node, name, getattr(node, name, None))
        return parts

    def _field(self, node: ast.AST, name: str, value: object) -> list[str]:
        if isinstance(value, list):
            items = sorted(value, key=lambda k: k.arg or "") if name == "keywords" else value
            if items and isinstance(items[0], ast.stmt):
                return self._body(items)
            return ["[", *(part for item in items for part in self._item(item)), "]"]
        if isinstance(value, ast.AST):
            return self._node(value)
        if value is None:
            return ["-"]
        if isinstance(value, str) and (isinstance(node, ast.arg) or name in ("name", "rest")):
            return [self._called(value)]
        return [str(value)]

    def _item(self, item: object) -> list[str]:
        return self._node(item) if isinstance(item, ast.AST) else [str(item)]

    def _called(self, name: str) -> str:
        for scope in reversed(self._scopes):
            if name in scope.names:
                return scope.place(name)
        return self._modules.get(name, name)

    def _scoped(self, node: ast.AST) -> list[str]:
        """A function or a comprehension. Its own name belongs to what stands around it, and comes first."""
        name = getattr(node, "name", None)
        head: list[str] = [self._called(name)] if isinstance(name, str) else []
        self._scopes.append(_Scope(len(self._scopes), _bound(node) - self.kept))
        parts: list[str] = [type(node).__name__, *head]
        # Generators before what is made of them: there a comprehension's names are bound.
        for part in ("decorator_list", "args", "generators", "elt", "key", "value"):
            value = getattr(node, part, None)
            parts += self._field(node, part, value) if value is not None else []
        body = getattr(node, "body", None)
        parts += self._body(body) if isinstance(body, list) else self._node(body)
        self._scopes.pop()
        return parts

    def _in_any_order(self, node: ast.BinOp) -> list[str]:
        """A sum or a product, however it was put in order and in brackets."""
        kind = type(node.op)
        terms: list[ast.expr] = []
        stack: list[ast.expr] = [node]
        while stack:
            term = stack.pop()
            if isinstance(term, ast.BinOp) and isinstance(term.op, kind):
                stack += (term.right, term.left)
            else:
                terms.append(term)
        read = sorted((self._node(term) for term in terms), key="\0".join)
        return [kind.__name__, "[", *(part for parts in read for part in parts), "]"]


def _plain(statement: ast.stmt) -> ast.stmt:
    """`x: T = y` is `x = y`, and `x += y` is `x = x + y`."""
    match statement:
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            return ast.Assign([target], value)
        case ast.AnnAssign():
            return ast.Pass()
        case ast.AugAssign(target=ast.Name() as target, op=op, value=value):
            return ast.Assign([target], ast.BinOp(target, op, value))
    return statement


def _constant(value: object) -> str:
    """1 and 1.0 are the same number; a text is told from a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return f"{float(value):.17g}"
        except OverflowError:
            return hashlib.sha256(hex(int(value)).encode()).hexdigest()
    return repr(value)


def _bound(scope: ast.AST) -> set[str]:
    """Names that are bound in a scope itself, not in those within."""
    names: set[str] = set()
    stack = list(_inside(scope))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                names.add(node.id)
            continue
        if isinstance(node, _NAMED):
            name = node.arg if isinstance(node, ast.arg) else node.name
            names |= {name} if name else set()
        if not isinstance(node, _SCOPES):
            stack.extend(_inside(node))
    return names


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """What a node is made of, but for what only Python's own compiler asks for."""
    for field_name in node._fields:
        value = getattr(node, field_name, None)
        if isinstance(value, ast.expr | ast.stmt | ast.arguments):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, ast.AST):
                    yield item
        elif isinstance(value, ast.AST) and field_name not in _LEFT_OUT:
            yield value
