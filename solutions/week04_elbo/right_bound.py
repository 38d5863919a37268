"""Right answers about the two bounds and the reconstruction term. Nothing here uses the reference's formulas."""

from __future__ import annotations

import math

import numpy as np
import scipy.special
import torch
import torch.nn.functional as F  # noqa: N812
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence

from autograder.authoring import RightAnswers
from reference_impl.variational.vae import decode, encode  # the notebook gives the same two

RIGHT = RightAnswers()


# bernoulli_recon


@RIGHT.of("bernoulli_recon", "cross-entropy with logits")
def recon(x, logits):
    return -F.binary_cross_entropy_with_logits(logits, x.to(logits.dtype), reduction="none").sum(dim=1)


@RIGHT.of("bernoulli_recon", "torch.distributions")
def _(x, logits):
    return Independent(Bernoulli(logits=logits), 1).log_prob(x.to(logits.dtype))


@RIGHT.of("bernoulli_recon", "two log sigmoids")
def _(x, logits):
    x = x.to(logits.dtype)
    return (x * F.logsigmoid(logits) + (1 - x) * F.logsigmoid(-logits)).sum(-1)


@RIGHT.of("bernoulli_recon", "logit minus softplus")
def _(x, logits):
    return (x * logits - F.softplus(logits)).sum(-1)


@RIGHT.of("bernoulli_recon", "sums apart")
def _(x, logits):
    x = x.to(logits.dtype)
    return torch.einsum("bd,bd->b", x, logits) - F.softplus(logits).sum(1)


@RIGHT.of("bernoulli_recon", "signs and logaddexp")
def _(x, logits):
    sign = 2 * x.to(logits.dtype) - 1
    return -torch.logaddexp(torch.zeros_like(logits), -sign * logits).sum(dim=-1)


@RIGHT.of("bernoulli_recon", "NumPy")
def _(x, logits):
    y, a = x.numpy().astype(bool), logits.numpy()
    return -np.logaddexp(0, np.where(y, -a, a)).sum(axis=1)


@RIGHT.of("bernoulli_recon", "SciPy")
def _(x, logits):
    return scipy.special.log_expit(np.where(x.bool().numpy(), 1, -1) * logits.double().numpy()).sum(axis=-1)


@RIGHT.of("bernoulli_recon", "plain Python")
def _(x, logits):
    def log_probability(pixel, logit):
        a = -logit if pixel else logit
        return -(max(a, 0.0) + math.log1p(math.exp(-abs(a))))

    return [
        math.fsum(map(log_probability, pixels, row)) for pixels, row in zip(x.tolist(), logits.tolist(), strict=True)
    ]


@RIGHT.of("bernoulli_recon", "relu and log1p")
def _(x, logits):
    return -(torch.relu(logits) - logits * x + torch.log1p(torch.exp(-logits.abs()))).sum(1)


# elbo


def kl(mu, logvar):
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum(-1)


def log_p(x, logits):
    return (x * logits - F.softplus(logits)).sum(-1)


@RIGHT.of("elbo", "a loop over the draws")
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    total = 0
    for _ in range(num_samples):
        z = mu + (0.5 * logvar).exp() * torch.randn(mu.shape, dtype=mu.dtype, generator=generator)
        total = total + recon(x, decode(params, z))
    return total / num_samples - kl(mu, logvar)


@RIGHT.of("elbo", "an axis of draws")
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    eps = torch.randn(num_samples, *mu.shape, dtype=mu.dtype, generator=generator)
    return log_p(x, decode(params, mu + torch.exp(logvar / 2) * eps)).mean(0) - kl(mu, logvar)


@RIGHT.of("elbo", "an axis of draws in the middle")
def _(x, params, num_samples, generator):
    mu, logvar = (value.unsqueeze(1) for value in encode(params, x))
    eps = torch.randn(len(x), num_samples, mu.shape[-1], generator=generator)
    z = mu + (logvar / 2).exp() * eps
    return log_p(x.unsqueeze(1), decode(params, z)).mean(1) - kl(mu, logvar).squeeze(1)


@RIGHT.of("elbo", "the divergence by the same draws")
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    q = Normal(mu, (logvar / 2).exp())
    z = mu + q.scale * torch.randn((num_samples, *mu.shape), dtype=mu.dtype, generator=generator)
    log_prior = Normal(0.0, 1.0).log_prob(z).sum(-1)
    log_likelihood = Bernoulli(logits=decode(params, z)).log_prob(x.to(mu.dtype)).sum(-1)
    return (log_likelihood + log_prior - q.log_prob(z).sum(-1)).mean(0)


@RIGHT.of("elbo", "antithetic pairs")
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    eps = torch.randn((num_samples + 1) // 2, *mu.shape, dtype=mu.dtype, generator=generator)
    eps = torch.cat([eps, -eps])[:num_samples]
    return log_p(x, decode(params, mu + (logvar / 2).exp() * eps)).mean(0) - kl(mu, logvar)


@RIGHT.of("elbo", "one noise for all images")
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    eps = torch.randn(num_samples, 1, mu.shape[-1], dtype=mu.dtype, generator=generator)
    return log_p(x, decode(params, mu + (logvar / 2).exp() * eps)).mean(0) - kl(mu, logvar)


@RIGHT.of("elbo", "torch.distributions")
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x.double())
    q = Independent(Normal(mu, logvar.exp().sqrt()), 1)
    prior = Independent(Normal(torch.zeros_like(mu), torch.ones_like(mu)), 1)
    noise = torch.randn(num_samples, *mu.shape, generator=generator, dtype=mu.dtype)
    likelihood = Independent(Bernoulli(logits=decode(params, q.mean + q.stddev * noise)), 1)
    return likelihood.log_prob(x.to(mu.dtype)).mean(0) - kl_divergence(q, prior)


@RIGHT.of("elbo", "flattened batch")
def _(x, params, num_samples, generator):
    pixels = x.float().repeat_interleave(num_samples, dim=0)
    mu, logvar = encode(params, pixels)
    z = mu + torch.randn(mu.shape, dtype=mu.dtype, generator=generator) * (0.5 * logvar).exp()
    each = log_p(pixels, decode(params, z)) - kl(mu, logvar)
    return each.view(len(x), num_samples).mean(1)


@RIGHT.of("elbo", "numbers for each image")
def _(x, params, num_samples, generator):
    out = []
    for image in x:
        mu, logvar = encode(params, image)
        z = mu + (0.5 * logvar).exp() * torch.randn(num_samples, len(mu), dtype=mu.dtype, generator=generator)
        out.append(float(log_p(image, decode(params, z)).mean() - kl(mu, logvar)))
    return out


@RIGHT.of("elbo", "NumPy for what is random")
def _(x, params, num_samples, generator):
    rng = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
    mu, logvar = (value.numpy() for value in encode(params, x))
    z = mu + np.exp(logvar / 2) * rng.standard_normal((num_samples, *mu.shape))
    logits = decode(params, torch.from_numpy(z)).numpy()
    recon = -np.logaddexp(0, np.where(x.bool().numpy(), -logits, logits)).sum(-1).mean(0)
    return recon - 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar).sum(-1)


# iwae_bound


@RIGHT.of("iwae_bound", "logsumexp")
def _(log_weights):
    return log_weights.logsumexp(1) - math.log(log_weights.size(1))


@RIGHT.of("iwae_bound", "the largest taken out")
def _(log_weights):
    top = log_weights.max(dim=1, keepdim=True).values
    return (log_weights - top).exp().mean(dim=1).log() + top.squeeze(1)


@RIGHT.of("iwae_bound", "weights divided first")
def _(log_weights):
    K = log_weights.shape[-1]
    return torch.logsumexp(log_weights - math.log(K), dim=-1)


@RIGHT.of("iwae_bound", "SciPy")
def _(log_weights):
    return scipy.special.logsumexp(log_weights.numpy(), axis=1, b=1 / log_weights.shape[1])


@RIGHT.of("iwae_bound", "log-softmax")
def _(log_weights):
    # log softmax = w - logsumexp, so any column tells logsumexp.
    return (log_weights - torch.log_softmax(log_weights, dim=1))[:, 0] - math.log(log_weights.shape[1])


@RIGHT.of("iwae_bound", "one after the other")
def _(log_weights):
    total = log_weights[:, 0]
    for w in log_weights.T[1:]:
        total = torch.logaddexp(total, w)
    return total - math.log(log_weights.shape[1])


@RIGHT.of("iwae_bound", "plain Python")
def _(log_weights):
    def bound(row):
        top = max(row)
        return top + math.log(math.fsum(math.exp(w - top) for w in row) / len(row))

    return [bound(row) for row in log_weights.tolist()]
