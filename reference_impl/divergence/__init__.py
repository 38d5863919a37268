"""How far two laws on finitely many points are apart, and what a discriminator knows of it.

The functions exported here have the names and arguments of the course's week 5.
"""

from .adversarial import (
    discriminator_loss,
    gan_value,
    generator_loss,
    optimal_discriminator,
    optimal_discriminator_expr,
)
from .estimate import estimated_by, js_estimate, js_estimate_law, law_seen_by
from .families import NAMES, f_divergence, jensen_shannon
from .variational import BOUNDED, f_gan_bound

__all__ = [
    "BOUNDED",
    "NAMES",
    "discriminator_loss",
    "estimated_by",
    "f_divergence",
    "f_gan_bound",
    "gan_value",
    "generator_loss",
    "jensen_shannon",
    "js_estimate",
    "js_estimate_law",
    "law_seen_by",
    "optimal_discriminator",
    "optimal_discriminator_expr",
]
