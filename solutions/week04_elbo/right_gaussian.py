"""Right answers about normal distributions. Nothing here uses the reference."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import scipy.special
import sympy
import torch
from torch.distributions import Independent, MultivariateNormal, Normal, kl_divergence

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()


# gaussian_kl


@RIGHT.of("gaussian_kl", "by variances")
def _(mu, logvar):
    return -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp(), dim=1)


@RIGHT.of("gaussian_kl", "torch.distributions")
def _(mu, logvar):
    q = Independent(Normal(mu, torch.exp(logvar / 2)), 1)
    return kl_divergence(q, Independent(Normal(torch.zeros_like(mu), torch.ones_like(mu)), 1))


@RIGHT.of("gaussian_kl", "by standard deviations")
def _(mu, logvar):
    std = (0.5 * logvar).exp()
    return (0.5 * (std**2 + mu**2) - 0.5 - std.log()).sum(-1)


@RIGHT.of("gaussian_kl", "einsum and expm1")
def _(mu, logvar):
    return torch.einsum("bd,bd->b", mu, mu) / 2 + (torch.expm1(logvar) - logvar).sum(1) / 2


@RIGHT.of("gaussian_kl", "NumPy")
def _(mu, logvar):
    m, v = mu.numpy(), logvar.numpy()
    return 0.5 * np.sum(m**2 + np.exp(v) - 1 - v, axis=1)


@RIGHT.of("gaussian_kl", "plain Python")
def _(mu, logvar):
    rows = zip(mu.tolist(), logvar.tolist(), strict=True)
    return [sum((m * m + math.exp(v) - 1 - v) / 2 for m, v in zip(*row, strict=True)) for row in rows]


@RIGHT.of("gaussian_kl", "trace and determinant")
def _(mu, logvar):
    out = []
    for m, v in zip(mu.double(), logvar.double(), strict=True):
        cov = torch.diag(v.exp())
        out.append((torch.trace(cov) + m @ m - len(m) - torch.logdet(cov)) / 2)
    return torch.stack(out)


class _Divergence:
    def __call__(self, mu, logvar, axis=-1):
        return (mu.square() + logvar.exp()).sum(axis) / 2 - (1 + logvar).sum(axis) / 2


RIGHT.add("gaussian_kl", "an object that is called", _Divergence())


# kl_slope

_s = sympy.Symbol("sigma")
_positive = sympy.Symbol("sigma", positive=True)
_m = sympy.Symbol("mu", real=True)

RIGHT.add("kl_slope", "one fraction", (_s**2 - 1) / _s)
RIGHT.add("kl_slope", "factored", (_positive - 1) * (_positive + 1) / _positive)
RIGHT.add("kl_slope", "differentiated", sympy.diff((_m**2 + _positive**2 - 1 - sympy.log(_positive**2)) / 2, _positive))
RIGHT.add("kl_slope", "not carried out", sympy.Derivative(_s**2 / 2 - sympy.log(_s), _s))
RIGHT.add("kl_slope", "with floats", 0.5 * (2 * _s - 2.0 / _s))
RIGHT.add("kl_slope", "hyperbolic", 2 * sympy.sinh(sympy.log(_positive)))
RIGHT.add("kl_slope", "through the variance", (1 - 1 / _s**2) / 2 * sympy.diff(_s**2, _s))


# gaussian_kl_between


@RIGHT.of("gaussian_kl_between", "term by term")
def _(mu_q, logvar_q, mu_p, logvar_p):
    terms = logvar_p - logvar_q - 1 + torch.exp(logvar_q - logvar_p) + (mu_q - mu_p).pow(2) * torch.exp(-logvar_p)
    return terms.sum(dim=1) / 2


@RIGHT.of("gaussian_kl_between", "by variances")
def _(mu_q, logvar_q, mu_p, logvar_p):
    var_q, var_p = logvar_q.exp(), logvar_p.exp()
    return 0.5 * ((var_q + (mu_q - mu_p) ** 2) / var_p - 1 + logvar_p - logvar_q).sum(1)


@RIGHT.of("gaussian_kl_between", "torch.distributions")
def _(mu_q, logvar_q, mu_p, logvar_p):
    return kl_divergence(Normal(mu_q, logvar_q.mul(0.5).exp()), Normal(mu_p, logvar_p.mul(0.5).exp())).sum(-1)


@RIGHT.of("gaussian_kl_between", "full covariances")
def _(mu_q, logvar_q, mu_p, logvar_p):
    q = MultivariateNormal(mu_q, torch.diag_embed(logvar_q.exp()))
    return kl_divergence(q, MultivariateNormal(mu_p, torch.diag_embed(logvar_p.exp())))


@RIGHT.of("gaussian_kl_between", "standardised")
def _(mu_q, logvar_q, mu_p, logvar_p):
    mu, logvar = (mu_q - mu_p) / torch.exp(logvar_p / 2), logvar_q - logvar_p
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum(-1)


@RIGHT.of("gaussian_kl_between", "cross-entropy minus entropy")
def _(mu_q, logvar_q, mu_p, logvar_p):
    c = math.log(2 * math.pi)
    cross = 0.5 * (c + logvar_p + (logvar_q.exp() + (mu_q - mu_p) ** 2) / logvar_p.exp())
    return (cross - 0.5 * (c + logvar_q + 1)).sum(-1)


@RIGHT.of("gaussian_kl_between", "loops in NumPy")
def _(mu_q, logvar_q, mu_p, logvar_p):
    a, u, b, v = (t.numpy() for t in (mu_q, logvar_q, mu_p, logvar_p))
    out = np.zeros(len(a), dtype=a.dtype)
    for i, j in np.ndindex(*a.shape):
        out[i] += 0.5 * ((a[i, j] - b[i, j]) ** 2 / np.exp(v[i, j]) + np.exp(u[i, j] - v[i, j]) - 1 - u[i, j] + v[i, j])
    return out


# reparameterize


@RIGHT.of("reparameterize", "empty_like")
def _(mu, logvar, generator):
    return mu + torch.empty_like(mu).normal_(generator=generator) * torch.exp(logvar / 2)


@RIGHT.of("reparameterize", "root of the variance")
def _(mu, logvar, generator):
    return torch.addcmul(mu, logvar.exp().sqrt(), torch.randn(*mu.shape, generator=generator, dtype=mu.dtype))


@RIGHT.of("reparameterize", "minus")
def _(mu, logvar, generator):
    return mu - torch.randn(mu.size(), generator=generator) * logvar.mul(0.5).exp()


@RIGHT.of("reparameterize", "by the quantile function")
def _(mu, logvar, generator):
    u = torch.rand(mu.shape, generator=generator, dtype=torch.float64).clamp(min=1e-300)
    return mu + torch.exp(0.5 * logvar) * torch.from_numpy(scipy.special.ndtri(u.numpy()))


@RIGHT.of("reparameterize", "a NumPy generator seeded from the torch one")
def _(mu, logvar, generator):
    seed = int(torch.randint(2**62, (1,), generator=generator))
    noise = np.random.default_rng(seed).standard_normal(tuple(mu.shape))
    return mu + (logvar / 2).exp() * torch.as_tensor(noise, dtype=mu.dtype)


@RIGHT.of("reparameterize", "row by row")
def _(mu, logvar, generator):
    rows = [
        m + (v / 2).exp() * torch.randn(len(m), generator=generator, dtype=m.dtype)
        for m, v in zip(mu, logvar, strict=True)
    ]
    return torch.stack(rows)


@RIGHT.of("reparameterize", "Box and Muller")
def _(mu, logvar, generator):
    u, v = torch.rand(2, *mu.shape, dtype=torch.float64, generator=generator)
    noise = torch.sqrt(-2 * torch.log1p(-u)) * torch.cos(2 * math.pi * v)
    return mu + torch.exp(logvar / 2) * noise.to(mu.dtype)


def _with_option(mu, logvar, generator, *, half):
    return mu + torch.exp(half * logvar) * torch.normal(0.0, 1.0, size=mu.shape, generator=generator, dtype=mu.dtype)


RIGHT.add("reparameterize", "partial", partial(_with_option, half=0.5))
