"""What runs in a student's own notebook: the public checks that `grader.check("name")` calls, `%%derivation`,
and `ready()`, which says before the hand-in what would be read.

A check passes in silence for a right answer and raises `CheckFailed` with a plain sentence for a wrong one. It decides
no mark: grading asks again, elsewhere, with the same comparators. Nothing of the reference and no hidden check is in
this package.
"""

from typing import Any

from . import validation
from .checks import CheckFailed, Gradients, Unchanged, Values, check
from .draws import (
    CategoricalLaw,
    MixtureLaw,
    MultivariateNormalLaw,
    NormalLaw,
    Reproducible,
    Unbiased,
    VarianceFalls,
)
from .expressions import ExpressionAt
from .handing_in import ready
from .literals import array, boolean, float32, float64, int64, listed, seeded
from .written import Written

__all__ = [
    "CategoricalLaw",
    "CheckFailed",
    "ExpressionAt",
    "Gradients",
    "MixtureLaw",
    "MultivariateNormalLaw",
    "NormalLaw",
    "Reproducible",
    "Unbiased",
    "Unchanged",
    "Values",
    "VarianceFalls",
    "Written",
    "array",
    "boolean",
    "check",
    "float32",
    "float64",
    "int64",
    "listed",
    "ready",
    "seeded",
]


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext autograder.student`: makes `%%derivation NAME` known."""
    from .derivation import register

    register(shell)


validation.prepare()
