"""What an assertion of a test says: which call it looks at, and how near its result must be to the right one.

What the test itself expects is not kept: the imported solution says what is right, so that no value is typed twice.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .values import Names, Untranslatable, number, resolved

MOST_TURNS = 50  # of a loop in a test

_TIGHT = (1e-9, 1e-12)  # for ==: as good as equal, whatever the order in which somebody adds
_NEAR = {  # (rtol, atol) where a call names none
    "np.isclose": (1e-5, 1e-8),
    "np.allclose": (1e-5, 1e-8),
    "torch.isclose": (1e-5, 1e-8),
    "torch.allclose": (1e-5, 1e-8),
    "math.isclose": (1e-9, 0.0),
    "np.array_equal": _TIGHT,
    "np.testing.assert_allclose": (1e-7, 0.0),
    "np.testing.assert_equal": _TIGHT,
    "np.testing.assert_array_equal": _TIGHT,
}
_BY_DECIMALS = {  # decimals where a call names none, and what a difference may be in the last of them
    "np.testing.assert_almost_equal": (7, 1.5),
    "np.testing.assert_array_almost_equal": (6, 1.5),
}
_WORDS = {"rtol": 0, "rel_tol": 0, "atol": 1, "abs_tol": 1}


@dataclass(frozen=True, slots=True)
class Looked:
    """A call whose result is compared. `line` is the statement, `names` what the test had bound before it."""

    call: ast.Call
    rtol: float
    atol: float
    line: str
    names: Names
    hint: str = ""


def looked_at(source: str, entry: str, output: str) -> Iterator[Looked | tuple[str, str]]:
    """For each statement what it looks at, or the statement and why it cannot be translated.

    Args:
        source: of a test's cell.
        entry: name of the function that is asked for.
        output: what was saved with the cell: of a statement that asserts nothing it is what was expected.
    """
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        yield source, f"it is no plain Python (line {error.lineno}: {error.msg})"
        return
    if body and isinstance(body[0], ast.FunctionDef):
        body = body[0].body  # what follows is the call
    yield from _statements(body, entry, output, {})


def _statements(body: list[ast.stmt], entry: str, output: str, names: Names) -> Iterator[Looked | tuple[str, str]]:
    names = dict(names)
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not _calls(value, entry):
                names[name] = resolved(value, names)
            case ast.Import() | ast.ImportFrom() | ast.Pass():
                pass
            case ast.Expr(value=ast.Constant()):
                pass
            case ast.For():
                yield from _turns(statement, entry, output, names)
            case ast.Assert(test=test, msg=message):
                hint = str(message.value) if isinstance(message, ast.Constant) else ""
                for found in _expressions(test, entry, names):
                    yield replace(found, hint=hint) if isinstance(found, Looked) else found
            case ast.Expr(value=value):
                yield from _expression_statement(value, entry, output, names)
            case _:
                kind = type(statement).__name__.lower()
                yield ast.unparse(statement), f"a statement of this kind ({kind}) cannot be translated"


def _turns(loop: ast.For, entry: str, output: str, names: Names) -> Iterator[Looked | tuple[str, str]]:
    """A loop over what is written out, turn by turn."""
    turns = _bound(loop.target, loop.iter, names)
    if turns is None:
        yield ast.unparse(loop), f"a loop is translated over a list that is written out, of {MOST_TURNS} at most"
        return
    for bound in turns:
        yield from _statements(loop.body, entry, output, bound)


def _all_of(test: ast.expr, names: Names) -> list[tuple[ast.expr, Names]] | None:
    """`all(... for x in [...])`: what is asked, and the names, turn by turn; None for anything else."""
    match test:
        case ast.Call(func=function, args=[ast.ListComp() | ast.GeneratorExp() as made], keywords=[]) if (
            ast.unparse(function) in ("all", "np.all") and len(made.generators) == 1 and not made.generators[0].ifs
        ):
            turns = _bound(made.generators[0].target, made.generators[0].iter, names)
            return None if turns is None else [(made.elt, bound) for bound in turns]
    return None


def _bound(target: ast.expr, over: ast.expr, names: Names) -> list[Names] | None:
    """The names in each turn of a loop over a list that is written out; None where it is not."""
    over = resolved(over, names)
    targets = target.elts if isinstance(target, ast.Tuple) else [target]
    turns = over.elts if isinstance(over, ast.List | ast.Tuple) else []
    if not turns or len(turns) > MOST_TURNS:
        return None
    bound: list[Names] = []
    for turn in turns:
        values = turn.elts if isinstance(target, ast.Tuple) and isinstance(turn, ast.List | ast.Tuple) else [turn]
        if len(values) != len(targets):
            return None
        named = {one.id: value for one, value in zip(targets, values, strict=True) if isinstance(one, ast.Name)}
        if len(named) != len(targets):
            return None
        bound.append({**names, **named})
    return bound


def _expression_statement(value: ast.expr, entry: str, output: str, names: Names) -> Iterator[Looked | tuple[str, str]]:
    """A statement as in a doctest: a comparison that came out true, or a call that showed its result."""
    if output.strip() == "False":
        yield ast.unparse(value), "it was expected to be False"
    elif isinstance(value, ast.Call) and _named(value, entry):
        shown = output.strip()
        if shown and not _is_number(shown):
            yield ast.unparse(value), f"it was expected to show {shown[:40]!r}, which is no number"
        else:
            yield Looked(value, *_TIGHT, ast.unparse(value), names)
    else:
        yield from _expressions(value, entry, names)


def _is_number(text: str) -> bool:
    text = text.removeprefix("np.float64(").removeprefix("np.int64(").removesuffix(")")
    try:
        float(text)
    except ValueError:
        return False
    return True


def _expressions(test: ast.expr, entry: str, names: Names) -> Iterator[Looked | tuple[str, str]]:
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    for part in parts:
        if (turns := _all_of(part, names)) is not None:
            for inner, bound in turns:
                yield from _expressions(inner, entry, bound)
            continue
        try:
            yield _looked(part, entry, names)
        except Untranslatable as error:
            yield ast.unparse(part), str(error)


def _looked(test: ast.expr, entry: str, names: Names) -> Looked:
    line = ast.unparse(test)
    match _bare(test):
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return _equal(left, right, entry, line, names)
        case ast.Compare(left=small, ops=[ast.Lt() | ast.LtE()], comparators=[large]):
            return _within(small, large, entry, line, names)
        case ast.Compare(left=large, ops=[ast.Gt() | ast.GtE()], comparators=[small]):
            return _within(small, large, entry, line, names)
        case ast.Call() as call if (tolerance := _tolerance(call)) and len(call.args) >= 2:
            return Looked(_side(call.args[0], call.args[1], entry), *tolerance, line, names)
    if not _calls(test, entry):
        raise Untranslatable(f"it does not call {entry}")
    raise Untranslatable("it asks for a property of the result, or for a part of it; only values are compared")


def _bare(test: ast.expr) -> ast.expr:
    """Without what makes one truth of many: `np.all(...)`, `(...).all()`, `bool(...)`."""
    match test:
        case ast.Call(func=ast.Name(id="bool" | "all"), args=[inner], keywords=[]):
            return _bare(inner)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="all"), args=[inner], keywords=[]):
            return _bare(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr="all"), args=[], keywords=[]):
            return _bare(inner)
    return test


def _equal(left: ast.expr, right: ast.expr, entry: str, line: str, names: Names) -> Looked:
    for rounded in (left, right):
        match rounded:
            case ast.Call(func=ast.Name(id="round"), args=[ast.Call() as call, digits]) if _named(call, entry):
                places = number(digits)
                if places is not None and 0 <= places <= 15:
                    return Looked(call, 0.0, 0.5 * 10**-places, line, names)
    return Looked(_side(left, right, entry), *_TIGHT, line, names)


def _within(small: ast.expr, large: ast.expr, entry: str, line: str, names: Names) -> Looked:
    """`abs(call - want) < tolerance`."""
    tolerance = number(large)
    match small:
        case ast.Call(func=function, args=[ast.BinOp(left=left, op=ast.Sub(), right=right)]) if (
            ast.unparse(function) in ("abs", "np.abs", "math.fabs", "torch.abs") and tolerance and tolerance > 0
        ):
            return Looked(_side(left, right, entry), 0.0, tolerance, line, names)
    raise Untranslatable("a comparison is translated where it is `==` or `abs(... - ...) < ...`")


def _tolerance(call: ast.Call) -> tuple[float, float] | None:
    """(rtol, atol) of a call that compares, None of another one."""
    name = ast.unparse(call.func).replace("numpy.", "np.")
    words = {word.arg: number(word.value) for word in call.keywords if word.arg}
    if name in _BY_DECIMALS:
        decimals, last = _BY_DECIMALS[name]
        places = words.get("decimal", number(call.args[2]) if len(call.args) > 2 else float(decimals))
        return None if places is None else (0.0, last * 10**-places)
    if name not in _NEAR or any(words.get(word) is None for word in words if word in _WORDS):
        return None
    tolerance = list(_NEAR[name])
    for i, node in enumerate(call.args[2:4]):
        tolerance[i] = number(node) or 0.0
    for word, i in _WORDS.items():
        tolerance[i] = words.get(word, tolerance[i]) or 0.0
    rtol, atol = tolerance
    return rtol, atol or 1e-15


def _side(left: ast.expr, right: ast.expr, entry: str) -> ast.Call:
    """The one that is a call of `entry`; what the other one must not be."""
    for side, other in ((left, right), (right, left)):
        if isinstance(side, ast.Call) and _named(side, entry):
            match other:
                case ast.Constant(value=str() | bytes()) | ast.Dict() | ast.Set() | ast.Constant(value=None):
                    raise Untranslatable(f"{ast.unparse(other)[:40]} is expected, and only numbers are compared")
            return side
    if any(_calls(side, entry) for side in (left, right)):
        raise Untranslatable("it compares something that is made of the result; only the result itself is compared")
    raise Untranslatable(f"it does not call {entry}")


def _named(call: ast.Call, entry: str) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == entry


def _calls(node: ast.AST, entry: str) -> bool:
    return any(isinstance(inner, ast.Call) and _named(inner, entry) for inner in ast.walk(node))
