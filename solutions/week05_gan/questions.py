"""The hidden tests of week 5: eleven questions, drawn inputs, no expected value typed twice."""

from __future__ import annotations

from .questions_derivations import OPTIMAL_DISCRIMINATOR_DERIVATION, VALUE_AT_OPTIMUM
from .questions_divergence import F_DIVERGENCE, F_GAN_BOUND, JENSEN_SHANNON, JS_ESTIMATE
from .questions_game import (
    DISCRIMINATOR_LOSS,
    GAN_VALUE,
    GENERATOR_LOSS,
    OPTIMAL_DISCRIMINATOR,
    OPTIMAL_DISCRIMINATOR_EXPR,
)

QUESTIONS = (
    OPTIMAL_DISCRIMINATOR_EXPR,
    OPTIMAL_DISCRIMINATOR_DERIVATION,
    OPTIMAL_DISCRIMINATOR,
    GAN_VALUE,
    JENSEN_SHANNON,
    VALUE_AT_OPTIMUM,
    JS_ESTIMATE,
    DISCRIMINATOR_LOSS,
    GENERATOR_LOSS,
    F_DIVERGENCE,
    F_GAN_BOUND,
)
