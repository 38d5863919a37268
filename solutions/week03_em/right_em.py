"""Right answers about the two steps of EM."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch

from autograder.authoring import RightAnswers

from ._right import average, by_distributions, by_inverse, by_loops, by_scipy, in_double, softmax

RIGHT = RightAnswers()


class Parameters(NamedTuple):
    weights: Any
    means: Any
    covs: Any


@RIGHT.of("m_step", "einsum, named tuple")
def _(x, resp):
    return Parameters(*average(x, resp))


@RIGHT.of("m_step", "loops, list")
def _(x, resp):
    N, K = resp.shape
    weights, means, covs = [], [], []
    for k in range(K):
        count = resp[:, k].sum()
        mean = sum(resp[i, k] * x[i] for i in range(N)) / count
        cov = sum(resp[i, k] * torch.outer(x[i] - mean, x[i] - mean) for i in range(N)) / count
        weights.append(count / N)
        means.append(mean)
        covs.append(cov)
    return [torch.stack(weights), torch.stack(means), torch.stack(covs)]


@RIGHT.of("m_step", "numpy's weighted averages")
def _(x, resp):
    x, resp = x.numpy(), resp.numpy()
    means = np.stack([np.average(x, axis=0, weights=r) for r in resp.T])
    covs = [np.cov(x.T, aweights=r, ddof=0).reshape(x.shape[1], x.shape[1]) for r in resp.T]
    return resp.mean(axis=0), means, np.stack(covs)


@RIGHT.of("m_step", "second moment less the mean's")
@in_double
def _(x, resp):
    share = resp / resp.sum(dim=0)
    means = share.T @ x
    second = torch.einsum("nk,nd,ne->kde", share, x, x)
    return resp.mean(dim=0), means, second - means[:, :, None] * means[:, None, :]


@RIGHT.of("m_step", "a jitter of 1e-8")
def _(x, resp):
    weights, means, covs = average(x, resp)
    return weights, means, covs + 1e-8 * torch.eye(x.shape[1], dtype=x.dtype)


@RIGHT.of("em_step", "torch.distributions")
def _(x, weights, means, covs):
    return average(x, by_distributions(x, weights, means, covs).softmax(dim=1))


@RIGHT.of("em_step", "inverse and slogdet, a dict's values")
def _(x, weights, means, covs):
    weights, means, covs = average(x, by_inverse(x, weights, means, covs).softmax(dim=1))
    return list({"weights": weights, "means": means, "covs": covs}.values())


@RIGHT.of("em_step", "scipy and numpy")
def _(x, weights, means, covs):
    resp, x = softmax(by_scipy(x, weights, means, covs)), x.double().numpy()
    counts = resp.sum(axis=0)
    new = resp.T @ x / counts[:, None]
    spread = [(resp[:, k, None] * (x - new[k])).T @ (x - new[k]) / counts[k] for k in range(len(counts))]
    return counts / len(x), new, np.array(spread)


@RIGHT.of("em_step", "loops, in double")
@in_double
def _(x, weights, means, covs):
    return average(x, by_loops(x, weights, means, covs).softmax(dim=1))


@RIGHT.of("em_step", "a jitter of 1e-8 in either step")
@in_double
def _(x, weights, means, covs):
    eye = 1e-8 * torch.eye(x.shape[1], dtype=x.dtype)
    weights, means, covs = average(x, by_distributions(x, weights, means, covs + eye).softmax(dim=1))
    return weights, means, covs + eye
