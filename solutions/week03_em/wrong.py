"""The wrong answers that students give to week 3, each with what it loses and what they are told."""

from . import wrong_density, wrong_derivations, wrong_em, wrong_fit, wrong_posterior, wrong_sampling

WRONG_ANSWERS = (
    *wrong_density.WRONG,
    *wrong_posterior.WRONG,
    *wrong_em.WRONG,
    *wrong_fit.WRONG,
    *wrong_sampling.WRONG,
    *wrong_derivations.WRONG,
)
