"""Honest variants that must earn every point: loops, NumPy, SciPy, torch.distributions, other algebra, more precision.

None of them uses the reference. Each keeps to what the notebook says and to nothing else.
"""

from . import right_density, right_derivations, right_em, right_fit, right_sampling

RIGHT_ANSWERS = (
    *right_density.RIGHT,
    *right_em.RIGHT,
    *right_fit.RIGHT,
    *right_sampling.RIGHT,
    *right_derivations.RIGHT,
)
