"""Probability and information: entropy and its relatives, change of variables, sampling from a table.

The functions exported here have the names and arguments of the course's week 1.
"""

from .continuous import lognormal_log_prob
from .discrete import cross_entropy, entropy, kl_divergence, mutual_information
from .loss import softmax_cross_entropy
from .sampling import categorical_law, sample_categorical
from .symbolic import bernoulli_entropy_slope

__all__ = [
    "bernoulli_entropy_slope",
    "categorical_law",
    "cross_entropy",
    "entropy",
    "kl_divergence",
    "lognormal_log_prob",
    "mutual_information",
    "sample_categorical",
    "softmax_cross_entropy",
]
