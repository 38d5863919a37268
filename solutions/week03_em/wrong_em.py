"""Wrong answers about the two steps of EM."""

from __future__ import annotations

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

from ._wrong import average, densities, diagonal, nearest, spread, table

WRONG = WrongAnswers()

WEIGHTS, MEANS, COVS, SHAPES = "weights", "means", "covariances", "other shapes"
HARD, ALONE, FAR, SINGLE = "hard assignments", "one component", "far from every mean", "float32"


@WRONG.of(
    "m_step",
    "divides-by-n-minus-1",
    "Your covariances are divided by the number of points less one. Maximum likelihood divides by the number.",
    (COVS, SHAPES, HARD, ALONE, SINGLE),
)
def _(x, resp):
    weights, means, covs = average(x, resp)
    counts = resp.sum(dim=0)[:, None, None]
    return weights, means, covs * counts / (counts - 1)


@WRONG.of(
    "m_step",
    "jitter-of-a-millionth",
    "You add 1e-6 to the diagonals. Asked is the exact maximiser; 1e-8 is the most that is allowed.",
    (COVS, SHAPES, HARD, ALONE),
)
def _(x, resp):
    weights, means, covs = average(x, resp)
    return weights, means, covs + 1e-6 * torch.eye(x.shape[1], dtype=x.dtype)


@WRONG.of(
    "m_step",
    "means-divided-by-all",
    "Your means are divided by the number of all points. A component's average knows only its share of them.",
    (MEANS, COVS, SHAPES, HARD, SINGLE),
)
def _(x, resp):
    weights, _, _ = average(x, resp)
    means = resp.T @ x / len(x)
    return weights, means, spread(x, resp, means) / resp.sum(dim=0)[:, None, None]


@WRONG.of(
    "m_step",
    "covariances-divided-by-all",
    "Your covariances are divided by the number of all points. A component's average knows only its share of them.",
    (COVS, SHAPES, HARD, SINGLE),
)
def _(x, resp):
    weights, means, _ = average(x, resp)
    return weights, means, spread(x, resp, means) / len(x)


@WRONG.of(
    "m_step",
    "counts-for-weights",
    "You return effective numbers of points. Weights are probabilities: they sum to 1.",
    (WEIGHTS, SHAPES, HARD, ALONE, SINGLE, UNCHANGED),
)
def _(x, resp):
    _, means, covs = average(x, resp)
    return resp.sum(dim=0), means, covs


@WRONG.of(
    "m_step",
    "equal-weights",
    "Your weights are all equal, whatever the responsibilities say.",
    (WEIGHTS, SHAPES, HARD, SINGLE, UNCHANGED),
)
def _(x, resp):
    weights, means, covs = average(x, resp)
    return torch.full_like(weights, 1 / len(weights)), means, covs


@WRONG.of(
    "m_step",
    "diagonal-covariances",
    "Your covariances have nothing beside the diagonal. Asked are full ones.",
    (COVS, SHAPES, HARD, ALONE, SINGLE),
)
def _(x, resp):
    weights, means, covs = average(x, resp)
    return weights, means, diagonal(covs)


@WRONG.of(
    "m_step",
    "not-centred",
    "These are second moments around 0. A covariance is around the mean.",
    (COVS, SHAPES, HARD, ALONE, SINGLE),
)
def _(x, resp):
    weights, means, _ = average(x, resp)
    return weights, means, spread(x, resp, torch.zeros_like(means)) / resp.sum(dim=0)[:, None, None]


@WRONG.of(
    "m_step",
    "one-covariance-for-all",
    "Your components share one covariance. In this model each has its own.",
    (COVS, SHAPES, HARD, SINGLE),
)
def _(x, resp):
    weights, means, covs = average(x, resp)
    return weights, means, torch.einsum("k,kde->de", weights, covs).expand_as(covs)


@WRONG.of(
    "m_step",
    "hard-assignment",
    "You round the responsibilities before you average. A point that is half a component's counts half.",
    (WEIGHTS, MEANS, COVS, SHAPES, SINGLE, UNCHANGED),
)
def _(x, resp):
    return average(x, nearest(resp))


@WRONG.of(
    "m_step",
    "normalises-in-place",
    "The values are right, but the caller's responsibilities have been divided by their sums.",
    (UNCHANGED,),
)
def _(x, resp):
    weights = resp.mean(dim=0)
    resp /= resp.sum(dim=0)
    means = resp.T @ x
    return weights, means, spread(x, resp, means)


ALL = (WEIGHTS, MEANS, COVS, SHAPES, ALONE, FAR, SINGLE, UNCHANGED)  # two of them are not gained without others


@WRONG.of(
    "em_step",
    "old-means-in-the-covariances",
    "Your covariances are around the means that came in, not around the new ones.",
    (COVS, SHAPES, ALONE, FAR, SINGLE),
)
def _(x, weights, means, covs):
    resp = table(x, weights, means, covs).softmax(dim=1)
    new_weights, new_means, _ = average(x, resp)
    return new_weights, new_means, spread(x, resp, means) / resp.sum(dim=0)[:, None, None]


@WRONG.of(
    "em_step",
    "hard-assignment",
    "You give each point to one component. EM is soft: only so is it certain that the likelihood does not fall.",
    ALL,
)
def _(x, weights, means, covs):
    return average(x, nearest(table(x, weights, means, covs)))


@WRONG.of(
    "em_step",
    "weights-forgotten-in-the-e-step",
    "In your E step the components count alike: the weights do not come in.",
    ALL,
)
def _(x, weights, means, covs):
    return average(x, table(x, torch.ones_like(weights), means, covs).softmax(dim=1))


@WRONG.of(
    "em_step",
    "determinant-forgotten",
    "The densities of your E step are not normalised: a wide component must be lower than a narrow one.",
    ALL,
)
def _(x, weights, means, covs):
    log_det = torch.linalg.slogdet(covs).logabsdet
    return average(x, (table(x, weights, means, covs) + log_det / 2).softmax(dim=1))


@WRONG.of(
    "em_step",
    "densities-underflow",
    "A point far from every mean has densities of 0, and one 0 / 0 spoils the sums over all points.",
    (FAR,),
)
def _(x, weights, means, covs):
    joint = weights * densities(x, means, covs)
    return average(x, joint / joint.sum(dim=1, keepdim=True))


@WRONG.of(
    "em_step",
    "two-steps",
    "This takes two steps of EM.",
    ALL,
)
def _(x, weights, means, covs):
    for _ in range(2):
        weights, means, covs = average(x, table(x, weights, means, covs).softmax(dim=1))
    return weights, means, covs


@WRONG.of(
    "em_step",
    "weights-stay",
    "Means and covariances are new, the weights are those that came in.",
    (WEIGHTS, SHAPES, FAR, SINGLE, UNCHANGED),
)
def _(x, weights, means, covs):
    _, new_means, new_covs = average(x, table(x, weights, means, covs).softmax(dim=1))
    return weights, new_means, new_covs


@WRONG.of(
    "em_step",
    "diagonal-covariances",
    "Your new covariances have nothing beside the diagonal. Asked are full ones.",
    (COVS, SHAPES, ALONE, FAR, SINGLE),
)
def _(x, weights, means, covs):
    new_weights, new_means, new_covs = average(x, table(x, weights, means, covs).softmax(dim=1))
    return new_weights, new_means, diagonal(new_covs)


@WRONG.of(
    "em_step",
    "jitter-of-a-millionth",
    "You add 1e-6 to the diagonals. Asked is an exact step; 1e-8 is the most that is allowed.",
    (COVS, SHAPES, ALONE),
)
def _(x, weights, means, covs):
    weights, means, covs = average(x, table(x, weights, means, covs).softmax(dim=1))
    return weights, means, covs + 1e-6 * torch.eye(x.shape[1], dtype=x.dtype)


@WRONG.of(
    "em_step",
    "changes-its-arguments",
    "The values are right, but they have been written into the caller's tensors.",
    (UNCHANGED,),
)
def _(x, weights, means, covs):
    new = average(x, table(x, weights, means, covs).softmax(dim=1))
    for old, values in zip((weights, means, covs), new, strict=True):
        old.copy_(values)
    return new
