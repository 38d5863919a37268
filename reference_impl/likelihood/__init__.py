"""Likelihood: how well a model explains data, and the parameters that explain them best, with a prior and without.

The functions exported here have the names and arguments of the course's week 2.
"""

from .categorical import categorical_log_prob, categorical_mle
from .coin import bernoulli_fisher_information, bernoulli_log_likelihood, bernoulli_map
from .gaussian import Gaussian, fitted_gaussian_law, gaussian_mle, gaussian_nll, sample_fitted_gaussian
from .regression import ridge_map

__all__ = [
    "Gaussian",
    "bernoulli_fisher_information",
    "bernoulli_log_likelihood",
    "bernoulli_map",
    "categorical_log_prob",
    "categorical_mle",
    "fitted_gaussian_law",
    "gaussian_mle",
    "gaussian_nll",
    "ridge_map",
    "sample_fitted_gaussian",
]
