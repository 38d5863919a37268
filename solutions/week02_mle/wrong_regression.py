"""Wrong answers about ridge regression."""

from __future__ import annotations

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

TALL, BROAD, PRIORS = "more rows than columns", "fewer rows than columns", "strong and weak priors"
ONE, FLOAT32 = "one column", "float32"
ALL = (TALL, BROAD, PRIORS, ONE, FLOAT32, UNCHANGED)  # the last is not gained without the first


def _ridge(X, y, penalty):
    return torch.linalg.solve(X.T @ X + penalty * torch.eye(X.shape[1], dtype=X.dtype), X.T @ y)


@WRONG.of(
    "ridge_map",
    "ratio-upside-down",
    "Your ratio is upside down: a wide prior should hold the weights less, not more.",
    ALL,
)
def _(X, y, noise_var, prior_var):
    return _ridge(X, y, prior_var / noise_var)


@WRONG.of("ridge_map", "noise-forgotten", "The variance of the noise has no influence on your weights.", ALL)
def _(X, y, noise_var, prior_var):
    return _ridge(X, y, 1 / prior_var)


@WRONG.of("ridge_map", "prior-forgotten", "The variance of the prior has no influence on your weights.", ALL)
def _(X, y, noise_var, prior_var):
    return _ridge(X, y, noise_var)


@WRONG.of("ridge_map", "product", "You multiply the two variances. Only their ratio can matter.", ALL)
def _(X, y, noise_var, prior_var):
    return _ridge(X, y, noise_var * prior_var)


@WRONG.of(
    "ridge_map",
    "standard-deviations",
    "You square what are variances already.",
    ALL,
)
def _(X, y, noise_var, prior_var):
    return _ridge(X, y, noise_var**2 / prior_var**2)


@WRONG.of(
    "ridge_map",
    "least-squares",
    "These are the weights of maximum likelihood: the prior has no say.",
    ALL,
)
def _(X, y, noise_var, prior_var):
    return torch.linalg.pinv(X) @ y


@WRONG.of(
    "ridge_map",
    "times-n",
    "Your prior grows with the data: a penalty beside the mean of the squares is not one beside their sum.",
    ALL,
)
def _(X, y, noise_var, prior_var):
    return _ridge(X, y, len(X) * noise_var / prior_var)


@WRONG.of(
    "ridge_map",
    "added-everywhere",
    "You add a number to a matrix, and torch adds it to every entry. The penalty is on each weight alone.",
    (TALL, BROAD, PRIORS, FLOAT32, UNCHANGED),
)
def _(X, y, noise_var, prior_var):
    return torch.linalg.solve(X.T @ X + noise_var / prior_var + 1e-9 * torch.eye(X.shape[1], dtype=X.dtype), X.T @ y)


@WRONG.of(
    "ridge_map",
    "intercept",
    "You take the means away first, as one does for an intercept. This model has none.",
    ALL,
)
def _(X, y, noise_var, prior_var):
    return _ridge(X - X.mean(0), y - y.mean(), noise_var / prior_var)


@WRONG.of(
    "ridge_map",
    "column-of-shape-d-1",
    "Your weights are a column of shape (D, 1). Asked is (D,).",
    ALL,
)
def _(X, y, noise_var, prior_var):
    return _ridge(X, y[:, None], noise_var / prior_var)


@WRONG.of(
    "ridge_map",
    "axis-dropped",
    "With one column your result has no axis. squeeze() takes away every axis of length 1.",
    (ONE,),
)
def _(X, y, noise_var, prior_var):
    return _ridge(X, y[:, None], noise_var / prior_var).squeeze()


@WRONG.of(
    "ridge_map",
    "needs-many-rows",
    "You invert a matrix that is singular where there are fewer rows than columns. There is no need to.",
    (BROAD,),
)
def _(X, y, noise_var, prior_var):
    if len(X) < X.shape[1]:
        raise torch.linalg.LinAlgError("singular")
    return _ridge(X, y, noise_var / prior_var)


@WRONG.of(
    "ridge_map",
    "changes-its-input",
    "The weights are right, but the caller's data are not the same afterwards.",
    (UNCHANGED,),
)
def _(X, y, noise_var, prior_var):
    w = _ridge(X, y, noise_var / prior_var)
    y -= X @ w
    return w
