"""Right answers about the loss, the log-normal density and the sampler."""

from __future__ import annotations

import bisect
import functools
import math
import random

import numpy as np
import torch
from scipy import stats

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()

# softmax_cross_entropy


@RIGHT.of("softmax_cross_entropy", "torch's own")
def _(logits, q):
    return torch.nn.functional.cross_entropy(logits, q)


@RIGHT.of("softmax_cross_entropy", "logsumexp")
def _(logits, q):
    return -torch.sum(q * (logits - torch.logsumexp(logits, dim=-1)))


@RIGHT.of("softmax_cross_entropy", "the largest taken away")
def _(logits, q):
    shifted = logits - logits.max()
    return torch.log(torch.exp(shifted).sum()) - (q * shifted).sum()


@RIGHT.of("softmax_cross_entropy", "difference of two sums")
def _(logits, q):
    return q.sum() * logits.logsumexp(0) - q @ logits


@RIGHT.of("softmax_cross_entropy", "loop over outcomes")
def _(logits, q):
    total = functools.reduce(torch.logaddexp, logits)
    loss = torch.zeros((), dtype=logits.dtype)
    for k in range(len(q)):
        loss = loss + q[k] * (total - logits[k])
    return loss


@RIGHT.of("softmax_cross_entropy", "float64 inside")
def _(logits, q):
    return -(q.double() * torch.log_softmax(logits.double(), dim=0)).sum()


@RIGHT.of("softmax_cross_entropy", "divergence and entropy")
def _(logits, q):
    predicted = torch.nn.functional.log_softmax(logits, dim=-1)
    return torch.nn.functional.kl_div(predicted, q, reduction="sum") + torch.special.entr(q).sum()


@RIGHT.of("softmax_cross_entropy", "a distribution's logits")
def _(logits, q):
    return -(q * torch.distributions.Categorical(logits=logits).logits).sum()


# lognormal_log_prob


@RIGHT.of("lognormal_log_prob", "torch.distributions, normal")
def _(y, mu, sigma):
    inside = y > 0
    x = torch.where(inside, y, torch.ones_like(y)).log()
    mu, sigma = (torch.as_tensor(value, dtype=y.dtype) for value in (mu, sigma))
    return torch.where(inside, torch.distributions.Normal(mu, sigma).log_prob(x) - x, -torch.inf)


@RIGHT.of("lognormal_log_prob", "torch.distributions, log-normal")
def _(y, mu, sigma):
    mu, sigma = torch.as_tensor(mu, dtype=y.dtype), torch.as_tensor(sigma, dtype=y.dtype)
    at = torch.where(y > 0, y, 1.0)
    found = torch.distributions.LogNormal(mu, sigma).log_prob(at)
    return found.masked_fill((y <= 0).expand(found.shape), -math.inf)


@RIGHT.of("lognormal_log_prob", "torch.distributions, as it comes")
def _(y, mu, sigma):
    found = torch.distributions.LogNormal(mu, sigma, validate_args=False).log_prob(y)
    return torch.where(y > 0, found, torch.full_like(found, -math.inf))


@RIGHT.of("lognormal_log_prob", "scipy")
def _(y, mu, sigma):
    return stats.lognorm.logpdf(y.numpy(), s=np.asarray(sigma, dtype=float), scale=np.exp(np.asarray(mu, dtype=float)))


@RIGHT.of("lognormal_log_prob", "numpy")
def _(y, mu, sigma):
    y, mu, sigma = np.asarray(y), np.asarray(mu), np.asarray(sigma)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = np.log(y)
        density = -x - np.log(sigma) - 0.5 * np.log(2 * np.pi) - (x - mu) ** 2 / (2 * sigma**2)
    return np.where(y > 0, density, -np.inf)


@RIGHT.of("lognormal_log_prob", "loop over entries")
def _(y, mu, sigma):
    y, mu, sigma = torch.broadcast_tensors(y, *(torch.as_tensor(v, dtype=torch.float64) for v in (mu, sigma)))

    def one(at, mean, std):
        if at <= 0:
            return -math.inf
        x = math.log(at)
        return -((x - mean) ** 2) / (2 * std**2) - math.log(at * std * math.sqrt(2 * math.pi))

    values = [one(*entry) for entry in zip(*(v.flatten().tolist() for v in (y, mu, sigma)), strict=True)]
    return torch.tensor(values, dtype=torch.float64).reshape(y.shape)


@RIGHT.of("lognormal_log_prob", "nan put right afterwards")
def _(y, mu, sigma):
    log_sigma = math.log(sigma) if isinstance(sigma, float) else sigma.log()
    found = -y.log() - log_sigma - math.log(2 * math.pi) / 2 - ((y.log() - mu) / sigma) ** 2 / 2
    return torch.where(y <= 0, torch.tensor(-math.inf, dtype=found.dtype), found)


# sample_categorical


@RIGHT.of("sample_categorical", "multinomial")
def _(p, n, generator):
    return torch.multinomial(p, num_samples=n, replacement=True, generator=generator)


@RIGHT.of("sample_categorical", "inversion, float32 uniforms")
def _(p, n, generator):
    edges = p.cumsum(0)
    return torch.searchsorted(edges.float(), torch.rand(n, generator=generator), right=True).clamp(max=len(p) - 1)


@RIGHT.of("sample_categorical", "Gumbel")
def _(p, n, generator):
    u = torch.rand(n, len(p), dtype=torch.float64, generator=generator)
    return (p.double().log() - (-u.log()).log()).argmax(dim=1)


@RIGHT.of("sample_categorical", "one at a time")
def _(p, n, generator):
    edges = p.double().cumsum(0).tolist()
    u = torch.rand(n, dtype=torch.float64, generator=generator).tolist()
    return torch.tensor([next((k for k, edge in enumerate(edges) if x < edge), len(edges) - 1) for x in u])


@RIGHT.of("sample_categorical", "a list, by bisection")
def _(p, n, generator):
    edges = (p.double().cumsum(0) / p.double().sum()).tolist()
    return [
        bisect.bisect_right(edges, torch.rand((), dtype=torch.float64, generator=generator).item()) for _ in range(n)
    ]


@RIGHT.of("sample_categorical", "NumPy, seeded by the generator")
def _(p, n, generator):
    seed = int(torch.randint(2**62, (1,), generator=generator))
    p = p.numpy().astype(float)
    return np.random.default_rng(seed).choice(len(p), size=n, p=p / p.sum())


@RIGHT.of("sample_categorical", "random.Random, seeded by the generator")
def _(p, n, generator):
    seed = int(torch.randint(2**62, (1,), generator=generator))
    return random.Random(seed).choices(range(len(p)), weights=p.tolist(), k=n)


@RIGHT.of("sample_categorical", "rejection")
def _(p, n, generator):
    drawn = []
    while len(drawn) < n:
        k = torch.randint(len(p), (n,), generator=generator)
        drawn += k[torch.rand(n, dtype=p.dtype, generator=generator) * p.max() < p[k]].tolist()
    return torch.tensor(drawn[:n])
