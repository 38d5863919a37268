"""How the hidden inputs of week 4 are drawn. Each function takes a generator and returns arguments in signature order.

Everything is random, unsorted and asymmetric; sizes are different from each other, so that a sum over the wrong axis
has the wrong shape, but for the square cases, where it goes through and is wrong in value.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import torch
from torch import Tensor

from autograder.question import Seed
from reference_impl import variational
from reference_impl.variational import vae

Inputs = dict[str, Any]
FLOAT64, FLOAT32 = torch.float64, torch.float32


def _normal(rng: torch.Generator, *shape: int, dtype: torch.dtype = FLOAT64) -> Tensor:
    return torch.randn(shape, dtype=dtype, generator=rng)


def _away_from_zero(rng: torch.Generator, *shape: int, low: float, high: float, dtype: torch.dtype) -> Tensor:
    """Uniform in (low, high), with random signs: where all logvar are near 0, std and variance are nearly the same."""
    size = low + (high - low) * torch.rand(shape, dtype=dtype, generator=rng)
    return torch.where(torch.rand(shape, generator=rng) < 0.5, -size, size)


def _seed(rng: torch.Generator) -> Seed:
    return Seed(int(torch.randint(2**31, (1,), generator=rng)))


def gaussian(
    rng: torch.Generator, *, B: int, D: int, dtype: torch.dtype = FLOAT64, narrow: bool = False, same: bool = False
) -> Inputs:
    """Means and log variances. `narrow`: log variances from -30 to -15; `same`: all but the first row N(0, I)."""
    mu = 1.5 * _normal(rng, B, D, dtype=dtype)
    logvar = _away_from_zero(rng, B, D, low=0.4, high=2.0, dtype=dtype)
    if narrow:
        logvar = -30 + 15 * torch.rand(B, D, dtype=dtype, generator=rng)
    if same:
        mu[1:], logvar[1:] = 0, 0
    return {"mu": mu, "logvar": logvar}


def two_gaussians(
    rng: torch.Generator, *, B: int, D: int, dtype: torch.dtype = FLOAT64, narrow: str = "", same: bool = False
) -> Inputs:
    """`narrow`: "q" or "both" have log variances from -12 to -8; `same`: q is p in all rows but the first."""
    q, p = gaussian(rng, B=B, D=D, dtype=dtype), gaussian(rng, B=B, D=D, dtype=dtype)
    if narrow:
        q["logvar"] = -12 + 4 * torch.rand(B, D, dtype=dtype, generator=rng)
    if narrow == "both":
        p["logvar"] = -12 + 4 * torch.rand(B, D, dtype=dtype, generator=rng)
        p["mu"] = q["mu"] + 0.01 * _normal(rng, B, D, dtype=dtype)
    if same:
        p["mu"][1:], p["logvar"][1:] = q["mu"][1:], q["logvar"][1:]
    return {"mu_q": q["mu"], "logvar_q": q["logvar"], "mu_p": p["mu"], "logvar_p": p["logvar"]}


def noisy(rng: torch.Generator, *, B: int, D: int, dtype: torch.dtype = FLOAT64) -> Inputs:
    """For `reparameterize`: every entry has a mean and a width of its own, and no width is near 1."""
    mu = 1.5 * _normal(rng, B, D, dtype=dtype)
    logvar = _away_from_zero(rng, B, D, low=1.0, high=2.5, dtype=dtype)
    return {"mu": mu, "logvar": logvar, "generator": _seed(rng)}


def pixels(rng: torch.Generator, *, B: int, D: int, dtype: torch.dtype, ones: float = 0.5) -> Tensor:
    """Zeros and ones, (B, D); each row has both, where D is 2 or more. `ones`: their share in the first row."""
    share = torch.full((B, 1), 0.5)
    share[0] = ones
    x = torch.rand(B, D, generator=rng) < share
    if D > 1:
        x[:, 0], x[:, -1] = True, False
    return x.to(dtype)


def image(
    rng: torch.Generator,
    *,
    B: int,
    D: int,
    dtype: torch.dtype = FLOAT64,
    x_dtype: torch.dtype | None = None,
    scale: float = 2.0,
) -> Inputs:
    return {
        "x": pixels(rng, B=B, D=D, dtype=x_dtype or dtype),
        "logits": scale * _normal(rng, B, D, dtype=dtype),
    }


def extreme(rng: torch.Generator, *, B: int, D: int, dtype: torch.dtype = FLOAT64, size: float = 1e4) -> Inputs:
    """Logits near plus or minus `size`; in the first row all pixels are what the logits say, so it is nearly 0."""
    logits = _away_from_zero(rng, B, D, low=0.5 * size, high=size, dtype=dtype)
    x = pixels(rng, B=B, D=D, dtype=dtype)
    x[0] = (logits[0] > 0).to(dtype)
    return {"x": x, "logits": logits}


def model(
    rng: torch.Generator, *, D: int, L: int, H: int, wide: bool = False, dtype: torch.dtype = FLOAT64
) -> dict[str, Tensor]:
    """A VAE whose bound depends on the widths of q: its decoder has two ridges that cross near where q lies.

    A ridge is the difference of two steps, so the decoder's hidden layer has four units. With a decoder that is nearly
    linear, a draw that is too wide or too narrow would leave the expectation nearly as it is.

    Args:
        rng: of the case.
        D: pixels.
        L: latent coordinates.
        H: hidden units of the encoder.
        wide: log variances of q around 0.9; else around -1.3.
        dtype: of all tensors.
    """
    encoder = {"enc": (D, H), "mu": (H, L), "logvar": (H, L)}
    params: dict[str, Tensor] = {}
    for layer, (rows, columns) in encoder.items():
        params[f"{layer}_W"] = _normal(rng, rows, columns, dtype=dtype) / math.sqrt(rows)
        params[f"{layer}_b"] = 0.3 * _normal(rng, columns, dtype=dtype)
    params["mu_W"] *= 0.3
    params["logvar_W"] *= 0.2
    params["logvar_b"] += 0.9 if wide else -1.3
    across = _normal(rng, L, 2, dtype=dtype)
    across = 2 * across / across.norm(dim=0)
    params["dec_W"] = across.repeat(1, 2)
    params["dec_b"] = torch.tensor([1.0, 1.0, -1.0, -1.0], dtype=dtype) + 0.2 * _normal(rng, 4, dtype=dtype)
    height = 0.5 + torch.rand(2, D, dtype=dtype, generator=rng)
    params["logits_W"] = torch.cat([height, -height]) + 0.2 * _normal(rng, 4, D, dtype=dtype)
    params["logits_b"] = -height.sum(0) + 0.5 * _normal(rng, D, dtype=dtype)
    return params


def autoencoder(
    rng: torch.Generator,
    *,
    B: int,
    D: int,
    L: int,
    H: int,
    num_samples: int = 1,
    wide: bool = False,
    skew: float = 1.5,
    dtype: torch.dtype = FLOAT64,
    x_dtype: torch.dtype | None = None,
) -> Inputs:
    """For `elbo`. Model and images are drawn again until the bound depends enough on everything that is asked.

    `skew`: the most that is allowed of one sample; lower where few samples are asked for.
    """
    while True:
        params = model(rng, D=D, L=L, H=H, wide=wide, dtype=dtype)
        x = pixels(rng, B=B, D=D, dtype=x_dtype or dtype, ones=0.85)
        if _telling(x, params, skew):
            return {"x": x, "params": params, "num_samples": num_samples, "generator": _seed(rng)}


def _telling(x: Tensor, params: dict[str, Tensor], most_skew: float) -> bool:
    """Whether slips move the expectation far, in standard deviations of one sample, and results have light tails.

    The slips: q with the square of its width, q with width 1, no divergence.
    """
    double = {name: value.double() for name, value in params.items()}
    logvar = {name: value for name, value in double.items() if name.startswith("logvar")}

    def expected(power: int, factor: float = 1.0) -> Tensor:
        slip = double | {name: factor * value for name, value in logvar.items()}
        recon = partial(_power_of_recon, power=power)
        return variational.elbo_law(x, slip, recon=recon, kl=lambda mu, logvar: torch.zeros(len(mu)), step=0.25).mean

    mean, square, cube = expected(1), expected(2), expected(3)
    std = (square - mean**2).sqrt()
    skew = (cube - 3 * mean * square + 2 * mean**3) / std**3
    moved = [expected(1, factor) - mean for factor in (2.0, 0.0)] + [variational.gaussian_kl(*vae.encode(double, x))]
    far = all(float((move / std).abs().max()) > 0.35 for move in moved)
    return far and float(std.max()) > 0.6 and float(skew.abs().max()) < most_skew


def _power_of_recon(x: Tensor, logits: Tensor, power: int) -> Tensor:
    return variational.bernoulli_recon(x, logits) ** power


def weights(
    rng: torch.Generator,
    *,
    B: int,
    K: int,
    dtype: torch.dtype = FLOAT64,
    around: tuple[float, ...] = (0.0,),
    spread: float = 2.0,
) -> Inputs:
    """Log weights, (B, K), `spread` apart (2: as in practice); row i lies around `around[i % len(around)]`."""
    centre = torch.tensor([around[i % len(around)] for i in range(B)], dtype=dtype)
    return {"log_weights": centre[:, None] + spread * _normal(rng, B, K, dtype=dtype)}


def nothing(rng: torch.Generator) -> Inputs:
    """For an expression: no call is made."""
    return {}
