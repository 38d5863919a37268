"""The hidden tests of week 4: ten questions, drawn inputs, no expected value typed twice.

Tolerances are measured: `autograder validate week04_elbo` prints the worst right answer and the best wrong one
beside each check; `design.md` explains the choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial

import torch
from torch import Tensor

from autograder import compare
from autograder.authoring import and_unchanged, case
from autograder.question import Bound, Check, Draws, Gradient, Question, Shown
from reference_impl import variational
from reference_impl.laws import EstimatorLaw, NormalLaw

from . import draws, follow
from .questions_derivations import ELBO_GAP, ELBO_JENSEN, GAUSSIAN_KL_CLOSED_FORM

FLOAT32 = torch.float32

# Sums of a few terms of ordinary size: honest variants agree to 1e-14 in float64 and 3e-7 in float32.
close = partial(compare.tensor, float64=(1e-9, 1e-11), float32=(3e-5, 1e-5))
# A float32 number near 1e4 is exact to 5e-4, and a sum of some of them to a few times that.
close_to_large = partial(compare.tensor, float64=(1e-9, 1e-8), float32=(3e-5, 3e-2))

AXIS_HINT = "One number for each example: add up over the last axis, never over the batch."

KL_HINT = "Check both terms by themselves: mu = 0 leaves what the width costs, logvar = 0 what the mean costs."

GAUSSIAN_KL = Question(
    "gaussian_kl",
    "Divergence from the standard normal",
    variational.gaussian_kl,
    and_unchanged(
        Check(
            "a small batch", 1, (case("small", draws.gaussian, B=3, D=2),), close(), shown=Shown.PUBLIC, hint=KL_HINT
        ),
        Check(
            "other sizes",
            1,
            (
                case("one coordinate", draws.gaussian, B=4, D=1),
                case("one example", draws.gaussian, B=1, D=6),
                case("square", draws.gaussian, B=4, D=4),
                case("many coordinates", draws.gaussian, B=2, D=60),
                case("some standard", draws.gaussian, B=4, D=3, same=True),
            ),
            close(),
            hint=AXIS_HINT,
        ),
        Check(
            "very narrow",
            0.5,
            (
                case("narrow", draws.gaussian, B=3, D=4, narrow=True),
                case("narrow, float32", draws.gaussian, B=3, D=2, narrow=True, dtype=FLOAT32),
            ),
            close(),
            hint="A narrow q is far from N(0, 1) but not infinitely far. Is anything clamped, or added to a variance?",
        ),
        Check("float32", 1, (case("float32", draws.gaussian, B=5, D=3, dtype=FLOAT32),), close(), hint=KL_HINT),
    ),
)

SLOPE_HINT = "Differentiate in sigma itself. Two of the four terms have no sigma in them."

KL_SLOPE = Question(
    "kl_slope",
    "Slope of the divergence in the width",
    variational.kl_slope,
    (
        Check(
            "at widths of ordinary size",
            1.5,
            (case("ordinary", draws.nothing),),
            compare.expression(domain={"sigma": (0.25, 4.0)}),
            ask=Bound(),
            shown=Shown.PUBLIC,
            hint=SLOPE_HINT,
        ),
        Check(
            "at every width",
            1.5,
            (case("every", draws.nothing),),
            compare.expression(domain={"sigma": (0.0, 100.0)}),
            ask=Bound(),
            hint=SLOPE_HINT,
        ),
    ),
)

BETWEEN_HINT = "Distances and widths are measured in those of the second law. Try q = N(1, 1), p = N(0, 4) by hand."

GAUSSIAN_KL_BETWEEN = Question(
    "gaussian_kl_between",
    "Divergence of two normals",
    variational.gaussian_kl_between,
    and_unchanged(
        Check(
            "a small batch",
            1,
            (case("small", draws.two_gaussians, B=3, D=2),),
            close(),
            shown=Shown.PUBLIC,
            hint=BETWEEN_HINT,
        ),
        Check(
            "other sizes",
            1,
            (
                case("one coordinate", draws.two_gaussians, B=4, D=1),
                case("one example", draws.two_gaussians, B=1, D=5),
                case("square", draws.two_gaussians, B=3, D=3),
                case("many coordinates", draws.two_gaussians, B=2, D=40),
            ),
            close(),
            hint=AXIS_HINT,
        ),
        Check(
            "equal laws",
            0.5,
            (
                case("equal", draws.two_gaussians, B=4, D=3, same=True),
                case("equal, float32", draws.two_gaussians, B=3, D=2, same=True, dtype=FLOAT32),
            ),
            close(),
            hint="The divergence of a law from itself is 0.",
        ),
        Check(
            "narrow laws",
            0.5,
            (
                case("narrow q", draws.two_gaussians, B=3, D=4, narrow="q"),
                case("both narrow", draws.two_gaussians, B=3, D=2, narrow="both"),
            ),
            close(),
            hint="Variances of 1e-5 are legal. Is anything clamped, or added to a variance?",
        ),
        Check(
            "float32",
            0.5,
            (case("float32", draws.two_gaussians, B=5, D=3, dtype=FLOAT32),),
            close(),
            hint=BETWEEN_HINT,
        ),
    ),
    follow.GAUSSIAN_KL_BETWEEN,
)


def _through_the_draw(z: Tensor, weights: Tensor, law: NormalLaw) -> tuple[Tensor, Tensor]:
    """Gradients of sum(weights * z) in mu and logvar for z = mu + exp(logvar / 2) noise, whatever the noise was."""
    return weights, 0.5 * weights * (z - law.mean)


PATHWISE = Gradient(("mu", "logvar"), weighted=True)
MANY = case("many", draws.noisy, B=300, D=10)
LAW_HINT = "Each entry has a mean and a standard deviation of its own, and noise of its own. logvar is log sigma^2."

REPARAMETERIZE = Question(
    "reparameterize",
    "A draw that gradients pass through",
    variational.reparameterize_law,
    and_unchanged(
        Check("law", 1, (MANY,), compare.normal_law(), ask=Draws(2), hint=LAW_HINT),
        # As many numbers as a public check may write down: too few to tell a normal law from a uniform one.
        Check(
            "law, a small batch",
            0.5,
            (case("small", draws.noisy, B=20, D=9),),
            compare.normal_law(),
            ask=Draws(2),
            shown=Shown.PUBLIC,
            hint=LAW_HINT,
        ),
        Check(
            "law, other sizes",
            1,
            (
                case("a column", draws.noisy, B=500, D=1),
                case("a row", draws.noisy, B=1, D=500),
                case("float32", draws.noisy, B=50, D=50, dtype=FLOAT32),
            ),
            compare.normal_law(),
            ask=Draws(2),
            hint=LAW_HINT,
        ),
        Check(
            "gradient in mu and logvar",
            1.5,
            (
                case("gradient", draws.noisy, B=4, D=3),
                case("gradient, float32", draws.noisy, B=2, D=5, dtype=FLOAT32),
            ),
            compare.pathwise(_through_the_draw, float64=(1e-9, 1e-11), float32=(3e-5, 3e-5)),
            ask=PATHWISE,
            requires=("law",),
            hint="Stay with torch operations on mu and logvar. What samples for you may cut the gradient.",
        ),
        Check(
            "reproducible",
            1,
            (MANY,),
            compare.reproducible(),
            ask=Draws(2),
            requires=("law",),
            hint="Hand the generator to every call that draws.",
        ),
        ask=Draws(2),
    ),
)

RECON_HINT = "For each pixel the logarithm of the probability of what was seen; then the sum over the pixels."

BERNOULLI_RECON = Question(
    "bernoulli_recon",
    "The reconstruction term",
    variational.bernoulli_recon,
    and_unchanged(
        Check(
            "a small batch", 1, (case("small", draws.image, B=3, D=4),), close(), shown=Shown.PUBLIC, hint=RECON_HINT
        ),
        Check(
            "other sizes",
            0.5,
            (
                case("one pixel", draws.image, B=5, D=1),
                case("one image", draws.image, B=1, D=7),
                case("square", draws.image, B=5, D=5),
            ),
            close(),
            hint=AXIS_HINT,
        ),
        Check(
            "whole numbers and truth values",
            0.5,
            (
                case("int64", draws.image, B=3, D=4, x_dtype=torch.int64),
                case("bool", draws.image, B=4, D=3, x_dtype=torch.bool),
                case("int64, float32", draws.image, B=2, D=5, x_dtype=torch.int64, dtype=FLOAT32, scale=1.0),
            ),
            close(),
            hint="x may be int64 or bool: bring it to the dtype of the logits before you calculate with it.",
        ),
        Check(
            "float32",
            0.5,
            (case("float32", draws.image, B=4, D=3, dtype=FLOAT32, scale=1.0),),
            close(),
            hint=RECON_HINT,
        ),
        Check(
            "large logits",
            1.5,
            (
                case("large", draws.extreme, B=4, D=3),
                case("large, float32", draws.extreme, B=3, D=4, dtype=FLOAT32),
                case("fifty", draws.extreme, B=4, D=5, size=100.0),
            ),
            close_to_large(),
            hint="What is the logarithm of 1 - sigmoid(50) in floating point, and what is it in truth?",
        ),
    ),
)

SWEEP = Draws(100, over=("num_samples", (4, 64)))
TWO_IMAGES = case("two images", draws.autoencoder, B=2, D=6, L=2, H=5, skew=0.9)
AGAIN = case("again", draws.autoencoder, B=2, D=5, L=2, H=4, num_samples=5)
MANY_SAMPLES = Draws(60, over=("num_samples", (32,)))
# Whoever makes a single draw, whatever num_samples is, has the right mean: that loses "the variance falls" alone.
ONE, ONE_EACH = compare.unbiased((1,)), compare.unbiased((1, 1))
MEAN_HINT = "Mean over the draws, sum over the pixels, and one term is taken from the other. Which sign has which?"


@lru_cache(maxsize=64)
def _law_of(device: torch.device, key: tuple[tuple[str, torch.dtype, tuple[int, ...], bytes], ...]) -> EstimatorLaw:
    tensors = (torch.frombuffer(bytearray(data), dtype=dtype).reshape(shape) for _, dtype, shape, data in key)
    x, *params = (tensor.to(device) for tensor in tensors)
    return variational.elbo_law(x, {name: value for (name, *_), value in zip(key[1:], params, strict=True)})


def elbo_law(x: Tensor, params: Mapping[str, Tensor], num_samples: int, generator: object) -> EstimatorLaw:
    """The exact expectation, kept: it is the same for every `num_samples`, and the gate asks for it many times."""
    named = [("x", x.cpu()), *((name, value.cpu()) for name, value in params.items())]
    key = tuple((name, t.dtype, tuple(t.shape), t.contiguous().numpy().tobytes()) for name, t in named)
    return _law_of(x.device, key)


ELBO = Question(
    "elbo",
    "The bound, estimated",
    elbo_law,
    and_unchanged(
        Check("mean", 2, (TWO_IMAGES,), ONE_EACH, ask=SWEEP, shown=Shown.PUBLIC, hint=MEAN_HINT),
        Check(
            "the variance falls",
            1.5,
            (TWO_IMAGES,),
            compare.variance_falls(by=16),
            ask=SWEEP,
            requires=("mean",),
            hint="Draw num_samples latent points for each image, each with noise of its own, and take their mean.",
        ),
        Check(
            "mean, wide proposals",
            1,
            (case("wide", draws.autoencoder, B=3, D=5, L=1, H=4, wide=True, skew=0.5),),
            ONE_EACH,
            ask=Draws(160, over=("num_samples", (1, 16))),
            hint=MEAN_HINT,
        ),
        Check(
            "whole numbers and truth values",
            0.5,
            (
                case("int64", draws.autoencoder, B=2, D=4, L=1, H=3, x_dtype=torch.int64),
                case("bool", draws.autoencoder, B=2, D=4, L=1, H=3, x_dtype=torch.bool),
            ),
            ONE,
            ask=MANY_SAMPLES,
            hint="x may be int64 or bool: encode takes it as it is; does all the rest?",
        ),
        Check(
            "float32",
            0.5,
            (case("float32", draws.autoencoder, B=1, D=6, L=1, H=4, dtype=FLOAT32),),
            ONE,
            ask=MANY_SAMPLES,
            hint="With params in float32 decode returns float32: do the parts of your bound go together?",
        ),
        Check(
            "reproducible",
            1,
            (AGAIN,),
            compare.reproducible(),
            ask=Draws(2),
            requires=("mean",),
            hint="Hand the generator to every call that draws.",
        ),
        ask=Draws(2),
    ),
    follow.ELBO,
)

IWAE_HINT = "The logarithm of the mean of the exponentials: K = 1 gives w_1 itself."

IWAE_BOUND = Question(
    "iwae_bound",
    "The importance-weighted bound",
    variational.iwae_bound,
    and_unchanged(
        Check(
            "a small batch", 1, (case("small", draws.weights, B=3, K=4),), close(), shown=Shown.PUBLIC, hint=IWAE_HINT
        ),
        Check(
            "other sizes",
            0.5,
            (
                case("one example", draws.weights, B=1, K=5),
                case("square", draws.weights, B=4, K=4),
                case("many weights", draws.weights, B=2, K=300),
            ),
            close(),
            hint=AXIS_HINT,
        ),
        Check("one weight", 0.5, (case("one weight", draws.weights, B=4, K=1),), close(), hint=IWAE_HINT),
        Check("float32", 0.5, (case("float32", draws.weights, B=3, K=6, dtype=FLOAT32),), close(), hint=IWAE_HINT),
        Check(
            "large weights",
            1.5,
            (
                case("below", draws.weights, B=3, K=5, around=(-1e4, -1e3)),
                case("above", draws.weights, B=3, K=5, around=(1e4, 1e3)),
                case("both", draws.weights, B=4, K=3, around=(1e4, -1e4, 0.0)),
                case("far apart", draws.weights, B=3, K=5, spread=5e3),
                case("large, float32", draws.weights, B=3, K=4, around=(1e4, -1e4), dtype=FLOAT32),
            ),
            close_to_large(),
            hint="exp(-1000) is 0 in floating point, and exp(1000) is inf. What can be taken out of the sum first?",
        ),
    ),
)

QUESTIONS = (
    ELBO_JENSEN,
    ELBO_GAP,
    GAUSSIAN_KL_CLOSED_FORM,
    GAUSSIAN_KL,
    KL_SLOPE,
    GAUSSIAN_KL_BETWEEN,
    BERNOULLI_RECON,
    REPARAMETERIZE,
    ELBO,
    IWAE_BOUND,
)
