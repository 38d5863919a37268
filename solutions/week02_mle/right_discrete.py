"""Right answers about coins and classes. Nothing here uses the reference."""

from __future__ import annotations

import functools
import math
from collections import Counter

import numpy as np
import scipy.special
import scipy.stats
import sympy
import torch
from torch.nn import functional

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()


# bernoulli_log_likelihood


@RIGHT.of("bernoulli_log_likelihood", "where")
def _(p, x):
    if not torch.is_tensor(p):
        p = torch.tensor(p)
    return torch.where(x.bool(), torch.log(p), torch.log(1 - p)).sum()


@RIGHT.of("bernoulli_log_likelihood", "xlogy")
def _(p, x):
    dtype = x.dtype if x.is_floating_point() else torch.float64
    p, x = torch.as_tensor(p, dtype=dtype), x.to(dtype)
    return (torch.xlogy(x, p) + torch.special.xlog1py(1 - x, -p)).sum()


@RIGHT.of("bernoulli_log_likelihood", "plain Python")
def _(p, x):
    total = 0.0
    for toss in x.tolist():
        chance = float(p) if toss else 1 - float(p)
        total += math.log(chance) if chance > 0 else -math.inf
    return total


@RIGHT.of("bernoulli_log_likelihood", "the ends apart")
def _(p, x):
    x = x if x.is_floating_point() else x.float()
    if p == 0 or p == 1:
        return torch.tensor(0.0) if bool((x == p).all()) else torch.tensor(-torch.inf)
    return torch.distributions.Bernoulli(torch.as_tensor(p, dtype=x.dtype)).log_prob(x).sum()


@RIGHT.of("bernoulli_log_likelihood", "counts")
def _(p, x):
    p, heads = float(p), int(x.sum())

    def term(count, chance):
        if count == 0:
            return 0.0
        return count * math.log(chance) if chance > 0 else float("-inf")

    return torch.tensor(term(heads, p) + term(len(x) - heads, 1 - p), dtype=torch.float64)


@RIGHT.of("bernoulli_log_likelihood", "scipy.stats")
def _(p, x):
    return scipy.stats.bernoulli.logpmf(x.numpy().astype(int), float(p)).sum()


@RIGHT.of("bernoulli_log_likelihood", "scipy.special")
def _(p, x):
    toss, p = x.numpy().astype(np.float64), np.float64(p)
    return np.sum(scipy.special.xlogy(toss, p) + scipy.special.xlogy(1 - toss, 1 - p))


@RIGHT.of("bernoulli_log_likelihood", "log of the chosen probability")
def _(p, x):
    x = x.to(torch.get_default_dtype()) if not x.is_floating_point() else x
    return (p * x + (1 - p) * (1 - x)).log().sum()


@RIGHT.of("bernoulli_log_likelihood", "cross entropy where it is finite")
def _(p, x):
    x = x.double()
    p = torch.full_like(x, float(p))
    if ((p == 0) & (x == 1)).any() or ((p == 1) & (x == 0)).any():
        return -math.inf
    return -functional.binary_cross_entropy(p, x, reduction="sum")


@RIGHT.of("bernoulli_log_likelihood", "logarithms of NumPy, nan put right")
def _(p, x):
    x, p = x.numpy().astype(float), float(p)
    with np.errstate(all="ignore"):
        terms = np.nan_to_num(x * np.log(p), nan=0.0, neginf=-np.inf)
        return (terms + np.nan_to_num((1 - x) * np.log(1 - p), nan=0.0, neginf=-np.inf)).sum()


# bernoulli_map


@RIGHT.of("bernoulli_map", "counts")
def _(x, a, b):
    heads = x.sum()
    return (heads + a - 1) / (x.numel() + a + b - 2)


@RIGHT.of("bernoulli_map", "plain Python")
def _(x, a, b):
    heads = sum(x.tolist())
    tails = len(x) - heads
    return (heads + a - 1) / ((heads + a - 1) + (tails + b - 1))


@RIGHT.of("bernoulli_map", "weighted mean of prior mode and share")
def _(x, a, b):
    N, prior = len(x), a + b - 2
    share = x.double().mean()
    return N / (N + prior) * share + prior / (N + prior) * (a - 1) / prior


@RIGHT.of("bernoulli_map", "numpy")
def _(x, a, b):
    seen = np.asarray(x, dtype=np.float32 if x.dtype == torch.float32 else np.float64)
    return (np.sum(seen) + a - 1) / (seen.shape[0] + a + b - 2)


@RIGHT.of("bernoulli_map", "root of the score by bisection")
def _(x, a, b):
    heads, low, high = float(x.sum()), 0.0, 1.0
    tails = len(x) - heads
    for _ in range(200):
        p = (low + high) / 2
        slope = (heads + a - 1) / p - (tails + b - 1) / (1 - p)
        low, high = (p, high) if slope > 0 else (low, p)
    return p


@RIGHT.of("bernoulli_map", "parameters of the posterior")
def _(x, a, b):
    x = x.double()
    alpha, beta = a + x.sum(), b + (1 - x).sum()
    return (alpha - 1) / (alpha + beta - 2)


# categorical_mle


@RIGHT.of("categorical_mle", "bincount")
def _(labels, num_classes):
    return torch.bincount(labels, minlength=num_classes) / len(labels)


@RIGHT.of("categorical_mle", "one hot")
def _(labels, num_classes):
    return functional.one_hot(labels, num_classes).double().mean(dim=0)


@RIGHT.of("categorical_mle", "Counter")
def _(labels, num_classes):
    counts = Counter(labels.tolist())
    return [counts[k] / len(labels) for k in range(num_classes)]


@RIGHT.of("categorical_mle", "numpy")
def _(labels, num_classes):
    counts = np.zeros(num_classes)
    np.add.at(counts, labels.numpy(), 1)
    return counts / counts.sum()


@RIGHT.of("categorical_mle", "scatter")
def _(labels, num_classes):
    share = torch.zeros(num_classes, dtype=torch.float32)
    share.scatter_add_(0, labels, torch.ones(len(labels)))
    return share / share.sum()


@RIGHT.of("categorical_mle", "loop of means")
def _(labels, num_classes):
    return torch.stack([(labels == k).float().mean() for k in range(num_classes)])


@RIGHT.of("categorical_mle", "histogram")
def _(labels, num_classes):
    return np.histogram(labels.numpy(), bins=np.arange(num_classes + 1) - 0.5, density=True)[0]


# categorical_log_prob


@RIGHT.of("categorical_log_prob", "log_softmax and gather")
def _(logits, labels):
    return logits.log_softmax(dim=-1).gather(1, labels[:, None])[:, 0]


@RIGHT.of("categorical_log_prob", "logits less logsumexp")
def _(logits, labels):
    return logits[torch.arange(len(labels)), labels] - torch.logsumexp(logits, dim=1)


@RIGHT.of("categorical_log_prob", "all logits less logsumexp")
def _(logits, labels):
    return (logits - logits.logsumexp(1, keepdim=True))[range(len(labels)), labels]


@RIGHT.of("categorical_log_prob", "cross entropy")
def _(logits, labels):
    return -functional.cross_entropy(logits, labels, reduction="none")


@RIGHT.of("categorical_log_prob", "torch.distributions")
def _(logits, labels):
    return torch.distributions.Categorical(logits=logits).log_prob(labels)


@RIGHT.of("categorical_log_prob", "scipy")
def _(logits, labels):
    return np.take_along_axis(scipy.special.log_softmax(logits.numpy(), axis=1), labels.numpy()[:, None], 1).ravel()


@RIGHT.of("categorical_log_prob", "plain Python")
def _(logits, labels):
    out = []
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        top = max(row)
        out.append(row[label] - top - math.log(sum(math.exp(value - top) for value in row)))
    return out


@RIGHT.of("categorical_log_prob", "one hot and the largest taken away")
def _(logits, labels):
    shifted = logits - logits.max(dim=1, keepdim=True).values
    table = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return (table * functional.one_hot(labels, logits.shape[1])).sum(dim=1)


@RIGHT.of("categorical_log_prob", "differences to the label's logit")
def _(logits, labels):
    chosen = logits.gather(1, labels.unsqueeze(1))
    return -torch.logsumexp(logits - chosen, dim=1)


@RIGHT.of("categorical_log_prob", "logaddexp in NumPy")
def _(logits, labels):
    values = logits.numpy()
    total = functools.reduce(np.logaddexp, values.T)
    return values[np.arange(len(values)), labels.numpy()] - total


# bernoulli_fisher_information

p = sympy.Symbol("p")
positive = sympy.Symbol("p", positive=True)
x = sympy.Symbol("x")
log_probability = x * sympy.log(p) + (1 - x) * sympy.log(1 - p)

RIGHT.add("bernoulli_fisher_information", "closed form", 1 / (p * (1 - p)))
RIGHT.add("bernoulli_fisher_information", "sum of two fractions", 1 / positive + 1 / (1 - positive))
RIGHT.add("bernoulli_fisher_information", "a power", (positive - positive**2) ** -1)
RIGHT.add(
    "bernoulli_fisher_information",
    "expected square of the score",
    sum(w * sympy.diff(log_probability, p).subs(x, k) ** 2 for k, w in ((0, 1 - p), (1, p))),
)
RIGHT.add(
    "bernoulli_fisher_information",
    "mean curvature, simplified",
    sympy.simplify(-sympy.diff(log_probability, p, 2).subs(x, p)),
)
RIGHT.add(
    "bernoulli_fisher_information",
    "derivatives not yet taken",
    -(p * sympy.Derivative(sympy.log(p), (p, 2)) + (1 - p) * sympy.Derivative(sympy.log(1 - p), (p, 2))),
)
RIGHT.add("bernoulli_fisher_information", "through the logit", sympy.diff(sympy.log(p / (1 - p)), p))
