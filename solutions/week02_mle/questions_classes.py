"""Hidden tests about classes: shares, and log probabilities from logits."""

from __future__ import annotations

from autograder.authoring import and_unchanged, case
from autograder.question import Check, Question
from reference_impl import likelihood

from . import draws
from ._shared import PUBLIC, close
from .draws import F32

SHARE_HINT = "How often was each class seen, as a share of all labels? The shares sum to 1."

CATEGORICAL_MLE = Question(
    "categorical_mle",
    "Maximum likelihood for classes",
    likelihood.categorical_mle,
    and_unchanged(
        Check(
            "a few labels", 1.5, (case("few", draws.counted, counts=(2, 1, 4)),), close(), shown=PUBLIC, hint=SHARE_HINT
        ),
        Check(
            "classes without a label",
            1,
            (
                case("last two absent", draws.counted, counts=(3, 1, 4, 0, 0)),
                case("first and middle absent", draws.counted, counts=(0, 2, 0, 5)),
            ),
            # A share that should be 0 is 0: a small one would make the impossible possible.
            close(float64=(1e-9, 1e-12), float32=(3e-5, 1e-12)),
            hint="A class that no label names is still a class, with share 0: K entries, whatever the labels are.",
        ),
        Check(
            "one label, one class",
            0.5,
            (
                case("one label", draws.counted, counts=(0, 0, 1, 0)),
                case("one class", draws.counted, counts=(3,)),
            ),
            close(),
            hint=SHARE_HINT,
        ),
        Check(
            "many labels", 1, (case("many", draws.counted, counts=(90, 7, 0, 303, 41, 160)),), close(), hint=SHARE_HINT
        ),
    ),
)

SOFTMAX_HINT = "Each row has a softmax of its own, and each row one label, which picks one entry of it."
HUGE_HINT = (
    "exp(1e4) is inf, and exp(-1e4) is 0 with the logarithm -inf. What may be taken from all logits of a row without "
    "changing its softmax?"
)
HUGE = (1e4, -1e4, 3.0, -1e4, 1e4)

CATEGORICAL_LOG_PROB = Question(
    "categorical_log_prob",
    "Log probability of labels",
    likelihood.categorical_log_prob,
    and_unchanged(
        Check("a few rows", 1.5, (case("few", draws.scores, N=5, K=3),), close(), shown=PUBLIC, hint=SOFTMAX_HINT),
        Check("as many rows as classes", 0.5, (case("square", draws.scores, N=4, K=4),), close(), hint=SOFTMAX_HINT),
        Check(
            "a single row",
            0.5,
            (case("single", draws.scores, N=1, K=5),),
            close(),
            hint="One row has one log probability, in a tensor of shape (1,).",
        ),
        Check(
            "huge logits",
            1,
            (case("huge", draws.huge, at=HUGE, K=4), case("split", draws.split, K=4)),
            close(),
            hint=HUGE_HINT,
        ),
        Check(
            "huge logits, float32",
            0.5,
            (
                case("huge float32", draws.huge, at=HUGE, K=4, dtype=F32),
                case("split float32", draws.split, K=4, dtype=F32),
            ),
            # Near 1e4 neighbouring float32 numbers are 1e-3 apart, and logits - logsumexp(logits) is off by as much.
            close(float32=(3e-5, 2e-2)),
            hint=HUGE_HINT,
        ),
        Check("float32", 0.5, (case("float32", draws.scores, N=6, K=5, dtype=F32),), close(), hint=SOFTMAX_HINT),
    ),
)
