"""What runs in a student's own notebook: the public checks that `grader.check("name")` calls.

A check passes in silence for a right answer and raises `CheckFailed` with a plain sentence for a wrong one. It decides
no mark: grading asks again, elsewhere, with the same comparators. Nothing of the reference and no hidden check is in
this package.
"""

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
from .literals import boolean, float32, float64, int64, seeded

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
    "boolean",
    "check",
    "float32",
    "float64",
    "int64",
    "seeded",
]
