"""Three derivations: the likeliest bias of a coin, the likeliest mean and variance of a normal law."""

from __future__ import annotations

from autograder.authoring import derivation_question

from . import derivations

POINTS = {"start": 0.5, "derivative": 1, "zero": 0.5, "goal": 1, "validity": 2}
CONDITION = "What holds of the derivative where a smooth function has its maximum?"

BERNOULLI_MLE = derivation_question(
    "bernoulli_mle",
    "The bias of a coin, estimated",
    derivations.BERNOULLI_MLE,
    points=POINTS,
    hints={"derivative": "Mind the inner derivative of log(1 - p).", "zero": CONDITION},
)

GAUSSIAN_MEAN_MLE = derivation_question(
    "gaussian_mean_mle",
    "The mean, estimated",
    derivations.GAUSSIAN_MEAN_MLE,
    points=POINTS,
    hints={
        "derivative": "Of each logarithm only the exponent takes part. Mind the inner derivative of the square.",
        "zero": CONDITION,
    },
)

GAUSSIAN_VARIANCE_MLE = derivation_question(
    "gaussian_variance_mle",
    "The variance, estimated",
    derivations.GAUSSIAN_VARIANCE_MLE,
    points=POINTS,
    hints={
        "derivative": "The variance stands in two places: in the normaliser, once for each observation, and below.",
        "zero": CONDITION,
    },
)
