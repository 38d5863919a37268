"""Pure functions `(got, want, precision) -> Verdict`. They never raise because of what a student returned.

A comparator looks at type, shape, dtype, finiteness and values, in this order, and has no default tolerance: a default
would hide a grading decision.
"""

from . import kinds
from .gradients import GradientComparator as gradient
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
    "gradient",
    "kinds",
    "normal_law",
    "reproducible",
    "tensor",
    "unchanged",
]
