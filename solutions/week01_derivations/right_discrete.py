"""Right answers about laws on a table."""

from __future__ import annotations

import functools
import math

import numpy as np
import torch
from scipy import special, stats

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()


def over_laws(answer):
    """Give a function of plain lists, one law each, any batch axes: a nested list of numbers comes back."""

    def recurse(first, *others):
        if isinstance(first[0], list):
            return [recurse(*rows) for rows in zip(first, *others, strict=True)]
        return answer(first, *others)

    @functools.wraps(answer)
    def batched(*laws):
        return recurse(*(law.tolist() for law in laws))

    return batched


def plain_entropy(p):
    return -sum(x * math.log(x) for x in p if x > 0)


def masked(p, values):
    """`values` where p > 0, and 0 elsewhere."""
    return torch.where(p > 0, values, torch.zeros_like(p))


# entropy


@RIGHT.of("entropy", "entr")
def _(p):
    return torch.special.entr(p).sum(-1)


@RIGHT.of("entropy", "where")
def _(p):
    safe = torch.where(p > 0, p, torch.ones_like(p))
    return -(p * safe.log()).sum(dim=-1)


@RIGHT.of("entropy", "nansum")
def _(p):
    return -torch.nansum(p * torch.log(p), dim=-1)


@RIGHT.of("entropy", "clamp, float64")
def _(p):
    p = p.double()
    return -(p * torch.log(torch.clamp(p, min=1e-30))).sum(-1)


@RIGHT.of("entropy", "1e-12 inside the logarithm")
def _(p):
    return -(p * (p + 1e-12).log()).sum(dim=-1)


@RIGHT.of("entropy", "torch.distributions")
def _(p):
    return torch.distributions.Categorical(probs=p).entropy()


@RIGHT.of("entropy", "scipy")
def _(p):
    return stats.entropy(p.numpy(), axis=-1)


@RIGHT.of("entropy", "plain loops")
@over_laws
def _(p):
    return plain_entropy(p)


@RIGHT.of("entropy", "bits, then nats")
def _(p):
    return -(p * torch.nan_to_num(p.log2(), neginf=0.0)).sum(dim=-1) * math.log(2)


RIGHT.add("entropy", "a lambda of NumPy", lambda p: -special.xlogy(p.numpy(), p.numpy()).sum(axis=-1))


class Mean:
    """A mean over draws, as a callable object."""

    def __call__(self, p):
        surprise = masked(p, -p.log())
        return torch.einsum("...k,...k->...", p, surprise)


RIGHT.add("entropy", "an object that can be called", Mean())


# cross_entropy


@RIGHT.of("cross_entropy", "masked")
def _(p, q):
    return -masked(p, p * q.log()).sum(-1)


@RIGHT.of("cross_entropy", "nansum")
def _(p, q):
    return -(p * q.log()).nansum(dim=-1)


@RIGHT.of("cross_entropy", "numpy, float64")
def _(p, q):
    p, q = p.numpy().astype(float), q.numpy().astype(float)
    with np.errstate(divide="ignore"):
        return -special.xlogy(p, q).sum(axis=-1)


@RIGHT.of("cross_entropy", "plain loops")
@over_laws
def _(p, q):
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if a == 0:
            continue
        total += math.inf if b == 0 else -a * math.log(b)
    return total


@RIGHT.of("cross_entropy", "entropy and relative entropy")
def _(p, q):
    return special.entr(p.numpy()).sum(-1) + special.rel_entr(p.numpy(), q.numpy()).sum(-1)


@RIGHT.of("cross_entropy", "only where p is")
def _(p, q):
    rows = (
        [-(a[a > 0] * b[a > 0].log()).sum() for a, b in zip(p.flatten(0, -2), q.flatten(0, -2), strict=True)]
        if (p.dim() > 1)
        else [-(p[p > 0] * q[p > 0].log()).sum()]
    )
    return torch.stack(rows).reshape(p.shape[:-1])


# kl_divergence


@RIGHT.of("kl_divergence", "xlogy")
def _(p, q):
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(dim=-1)


@RIGHT.of("kl_divergence", "masked quotient")
def _(p, q):
    return masked(p, p * (p / q).log()).sum(dim=-1)


@RIGHT.of("kl_divergence", "torch.distributions")
def _(p, q):
    categorical = torch.distributions.Categorical
    return torch.distributions.kl_divergence(categorical(probs=p), categorical(probs=q))


@RIGHT.of("kl_divergence", "scipy")
def _(p, q):
    return stats.entropy(p.numpy(), q.numpy(), axis=-1)


@RIGHT.of("kl_divergence", "rel_entr")
def _(p, q):
    return special.rel_entr(p.numpy(), q.numpy()).sum(axis=-1)


@RIGHT.of("kl_divergence", "SciPy's kl_div")
def _(p, q):
    return special.kl_div(p.numpy(), q.numpy()).sum(axis=-1)


@RIGHT.of("kl_divergence", "kl_div, mended")
def _(p, q):
    terms = torch.nn.functional.kl_div(q.log(), p, reduction="none")
    return torch.where(p > 0, terms, 0.0).sum(dim=-1)


@RIGHT.of("kl_divergence", "plain loops")
@over_laws
def _(p, q):
    pairs = [(a, b) for a, b in zip(p, q, strict=True) if a > 0]
    return math.inf if any(b == 0 for _, b in pairs) else sum(a * (math.log(a) - math.log(b)) for a, b in pairs)


@RIGHT.of("kl_divergence", "cross-entropy less entropy")
def _(p, q):
    return torch.special.entr(p).sum(-1).neg() - torch.xlogy(p, q).sum(-1)


# mutual_information


@RIGHT.of("mutual_information", "divergence from the product")
def _(joint):
    product = joint.sum(-1, keepdim=True) * joint.sum(-2, keepdim=True)
    return torch.nansum(joint * (joint / product).log(), dim=(-2, -1))


@RIGHT.of("mutual_information", "numpy, rel_entr")
def _(joint):
    joint = joint.numpy()
    product = joint.sum(axis=-1)[..., :, None] * joint.sum(axis=-2)[..., None, :]
    return special.rel_entr(joint, product).sum(axis=(-2, -1))


@RIGHT.of("mutual_information", "less conditional entropy")
def _(joint):
    rows = joint.sum(dim=-1)
    conditional = joint / torch.where(rows > 0, rows, 1.0)[..., None]
    columns = torch.special.entr(joint.sum(dim=-2)).sum(dim=-1)
    return columns - (rows * torch.special.entr(conditional).sum(dim=-1)).sum(dim=-1)


@RIGHT.of("mutual_information", "einsum, three entropies")
def _(joint):
    def entropy(p):
        return -torch.where(p > 0, p * p.clamp(min=1e-38).log(), 0.0)

    rows, columns = torch.einsum("...ab->...a", joint), torch.einsum("...ab->...b", joint)
    return entropy(rows).sum(-1) + entropy(columns).sum(-1) - entropy(joint).sum((-1, -2))


@RIGHT.of("mutual_information", "kept above 0")
def _(joint):
    logs = [torch.xlogy(joint, m) for m in (joint, joint.sum(-1, keepdim=True), joint.sum(-2, keepdim=True))]
    return (logs[0] - logs[1] - logs[2]).sum(dim=(-2, -1)).clamp(min=0)


@RIGHT.of("mutual_information", "plain loops")
def _(joint):
    def one(table):
        rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
        total = 0.0
        for row, a in zip(table, rows, strict=True):
            for x, b in zip(row, columns, strict=True):
                total += x * math.log(x / (a * b)) if x > 0 else 0.0
        return total

    tables = joint.reshape(-1, *joint.shape[-2:]).tolist()
    return np.array([one(table) for table in tables]).reshape(joint.shape[:-2])
