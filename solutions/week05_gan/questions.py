"""The hidden tests of week 5: nine questions, drawn inputs, no expected value typed twice."""

from __future__ import annotations

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
    OPTIMAL_DISCRIMINATOR,
    GAN_VALUE,
    JENSEN_SHANNON,
    JS_ESTIMATE,
    DISCRIMINATOR_LOSS,
    GENERATOR_LOSS,
    F_DIVERGENCE,
    F_GAN_BOUND,
)
