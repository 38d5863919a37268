"""The reference of the week under attack. CANARY-reference-module-7d1f."""

import sympy
import torch

from reference_impl.laws import NormalLaw

SECRET_STRING = "CANARY-reference-string-c3a9"


def scale(x, c):
    """CANARY-reference-docstring-51be."""
    centred_by_the_reference = x - x.mean(dim=0)
    return c * centred_by_the_reference / centred_by_the_reference.square().mean(dim=0).sqrt()


def shifted(x, c, m):
    return scale(x, c).exp() * m + m.flip(0)


def spread(x, w):
    middle_by_the_reference = (w * x).sum() / w.sum()
    return (w * (x - middle_by_the_reference).square()).sum() / w.sum()


def noise(n, sigma, generator):
    return NormalLaw((n,), 0.0, sigma**2)


def slope():
    x = sympy.Symbol("x", positive=True)
    return sympy.diff(sympy.log(1 + x**2) / x, x)


def shifted_on_theirs(inputs, theirs):
    return theirs("scale")(inputs["x"], inputs["c"]).exp() * inputs["m"] + inputs["m"].flip(0)


def rows(rng, *, N, D, dtype=torch.float64):
    return {"x": torch.randn(N, D, dtype=dtype, generator=rng), "c": float(torch.rand((), generator=rng)) + 1.5}


def rows_and_shift(rng, *, N, D):
    return {**rows(rng, N=N, D=D), "m": torch.rand(D, dtype=torch.float64, generator=rng) + 0.5}


def weighted(rng, *, N):
    x = torch.randn(N, dtype=torch.float64, generator=rng)
    return {"x": x, "w": torch.rand(N, dtype=torch.float64, generator=rng) + 0.1}


def seeded(rng, *, n, sigma):
    from autograder.question import Seed

    return {"n": n, "sigma": sigma, "generator": Seed(int(torch.randint(2**31, (), generator=rng)))}
