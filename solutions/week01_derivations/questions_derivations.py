"""Three derivations: Gibbs' inequality, the chain rule of entropy, from divergence to likelihood."""

from __future__ import annotations

from autograder.authoring import derivation_question

from . import derivations

GIBBS_INEQUALITY = derivation_question(
    "gibbs_inequality",
    "No belief is better than the right one",
    derivations.GIBBS_INEQUALITY,
    points={"start": 0.5, "jensen": 1, "goal": 1, "validity": 2},
    hints={
        "jensen": "Which mean of which logarithm is it? Pull the logarithm out, and mind the sign before it.",
        "goal": "What do the probabilities of a law add up to?",
    },
)

ENTROPY_CHAIN_RULE = derivation_question(
    "entropy_chain_rule",
    "The entropy of a pair",
    derivations.ENTROPY_CHAIN_RULE,
    points={"start": 0.5, "split": 1, "goal": 1, "validity": 2},
    hints={
        "split": "How does one write the law of a pair that is told in two steps, x first?",
        "goal": "Both entropies are to be there by name. In one of the two sums a variable can be summed out.",
    },
)

KL_TO_MLE = derivation_question(
    "kl_to_mle",
    "From divergence to likelihood",
    derivations.KL_TO_MLE,
    points={"start": 0.5, "split": 1, "goal": 1, "validity": 2},
    hints={
        "split": "The logarithm of a quotient is a difference. In which of its two parts is the parameter?",
        "goal": "Both sides are places, an arg min and an arg max; on the right is a mean under the law of the data.",
    },
)
