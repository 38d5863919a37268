"""Answers that students give, what each loses, and what they are told."""

from . import wrong_classes, wrong_coin, wrong_derivations, wrong_gaussian, wrong_regression, wrong_sampling

WRONG_ANSWERS = (
    *wrong_coin.WRONG,
    *wrong_gaussian.WRONG,
    *wrong_classes.WRONG,
    *wrong_regression.WRONG,
    *wrong_sampling.WRONG,
    *wrong_derivations.WRONG,
)
