"""Mixtures of Gaussians: likelihood, posterior of the component, and expectation maximisation.

The functions exported here have the names and arguments of the course's week 3.
"""

from .density import gmm_log_likelihood, responsibilities, soft_kmeans_loss
from .em import Mixture, em_step, fit_gmm, m_step
from .posterior import responsibility_expr
from .sampling import FitTarget, sample_gmm, sample_gmm_law

__all__ = [
    "FitTarget",
    "Mixture",
    "em_step",
    "fit_gmm",
    "gmm_log_likelihood",
    "m_step",
    "responsibilities",
    "responsibility_expr",
    "sample_gmm",
    "sample_gmm_law",
    "soft_kmeans_loss",
]
