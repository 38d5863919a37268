"""Three derivations: the bound, what is lost in it, a divergence worked out."""

from __future__ import annotations

from autograder.authoring import derivation_question

from . import derivations

ELBO_JENSEN = derivation_question(
    "elbo_jensen",
    "The bound, derived",
    derivations.ELBO_JENSEN,
    points={"start": 0.5, "jensen": 1, "goal": 1, "validity": 1.5},
    hints={"jensen": "Multiply and divide by q(z|x): the evidence is then an expectation, and the logarithm concave."},
)

ELBO_GAP = derivation_question(
    "elbo_gap",
    "What is lost in the bound",
    derivations.ELBO_GAP,
    points={"start": 0.5, "posterior": 1, "goal": 1, "validity": 2},
    hints={"posterior": "The evidence has no z in it, so it is its own mean under q. How does Bayes' rule write it?"},
)

GAUSSIAN_KL_CLOSED_FORM = derivation_question(
    "gaussian_kl_closed_form",
    "A divergence worked out",
    derivations.GAUSSIAN_KL_CLOSED_FORM,
    points={"start": 0.5, "mean": 1, "goal": 1, "validity": 2},
    hints={
        "mean": "A divergence is a mean under its first law. Of what?",
        "goal": "Two moments of q are all that is needed; nothing with a z is left in the end.",
    },
)
