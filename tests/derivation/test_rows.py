"""A cell is cut into rows, rows into statements, statements into sides."""

import pytest

from autograder.derivation.reading.layout import lay_out
from autograder.derivation.reading.source import Source

from .reading import rows

THREE = [("log p(x)", "log p(x)"), ("0",), ("1",)]


@pytest.mark.parametrize(
    "text",
    [
        "\\log p(x) &= \\log p(x) \\\\\n&\\ge 0 \\\\\n&= 1",
        "\\begin{align}\n\\log p(x) &= \\log p(x) \\\\\n&\\ge 0 \\\\\n&= 1\n\\end{align}",
        "\\begin{align*}\\log p(x) &= \\log p(x) \\\\ &\\ge 0 \\\\ &= 1 \\end{align*}",
        "$$\\begin{aligned}\n\\log p(x) &= \\log p(x) \\\\\n&\\ge 0 \\\\\n&= 1\n\\end{aligned}$$",
        "\\[\n\\log p(x) = \\log p(x) \\ge 0 = 1\n\\]".replace(" \\ge", "\\\\ \\ge").replace(" = 1", "\\\\ = 1"),
        "\\begin{eqnarray}\n\\log p(x) &=& \\log p(x) \\\\\n&\\ge& 0 \\\\\n&=& 1\n\\end{eqnarray}",
        "\\begin{equation}\\begin{split}\\log p(x) &= \\log p(x) \\\\ &\\ge 0 \\\\ &= 1\\end{split}\\end{equation}",
        "\\log p(x) &= \\log p(x) \\\\[2pt] &\\ge 0 \\\\* [-.5em] &= 1",
        "\\log p(x) = \\log p(x)\n\\ge 0\n= 1",
        "\\log p(x)\n= \\log p(x)\n\\ge 0\n= 1",
        "\\log p(x) = \\log p(x)\n\n\\ge 0\n\n\n= 1\n",
        "$\\log p(x) = \\log p(x)$\n$\\ge 0$\n$= 1$",
        "\\log p(x) &= \\log p(x) \\\\\n\\\\\n&\\ge 0 \\\\\n&= 1 \\\\\n",
        "% a derivation\n\\log p(x) &= \\log p(x) % so\n\\\\ &\\ge 0 \\\\ % and\n&= 1",
        "\\log p(x) &= \\log p(x), \\\\\n&\\ge 0; \\\\\n&= 1. \\quad\\square",
        "\\log p(x) &= \\log p(x) \\nonumber \\\\ &\\ge 0 \\tag{1} \\label{a} \\\\ &= 1",
        "\\log p(x) &\\stackrel{(a)}{=} \\log p(x) \\\\ &\\overset{\\text{Jensen}}{\\ge} 0 \\\\ &\\underset{(c)}{=} 1",
        "\\log p(x) &= \\log p(x) && \\text{so} \\\\ &\\ge 0 & \\text{(Jensen)} \\\\ &= 1 \\quad \\text{as asked}",
        "\\log p(x) &= \\log p(x) \\text{ by Bayes} \\\\ &\\ge 0 \\qquad (\\text{Jensen}) \\\\ &= 1",
        "We start here.\n\\begin{align}\\log p(x) &= \\log p(x) \\\\ &\\ge 0 \\\\ &= 1\\end{align}\nThis is all.",
    ],
)
def test_rows_are_told_apart_however_they_are_set(text):
    assert rows(text) == THREE


@pytest.mark.parametrize(
    "text",
    [
        "x &= 1 \\\\\n  &\\quad + 2 \\\\ &= 3",
        "x &= 1 + \\\\\n  &\\quad 2 \\\\ &= 3",
        "x &= 1 \\\\\n  &{} + 2 \\\\ &= 3",
        "x = 1\n + 2\n = 3",
        "x = \\left( 1\n + 2 \\right)\n = 3",
        "x &= \\bigg[ 1 \\\\ &\\qquad + 2 \\bigg] \\\\ &= 3",
    ],
)
def test_a_row_goes_on_in_the_next_line(text):
    assert rows(text) == [("x", "1 + 2"), ("3",)]


def test_a_row_may_have_a_chain_of_relations():
    (row,) = lay_out(Source(r"x = 1 \ge 2 \leq 3 < 4 > 5 \approx 6 \propto 7 := 8 \ne 9 \equiv y")).rows
    (statement,) = row.statements

    assert [link.relation for link in statement.links] == [
        "=", ">=", "<=", "<", ">", "approx", "propto", ":=", "!=", "=",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "relation"),
    [
        (">=", ">="), ("<=", "<="), ("≥", ">="), ("≤", "<="), (r"\geq", ">="), (r"\leqslant", "<="),
        (r"\coloneqq", ":="), (r"\simeq", "approx"), (r"\sim", "~"), ("≈", "approx"), ("∝", "propto"),
        (r"\overset{!}{=}", "="), (r"\stackrel{(a)}{\le}", "<="), (r"\overset{\text{def}}{=}", "="),
    ],
)  # fmt: skip
def test_a_relation_may_be_written_in_many_ways(written, relation):
    (row,) = lay_out(Source(f"x {written} 1")).rows

    assert row.statements[0].links[0].relation == relation


def test_words_above_a_relation_are_kept():
    (row,) = lay_out(Source(r"x \overset{\text{Jensen}}{\ge} 1")).rows

    assert row.statements[0].links[0].note == "Jensen"


@pytest.mark.parametrize(
    ("written", "arrow"), [(r"\Rightarrow", "=>"), (r"\implies", "=>"), (r"\iff", "<=>"), ("⇔", "<=>")]
)
def test_an_arrow_begins_a_statement(written, arrow):
    (row,) = lay_out(Source(f"x = 1 {written} y = 2")).rows

    assert [statement.arrow for statement in row.statements] == ["", arrow]


def test_an_equals_sign_in_a_bracket_or_a_limit_is_no_relation():
    (row,) = lay_out(Source(r"\sum_{i=1}^n p(X = x) = 1")).rows

    assert len(row.statements[0].links) == 1


def test_a_remark_is_kept_as_it_was_written():
    (row,) = lay_out(Source(r"x &= 1 && \text{(Jensen, as $\log$ is concave)}")).rows

    assert "Jensen, as" in row.remark


def test_rows_are_counted_as_the_student_counts_them():
    found = lay_out(Source("\\begin{align}\n x &= 1 \\\\\n &= 2\n\\end{align}\n\n$y = 3$")).rows

    assert [(row.number, row.line) for row in found] == [(1, 2), (2, 3), (3, 6)]


def test_two_definitions_may_stand_side_by_side():
    (row,) = lay_out(Source(r"a = 1, \quad b = 2 \text{ and } y = 3")).rows

    assert [len(statement.links) for statement in row.statements] == [1, 1, 1]
