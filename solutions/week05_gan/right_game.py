"""Right answers about the game: discriminator, value, losses."""

from __future__ import annotations

import functools
import math

import numpy as np
import sympy
import torch
import torch.nn.functional as F  # noqa: N812
from scipy import special

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()


# optimal_discriminator


@RIGHT.of("optimal_discriminator", "where, twice")
def _(p_data, p_g):
    total = p_data + p_g
    safe = torch.where(total == 0, torch.ones_like(total), total)
    return torch.where(total == 0, 0.5 * torch.ones_like(total), p_data / safe)


@RIGHT.of("optimal_discriminator", "nan replaced")
def _(p_data, p_g):
    return torch.nan_to_num(p_data / (p_data + p_g), nan=0.5)


@RIGHT.of("optimal_discriminator", "numpy")
def _(p_data, p_g):
    a, b = np.broadcast_arrays(p_data.numpy(), p_g.numpy())
    with np.errstate(invalid="ignore"):
        return np.where(a + b > 0, a / (a + b), a.dtype.type(0.5))


@RIGHT.of("optimal_discriminator", "loop over elements")
def _(p_data, p_g):
    a, b = torch.broadcast_tensors(p_data, p_g)
    flat = [x / (x + y) if x + y > 0 else 0.5 for x, y in zip(a.flatten().tolist(), b.flatten().tolist(), strict=True)]
    return torch.tensor(flat, dtype=torch.float64).reshape(a.shape)


@RIGHT.of("optimal_discriminator", "sigmoid of the log ratio")
def _(p_data, p_g):
    return torch.sigmoid(p_data.log() - p_g.log()).nan_to_num(nan=0.5)


@RIGHT.of("optimal_discriminator", "one over one plus ratio")
def _(p_data, p_g):
    return torch.where((p_data == 0) & (p_g == 0), torch.tensor(0.5, dtype=p_data.dtype), 1 / (1 + p_g / p_data))


RIGHT.add("optimal_discriminator", "an object that is called", np.vectorize(lambda a, b: a / (a + b) if a + b else 0.5))


# optimal_discriminator_expr


def _expressions():
    p, q = sympy.symbols("p q", positive=True)
    yield "a share", p / (p + q)
    yield "one over one plus ratio", 1 / (1 + q / p)
    yield "the rest", 1 - q / (p + q)
    a, b, y = sympy.symbols("p q y")
    (root,) = sympy.solve(a / y - b / (1 - y), y)
    yield "solved, any symbols", root
    yield "sigmoid of a log ratio", 1 / (1 + sympy.exp(sympy.log(q) - sympy.log(p)))
    x = sympy.Symbol("p", real=True)
    yield "a derivative left standing", sympy.Derivative(x**2 / 2, x) / (x + sympy.Symbol("q", real=True))


for _name, _expression in _expressions():
    RIGHT.add("optimal_discriminator_expr", _name, _expression)


# gan_value


@RIGHT.of("gan_value", "xlogy")
def _(d, p_data, p_g):
    return torch.xlogy(p_data, d).sum() + torch.xlogy(p_g, 1 - d).sum()


@RIGHT.of("gan_value", "where there is something")
def _(d, p_data, p_g):
    real, fake = p_data > 0, p_g > 0
    return (p_data[real] * d[real].log()).sum() + (p_g[fake] * torch.log1p(-d[fake])).sum()


@RIGHT.of("gan_value", "loop, math")
def _(d, p_data, p_g):
    total = 0.0
    for y, a, b in zip(d.tolist(), p_data.tolist(), p_g.tolist(), strict=True):
        if a > 0:
            total += a * math.log(y) if y > 0 else -math.inf
        if b > 0:
            total += b * math.log(1 - y) if y < 1 else -math.inf
    return total


@RIGHT.of("gan_value", "scipy, double")
def _(d, p_data, p_g):
    d, a, b = (x.double().numpy() for x in (d, p_data, p_g))
    return np.sum(special.xlogy(a, d) + special.xlog1py(b, -d))


@RIGHT.of("gan_value", "nan where 0 log 0")
def _(d, p_data, p_g):
    real = torch.nan_to_num(p_data * torch.log(d), nan=0.0, neginf=-torch.inf)
    fake = torch.nan_to_num(p_g * torch.log(1 - d), nan=0.0, neginf=-torch.inf)
    return torch.sum(real + fake)


# discriminator_loss


@RIGHT.of("discriminator_loss", "softplus")
def _(logits_real, logits_fake):
    return F.softplus(-logits_real).mean() + F.softplus(logits_fake).mean()


@RIGHT.of("discriminator_loss", "logsigmoid")
def _(logits_real, logits_fake):
    return -F.logsigmoid(logits_real).mean() - F.logsigmoid(-logits_fake).mean()


@RIGHT.of("discriminator_loss", "binary cross entropy with logits")
def _(logits_real, logits_fake):
    real = F.binary_cross_entropy_with_logits(logits_real, torch.ones_like(logits_real))
    return real + F.binary_cross_entropy_with_logits(logits_fake, torch.zeros_like(logits_fake))


@RIGHT.of("discriminator_loss", "numpy logaddexp")
def _(logits_real, logits_fake):
    return np.logaddexp(0, -logits_real.numpy()).mean() + np.logaddexp(0, logits_fake.numpy()).mean()


@RIGHT.of("discriminator_loss", "loop, math")
def _(logits_real, logits_fake):
    def softplus(x):
        return max(x, 0.0) + math.log1p(math.exp(-abs(x)))

    real = sum(softplus(-x) for x in logits_real.tolist()) / len(logits_real)
    return real + sum(softplus(x) for x in logits_fake.tolist()) / len(logits_fake)


# generator_loss


@RIGHT.of("generator_loss", "softplus")
def _(logits_fake, saturating):
    return -F.softplus(logits_fake).mean() if saturating else F.softplus(-logits_fake).mean()


@RIGHT.of("generator_loss", "logsigmoid, one sign")
def _(logits_fake, saturating):
    sign = -1 if saturating else 1
    return -sign * F.logsigmoid(sign * logits_fake).mean()


@RIGHT.of("generator_loss", "binary cross entropy with logits")
def _(logits_fake, saturating):
    label = torch.full_like(logits_fake, 0.0 if saturating else 1.0)
    loss = F.binary_cross_entropy_with_logits(logits_fake, label)
    return -loss if saturating else loss


@RIGHT.of("generator_loss", "logaddexp, double")
def _(logits_fake, saturating):
    x = logits_fake.double()
    zero = torch.zeros_like(x)
    return -torch.logaddexp(zero, x).mean() if saturating else torch.logaddexp(zero, -x).mean()


@RIGHT.of("generator_loss", "by hand")
def _(logits_fake, saturating):
    x = logits_fake if saturating else -logits_fake
    loss = (x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))).sum() / len(x)
    return -loss if saturating else loss


@RIGHT.of("generator_loss", "torch.distributions")
def _(logits_fake, saturating):
    law = torch.distributions.Bernoulli(logits=logits_fake)
    return (
        law.log_prob(torch.zeros_like(logits_fake)).mean()
        if saturating
        else -law.log_prob(torch.ones_like(logits_fake)).mean()
    )


class _Loss:
    def __call__(self, logits, saturating):
        total = 0
        for x in logits:
            total = total + (torch.logsumexp(torch.stack([torch.zeros_like(x), x if saturating else -x]), 0))
        return (-total if saturating else total) / logits.numel()


RIGHT.add("generator_loss", "an object that is called, one by one", _Loss())
RIGHT.add("gan_value", "partial", functools.partial(lambda k, d, a, b: k(a, d).sum() + k(b, 1 - d).sum(), torch.xlogy))
