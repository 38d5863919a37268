"""Right answers that draw: the divergence from samples."""

from __future__ import annotations

import math

import numpy as np
import torch

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()


@RIGHT.of("js_estimate", "multinomial")
def _(p, q, num_samples, generator):
    d = p / (p + q)
    x = torch.multinomial(p, num_samples, replacement=True, generator=generator)
    y = torch.multinomial(q, num_samples, replacement=True, generator=generator)
    return 0.5 * torch.log(2 * d[x]).mean() + 0.5 * torch.log(2 * (1 - d[y])).mean()


@RIGHT.of("js_estimate", "inverse of the distribution function")
def _(p, q, num_samples, generator):
    u = torch.rand(2, num_samples, dtype=torch.float64, generator=generator)
    # right=True: a point of probability 0 is never hit, also not by u = 0
    x = torch.searchsorted(p.cumsum(0), u[0], right=True).clamp(max=int(p.nonzero().max()))
    y = torch.searchsorted(q.cumsum(0), u[1], right=True).clamp(max=int(q.nonzero().max()))
    m = (p + q) / 2
    return ((p[x] / m[x]).log() + (q[y] / m[y]).log()).mean() / 2


@RIGHT.of("js_estimate", "float32, one sample after the other")
def _(p, q, num_samples, generator):
    total, a, b = 0.0, p.tolist(), q.tolist()
    for x, y in zip(
        torch.multinomial(p, num_samples, replacement=True, generator=generator).tolist(),
        torch.multinomial(q, num_samples, replacement=True, generator=generator).tolist(),
        strict=True,
    ):
        total += math.log(2 * a[x] / (a[x] + b[x])) + math.log(2 * b[y] / (a[y] + b[y]))
    return torch.tensor(total / (2 * num_samples), dtype=torch.float32)


@RIGHT.of("js_estimate", "numpy, seeded by the generator")
def _(p, q, num_samples, generator):
    rng = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
    p, q = p.numpy(), q.numpy()
    counts_x = rng.multinomial(num_samples, p / p.sum())
    counts_y = rng.multinomial(num_samples, q / q.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        x, y = np.log(2 * p / (p + q)), np.log(2 * q / (p + q))
    return (counts_x[counts_x > 0] @ x[counts_x > 0] + counts_y[counts_y > 0] @ y[counts_y > 0]) / (2 * num_samples)


@RIGHT.of("js_estimate", "loop over uniform numbers")
def _(p, q, num_samples, generator):
    p, q = p.tolist(), q.tolist()

    def draw(law, u):
        for k, share in enumerate(law):
            u -= share
            if u < 0:
                return k
        return max(k for k, share in enumerate(law) if share)

    numbers = torch.rand(2 * num_samples, dtype=torch.float64, generator=generator).tolist()
    total = 0.0
    for u, v in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = draw(p, u), draw(q, v)
        total += math.log(2 * p[x] / (p[x] + q[x])) + math.log(2 * q[y] / (p[y] + q[y]))
    return total / (2 * num_samples)


@RIGHT.of("js_estimate", "Gumbel's maximum, the second law first")
def _(p, q, num_samples, generator):
    def draw(law):
        noise = torch.rand(num_samples, len(law), dtype=torch.float64, generator=generator)
        return (law.log() - torch.log(-torch.log(noise))).argmax(-1)

    y, x = draw(q), draw(p)
    return (math.log(4) + (p[x] / (p[x] + q[x])).log().mean() + (q[y] / (p[y] + q[y])).log().mean()) / 2
