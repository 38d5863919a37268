"""A small notation and short ways to read in it."""

from functools import cache

from autograder.derivation import Notation, read
from autograder.derivation.declaration import Law, Quantity, Real
from autograder.derivation.lexicon import lexicon
from autograder.derivation.reading.dress import undress
from autograder.derivation.reading.grammar import readings
from autograder.derivation.reading.latex import tokens
from autograder.derivation.reading.source import Span
from autograder.derivation.words import in_words

NOTATION = Notation(
    finite=("x", "y", "z"),
    line=("w",),
    reals=(Real("mu", -1.0, 1.0), Real("sigma", 0.5, 2.0), Real("theta", -1.0, 1.0)),
    laws=(
        Law(("q_\\phi", "q"), ("z",), ("x",)),
        Law(("p_\\theta", "p"), ("x", "y", "z")),
        Law(("p_{data}",), ("x",)),
    ),
    functions=("f",),
    relevant=("\\theta",),
    quantities=(Quantity(("\\mathcal{L}", "ELBO"), "E_{q(z|x)}[\\log\\frac{p(x,z)}{q(z|x)}]"),),
)


@cache
def words():
    return lexicon(NOTATION)


def trees(latex):
    """All readings of one side."""
    dressed = undress(tokens(latex), latex)
    return readings(dressed.tokens, words().vocabulary, Span(0, len(latex)))


def tree(latex):
    """The reading by the rules."""
    return trees(latex)[0]


def said(latex):
    return in_words(tree(latex), words())


def rows(text):
    """For each row of a cell, how its sides were read."""
    found = read(text, NOTATION)
    assert not [row.problem for row in found if row.problem], found
    return [row.words for row in found]


def problem(text):
    """The one thing in a cell that cannot be read."""
    (found,) = [row.problem for row in read(text, NOTATION) if row.problem]
    return found
