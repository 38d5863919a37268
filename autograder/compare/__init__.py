"""Pure functions `(got, want, precision) -> Verdict`. They never raise because of what a student returned.

A comparator looks at type, shape, dtype, finiteness and values, in this order, and has no default tolerance: a default
would hide a grading decision.
"""

from . import kinds
from .derivations import DerivationComparator as derivation
from .estimators import UnbiasedComparator as unbiased
from .estimators import VarianceFallsComparator as variance_falls
from .expressions import ExpressionComparator as expression
from .fits import ReachesComparator as reaches
from .gradients import GradientComparator as gradient
from .gradients import PathwiseComparator as pathwise
from .prose import PersonComparator as by_a_person
from .samples import CategoricalLawComparator as categorical_law
from .samples import MixtureLawComparator as mixture_law
from .samples import MultivariateNormalLawComparator as multivariate_normal_law
from .samples import NormalLawComparator as normal_law
from .samples import ReproducibleComparator as reproducible
from .tensors import TensorComparator, UnchangedComparator
from .tensors import TensorComparator as tensor
from .tensors import UnchangedComparator as unchanged
from .verdict import Comparator, Precision, Verdict

__all__ = [
    "Comparator",
    "Precision",
    "TensorComparator",
    "UnchangedComparator",
    "Verdict",
    "by_a_person",
    "categorical_law",
    "derivation",
    "expression",
    "gradient",
    "kinds",
    "mixture_law",
    "multivariate_normal_law",
    "normal_law",
    "pathwise",
    "reaches",
    "reproducible",
    "tensor",
    "unbiased",
    "unchanged",
    "variance_falls",
]
