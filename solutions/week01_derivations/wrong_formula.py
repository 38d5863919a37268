"""Wrong answers that are formulas: the slope of a coin's entropy."""

from __future__ import annotations

from sympy import Symbol, log

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()
NAME, ALL = "bernoulli_entropy_slope", ("formula",)

p, x = Symbol("p"), Symbol("x")

WRONG.add(
    NAME,
    "sign",
    "The sign is the other way round: on the left of one half the entropy of a coin rises.",
    ALL,
    log(p / (1 - p)),
)
WRONG.add(
    NAME, "bits", "Your slope is in bits. Asked are nats: the logarithm is the natural one.", ALL, log((1 - p) / p, 2)
)
WRONG.add(
    NAME,
    "inner-derivative-forgotten",
    "In the second product 1 - p falls as p grows: that gives a factor which you have left out.",
    ALL,
    -log(p) - 1 - log(1 - p) - 1,
)
WRONG.add(
    NAME,
    "one-side-only",
    "You have differentiated one of the two products. Tails are an outcome too.",
    ALL,
    -log(p) - 1,
)
WRONG.add(
    NAME,
    "logarithms-only",
    "You have differentiated the logarithms and left their factors as they were. Products want more than that.",
    ALL,
    -p * (1 / p) - (1 - p) * (-1 / (1 - p)),
)
WRONG.add(
    NAME, "entropy", "This is the entropy itself. Asked is its derivative.", ALL, -p * log(p) - (1 - p) * log(1 - p)
)
WRONG.add(NAME, "second-derivative", "This is the derivative of the slope.", ALL, -1 / (p * (1 - p)))
WRONG.add(
    NAME,
    "another-symbol",
    "Your formula has another symbol than p. A symbol counts by its name.",
    ALL,
    log((1 - x) / x),
)
