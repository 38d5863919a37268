"""Two derivations: the bound that EM climbs, and its gap."""

from __future__ import annotations

from autograder.authoring import derivation_question
from autograder.rubric import Criterion

from . import derivations

EM_LOWER_BOUND = derivation_question(
    "em_lower_bound",
    "The bound, derived",
    derivations.EM_LOWER_BOUND,
    points={"start": 0.5, "bound": 1, "goal": 1, "validity": 2},
    hints={
        "bound": "Multiply and divide by q(z): the evidence is then a mean under q, and the logarithm is concave.",
        "goal": "Two terms: the mean logarithm of the joint law under q, and the entropy of q by its name.",
    },
    rubric=(
        Criterion("starts at the evidence", 0.5),
        Criterion("brings the logarithm inside a mean under q", 1, "By Jensen, or by a gap that is dropped."),
        Criterion("arrives at the bound with its entropy", 1, "Written out as a sum, the entropy counts here too."),
        Criterion("each line follows from the one above", 2, "Half where one does not. Notation costs nothing."),
    ),
)

EM_GAP = derivation_question(
    "em_gap",
    "The gap of the bound",
    derivations.EM_GAP,
    points={"start": 0.5, "posterior": 1, "goal": 1, "validity": 2},
    hints={
        "posterior": "The evidence has no z in it, so it is its own mean under q. How does Bayes' rule write it?",
        "goal": "An equality that has the evidence, the bound and the divergence in it; they may stand on either side.",
    },
)
