"""Right answers about ridge regression. Nothing here uses the reference."""

from __future__ import annotations

import math

import numpy as np
import scipy.optimize
import torch

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()


@RIGHT.of("ridge_map", "normal equations")
def _(X, y, noise_var, prior_var):
    lam = noise_var / prior_var
    return torch.linalg.solve(X.T @ X + lam * torch.eye(X.shape[1], dtype=X.dtype), X.T @ y)


@RIGHT.of("ridge_map", "float32 identity")
def _(X, y, noise_var, prior_var):
    return torch.linalg.solve(X.T @ X + noise_var / prior_var * torch.eye(X.size(1)), X.T @ y)


@RIGHT.of("ridge_map", "inverse")
def _(X, y, noise_var, prior_var):
    precision = X.mT @ X / noise_var + torch.eye(X.shape[1], dtype=X.dtype) / prior_var
    return torch.inverse(precision) @ X.mT @ y / noise_var


@RIGHT.of("ridge_map", "augmented least squares")
def _(X, y, noise_var, prior_var):
    D, root = X.shape[1], math.sqrt(noise_var / prior_var)
    rows = torch.cat([X, root * torch.eye(D, dtype=X.dtype)])
    return torch.linalg.lstsq(rows, torch.cat([y, torch.zeros(D, dtype=y.dtype)])[:, None]).solution[:, 0]


@RIGHT.of("ridge_map", "singular values")
def _(X, y, noise_var, prior_var):
    U, S, Vh = torch.linalg.svd(X, full_matrices=False)
    return Vh.T @ (S / (S**2 + noise_var / prior_var) * (U.T @ y))


@RIGHT.of("ridge_map", "in the space of the observations")
def _(X, y, noise_var, prior_var):
    K = X @ X.T + noise_var / prior_var * torch.eye(len(X), dtype=X.dtype)
    return X.T @ torch.linalg.solve(K, y)


@RIGHT.of("ridge_map", "NumPy")
def _(X, y, noise_var, prior_var):
    X, y = X.numpy().astype(np.float64), y.numpy().astype(np.float64)
    return np.linalg.solve(X.T @ X + noise_var / prior_var * np.identity(X.shape[1]), X.T.dot(y))


@RIGHT.of("ridge_map", "Cholesky")
def _(X, y, noise_var, prior_var):
    lam = noise_var / prior_var
    factor = torch.linalg.cholesky(X.T @ X + torch.diag(torch.full((X.shape[1],), lam, dtype=X.dtype)))
    return torch.cholesky_solve((X.T @ y)[:, None], factor).squeeze(1)


@RIGHT.of("ridge_map", "one observation after the other")
def _(X, y, noise_var, prior_var):
    mean, cov = torch.zeros(X.shape[1], dtype=X.dtype), prior_var * torch.eye(X.shape[1], dtype=X.dtype)
    for row, target in zip(X, y, strict=True):
        gain = cov @ row / (row @ cov @ row + noise_var)
        mean, cov = mean + gain * (target - row @ mean), cov - torch.outer(gain, row @ cov)
    return mean


@RIGHT.of("ridge_map", "a search")
def _(X, y, noise_var, prior_var):
    X, y = X.double().numpy(), y.double().numpy()

    def residuals(w):
        return np.concatenate([(y - X @ w) / math.sqrt(noise_var), w / math.sqrt(prior_var)])

    return scipy.optimize.least_squares(residuals, np.zeros(X.shape[1]), xtol=1e-12, ftol=1e-12, gtol=1e-12).x
