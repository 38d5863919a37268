"""Diffusion models: the forward process of DDPM, its reversal, and what a sampler draws.

The functions exported here have the names and arguments of the course's week 6. Formulas on a `Schedule`, for callers
that bring their own `alpha_bar`, are in the modules.
"""

from .forward import Moments, q_mean_variance, q_posterior, q_sample
from .loss import ddpm_loss
from .reverse import p_sample, predict_x0, score_from_eps
from .sampling import ancestral_law, ancestral_sample
from .schedule import Schedule, alpha_bar, cosine_betas, linear_betas, snr

__all__ = [
    "Moments",
    "Schedule",
    "alpha_bar",
    "ancestral_law",
    "ancestral_sample",
    "cosine_betas",
    "ddpm_loss",
    "linear_betas",
    "p_sample",
    "predict_x0",
    "q_mean_variance",
    "q_posterior",
    "q_sample",
    "score_from_eps",
    "snr",
]
