"""What may not leave for a student: hidden inputs and expected values as anyone might print them, lines of source."""

import re
from dataclasses import fields, is_dataclass

import torch

from autograder.compare.expressions import expression_tree
from autograder.judge.truth import Truth
from autograder.question import Shown

# As text, with a sign or without: fewer digits than these are a coincidence with a version or a tolerance.
FORMATS = ("{!r}", "{:.4f}", "{:.5f}", "{:.6f}", "{:.5g}", "{:.6g}", "{:.10g}", "{:.4e}", "{:.6e}")
LEAST_DIGITS = 5
LONG = 24  # characters of a line of source that nobody writes by chance
MOST = 400  # numbers of one tensor


def numbers_in(value):
    """Every float in inputs, expected values and laws."""
    match value:
        case torch.Tensor() if value.is_floating_point():
            return value.detach().flatten()[:MOST].tolist()
        case float():
            return [value]
        case dict():
            parts = value.values()
        case tuple() | list():
            parts = value
        case _:
            parts = [getattr(value, field.name) for field in fields(value)] if is_dataclass(value) else []
    return [number for part in parts for number in numbers_in(part)]


def hidden_numbers(week, secret):
    """As text, the numbers that a class's hidden inputs and expected values hold; those of public notebooks aside."""
    truth, public = Truth(week, secret), Truth(week, None)
    found, known = set(), set()
    for question in week.questions:
        if question.is_written:
            continue
        for check in question.checks:
            for case in check.cases:
                found |= _printed(truth, question, check, case)
                if check.shown is Shown.PUBLIC:
                    known |= _printed(public, question, check, case)
    return found - known


def _printed(truth, question, check, case):
    values = [*numbers_in(dict(truth.inputs(question, case)))]
    want = truth.want(question, check, case)
    values += numbers_in(want)
    return {text for value in values for form in FORMATS if _telling(text := form.format(value).lstrip("-"))}


def _telling(text):
    digits = re.sub(r"e.*|[^0-9]", "", text).strip("0")
    return len(digits) >= LEAST_DIGITS and len(set(digits)) > 2


def numbers_said(text):
    """All numbers in a text that is for a student."""
    return {number.lstrip("-") for number in re.findall(r"-?\d+\.\d+(?:e[+-]?\d+)?", text)}


def expressions_of(week):
    """The expected expressions, as SymPy and LaTeX print them."""
    import sympy

    found = set()
    for question in week.questions:
        for check in question.checks:
            if type(check.ask).__name__ == "Bound":
                want = question.reference()
                assert expression_tree(want)
                found |= {str(want), sympy.latex(want)}
    return {text for text in found if len(text) > 8}


def telling_lines(paths, known):
    """Lines of private source that are long enough to be recognised and do not stand in what was released."""
    lines = {line.strip().lstrip("# ") for path in paths for line in path.read_text(encoding="utf-8").splitlines()}
    released = {"".join(line.split()) for line in known.splitlines()}
    return {line for line in lines if len(line) >= LONG and "".join(line.split()) not in released and not _prose(line)}


def _prose(line):
    """A hint or what is told of a wrong answer is meant to be read; only code is looked for."""
    return not re.search(r"[=(\[{].*[)\]}=]|return |def |import ", line)
