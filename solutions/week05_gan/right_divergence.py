"""Right answers about divergences and their bounds."""

from __future__ import annotations

import math

import numpy as np
import torch
from scipy import special, stats
from scipy.spatial import distance

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()


def kl(p, q):
    """torch: xlogy takes care of p = 0, and log 0 of q = 0."""
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(-1)


def rows(function):
    """Use a function of two laws, lists of floats, on every row of a batch; nested lists come back."""

    def on_batch(p, q, *rest):
        if p.dim() == 1:
            return function(p.tolist(), q.tolist(), *rest)
        return [on_batch(a, b, *rest) for a, b in zip(p, q, strict=True)]

    return on_batch


# jensen_shannon


@RIGHT.of("jensen_shannon", "two kls")
def _(p, q):
    m = (p + q) / 2
    return 0.5 * kl(p, m) + 0.5 * kl(q, m)


@RIGHT.of("jensen_shannon", "scipy's distance, squared")
def _(p, q):
    return distance.jensenshannon(p.numpy(), q.numpy(), axis=-1) ** 2


@RIGHT.of("jensen_shannon", "entropies")
def _(p, q):
    def entropy(r):
        return torch.special.entr(r).sum(-1)

    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


@RIGHT.of("jensen_shannon", "loop, math")
@rows
def _(p, q):
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if a > 0:
            total += 0.5 * a * math.log(2 * a / (a + b))
        if b > 0:
            total += 0.5 * b * math.log(2 * b / (a + b))
    return total


@RIGHT.of("jensen_shannon", "through the game")
def _(p, q):
    d = torch.nan_to_num(p / (p + q), nan=0.5)
    return (torch.xlogy(p, d) + torch.xlogy(q, 1 - d)).sum(-1) / 2 + math.log(2)


@RIGHT.of("jensen_shannon", "kl_div of torch")
def _(p, q):
    log_m = torch.log((p + q) / 2).nan_to_num(neginf=0.0)
    terms = torch.nn.functional.kl_div(log_m, p, reduction="none") + torch.nn.functional.kl_div(
        log_m, q, reduction="none"
    )
    return terms.sum(-1) / 2


@RIGHT.of("jensen_shannon", "rel_entr of scipy, double")
def _(p, q):
    p, q = p.double().numpy(), q.double().numpy()
    m = (p + q) / 2
    return (special.rel_entr(p, m) + special.rel_entr(q, m)).sum(-1) / 2


# f_divergence


def _mixed(p, q):
    m = (p + q) / 2
    return 0.5 * kl(p, m) + 0.5 * kl(q, m)


def _chi2(p, q):
    terms = (p - q) ** 2 / q
    return torch.where((p == 0) & (q == 0), torch.zeros_like(terms), terms).sum(-1)


TORCH = {
    "kl": kl,
    "reverse_kl": lambda p, q: kl(q, p),
    "jensen_shannon": _mixed,
    "pearson_chi2": _chi2,
    "squared_hellinger": lambda p, q: (p.sqrt() - q.sqrt()).square().sum(-1),
    "total_variation": lambda p, q: (p - q).abs().sum(-1) / 2,
}


@RIGHT.of("f_divergence", "a table of sums")
def _(p, q, name):
    return TORCH[name](p, q)


@RIGHT.of("f_divergence", "scipy")
def _(p, q, name):
    p, q = p.numpy(), q.numpy()
    m = (p + q) / 2
    if name == "kl":
        return special.rel_entr(p, q).sum(-1)
    if name == "reverse_kl":
        return special.rel_entr(q, p).sum(-1)
    if name == "jensen_shannon":
        return (stats.entropy(p, m, axis=-1) + stats.entropy(q, m, axis=-1)) / 2
    if name == "pearson_chi2":
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.nansum(np.where(p == q, 0.0, (p - q) ** 2 / q), axis=-1)
    if name == "squared_hellinger":
        return 2 - 2 * np.sqrt(p * q).sum(-1)
    return 1 - np.minimum(p, q).sum(-1)


GENERATORS = {
    "kl": lambda u: u * math.log(u) if u > 0 else 0.0,
    "reverse_kl": lambda u: -math.log(u) if u > 0 else math.inf,
    "pearson_chi2": lambda u: (u - 1) ** 2,
    "squared_hellinger": lambda u: (math.sqrt(u) - 1) ** 2,
    "total_variation": lambda u: 0.5 * abs(u - 1),
}
SLOPES = {
    "kl": math.inf,
    "reverse_kl": 0.0,
    "pearson_chi2": math.inf,
    "squared_hellinger": 1.0,
    "total_variation": 0.5,
}


@rows
def by_generators(p, q, name):
    if name == "jensen_shannon":
        m = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
        return sum(b * GENERATORS["kl"](a / b) for r in (p, q) for a, b in zip(r, m, strict=True) if b) / 2
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if b > 0:
            total += b * GENERATORS[name](a / b)
        elif a > 0:
            total += a * SLOPES[name]
    return total


RIGHT.add("f_divergence", "generators and slopes, in a loop", by_generators)


@RIGHT.of("f_divergence", "generators in torch, double")
def _(p, q, name):
    p, q = p.double(), q.double()
    if name == "jensen_shannon":
        u = p / q
        inside = -(u + 1) * ((1 + u) / 2).log() + torch.xlogy(u, u)
        both = torch.where(q > 0, q * inside, p * math.log(2))  # lim f(u)/u = log 2, for twice the divergence
        return both.sum(-1) / 2
    u = p / q
    f = {
        "kl": lambda: torch.xlogy(u, u),
        "reverse_kl": lambda: -u.log(),
        "pearson_chi2": lambda: (u - 1) ** 2,
        "squared_hellinger": lambda: (u.sqrt() - 1) ** 2,
        "total_variation": lambda: (u - 1).abs() / 2,
    }[name]()
    edge = torch.where(p > 0, p * SLOPES[name], torch.zeros_like(p))
    return torch.where(q > 0, q * f, edge).sum(-1)


# f_gan_bound


@RIGHT.of("f_gan_bound", "where")
def _(t, p, q, name):
    if name == "kl":
        conjugate = torch.exp(t - 1)
    elif name == "reverse_kl":
        conjugate = torch.where(t < 0, -1 - torch.log(-t), torch.full_like(t, math.inf))
    else:
        conjugate = torch.where(t >= -2, t + t**2 / 4, -torch.ones_like(t))
    return (p * t).sum(-1) - (q * conjugate).sum(-1)


@RIGHT.of("f_gan_bound", "numpy, log of what is clipped")
def _(t, p, q, name):
    t, p, q = t.numpy(), p.numpy(), q.numpy()
    with np.errstate(divide="ignore"):
        conjugate = {
            "kl": lambda: np.exp(t - 1),
            "reverse_kl": lambda: -1 - np.log(np.maximum(-t, 0)),
            "pearson_chi2": lambda: np.where(t < -2, -1, t * (1 + t / 4)),
        }[name]()
    return np.sum(p * t - q * conjugate, axis=-1)


def _star(t, name):
    if name == "kl":
        return math.exp(t - 1)
    if name == "reverse_kl":
        return -1 - math.log(-t) if t < 0 else math.inf
    u = max(0.0, 1 + t / 2)
    return u * t - (u - 1) ** 2


@RIGHT.of("f_gan_bound", "loop, the u that is best")
def loop(t, p, q, name):
    if t.dim() > 1:
        return [loop(*row, name) for row in zip(t, p, q, strict=True)]
    total = 0.0
    for x, a, b in zip(t.tolist(), p.tolist(), q.tolist(), strict=True):
        total += a * x - b * _star(x, name)
    return total


@RIGHT.of("f_gan_bound", "best u, clamped, einsum")
def _(t, p, q, name):
    if name == "pearson_chi2":
        u = (1 + t / 2).clamp(min=0)
        conjugate = u * t - (u - 1) ** 2
    elif name == "kl":
        conjugate = (t - 1).exp()
    else:
        conjugate = -1 - torch.relu(-t).log()
    return torch.einsum("...k,...k->...", p, t) - torch.einsum("...k,...k->...", q, conjugate)
