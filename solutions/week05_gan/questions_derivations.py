"""Two derivations: the best discriminator, and what the game is worth when it plays."""

from __future__ import annotations

from autograder.authoring import derivation_question

from . import derivations

OPTIMAL_DISCRIMINATOR_DERIVATION = derivation_question(
    "optimal_discriminator_derivation",
    "The best discriminator, derived",
    derivations.OPTIMAL_DISCRIMINATOR_DERIVATION,
    points={"start": 0.5, "derivative": 1, "zero": 0.5, "goal": 1, "validity": 2},
    hints={
        "derivative": "Mind the inner derivative of log(1 - y).",
        "zero": "What holds of the derivative where a smooth function has its maximum?",
    },
)

VALUE_AT_OPTIMUM = derivation_question(
    "value_at_optimum",
    "The value of the game",
    derivations.VALUE_AT_OPTIMUM,
    points={"start": 0.5, "substitute": 0.5, "mixture": 1, "goal": 1, "validity": 2},
    hints={
        "substitute": "Put the best discriminator into both means, and simplify what it leaves of 1.",
        "mixture": "The sum of two densities is no law, but half of it is. What does that half cost in a logarithm?",
    },
)
