"""Which arguments of a test's call can be handed to an answer, and how `questions.py` writes them.

Texts are Python, made by `ast.unparse` of what is on a list: numbers and what is computed of them, strings, lists, and
NumPy arrays made of these. Nothing is evaluated here.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

Names = Mapping[str, ast.expr]  # what a test has bound to a name before

_MAKE = {"array", "asarray", "arange", "linspace", "zeros", "ones", "full", "eye"}
_CONSTANTS = {"pi", "e", "inf"}
_DTYPES = {"float", "int", "bool", "float64", "float32", "int64", "int32"}
_LARGEST_POWER = 64


class Untranslatable(Exception):
    """Why not, for the author."""


def handed(node: ast.expr, names: Names) -> str:
    """The text of an argument in `questions.py`; `Untranslatable` where it is something else."""
    node = resolved(node, names)
    if isinstance(node, ast.List):
        return f"numbers({_text(node)})" if _plain(node) else _refuse(node)
    if isinstance(node, ast.Tuple):
        raise Untranslatable(f"{ast.unparse(node)} is a tuple, which cannot be handed over: use a list or an array")
    if isinstance(node, ast.Call):
        module, name = _function(node)
        if module == "torch" and name == "tensor" and _made(node):
            return _text(node)
        return f"numbers({_text(node)})" if module == "np" and name in _MAKE and _made(node) else _refuse(node)
    return _text(node) if _plain(node) else _refuse(node)


def resolved(node: ast.expr, names: Names) -> ast.expr:
    """`node` with the names that the test itself has bound put in."""

    class Put(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            return names.get(name.id, name)

    put: ast.expr = Put().visit(ast.parse(ast.unparse(node), mode="eval").body)
    return ast.fix_missing_locations(put)


def number(node: ast.expr | None) -> float | None:
    """The value of a plain number, None where it is none. `1e-6`, `-3`, `10 ** -6`."""
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            positive = number(inner)
            return None if positive is None else -positive
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            base, power = number(left), number(right)
            small = base is not None and power is not None and 0 < abs(base) < 1e3 and abs(power) <= _LARGEST_POWER
            return float(base**power) if small and base is not None and power is not None else None
    return None


def _refuse(node: ast.expr) -> str:
    text = ast.unparse(node)
    raise Untranslatable(f"{text[:60]} is not a number, a string, a list of numbers or an array, written out")


def _text(node: ast.expr) -> str:
    return ast.unparse(node)


def _plain(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=value):
            return isinstance(value, bool | int | float | str)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            return _plain(inner)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _plain(left) and abs(number(right) or _LARGEST_POWER + 1) <= _LARGEST_POWER
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            scalars = not isinstance(left, ast.List) and not isinstance(right, ast.List)
            return scalars and _plain(left) and _plain(right)
        case ast.List(elts=items):
            return all(_plain(item) and not _is_text(item) for item in items)
        case ast.Attribute(value=ast.Name(id="np" | "math"), attr=name):
            return name in _CONSTANTS
    return False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _function(node: ast.Call) -> tuple[str, str]:
    match node.func:
        case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name):
            return "np", name
        case ast.Attribute(value=ast.Name(id="torch"), attr=name):
            return "torch", name
    return "", ""


def _made(node: ast.Call) -> bool:
    """Whether a call makes an array of plain things alone."""
    plain = all(_plain(arg) or _is_shape(arg) for arg in node.args)
    return plain and all(word.arg == "dtype" and _is_dtype(word.value) for word in node.keywords)


def _is_shape(node: ast.expr) -> bool:
    return isinstance(node, ast.Tuple) and all(_plain(item) for item in node.elts)


def _is_dtype(node: ast.expr) -> bool:
    match node:
        case ast.Name(id=name):
            return name in _DTYPES
        case ast.Attribute(value=ast.Name(id="np" | "torch"), attr=name):
            return name in _DTYPES
    return False
