"""Wrong answers about classes: their shares, and log probabilities from logits."""

from __future__ import annotations

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

FEW, ABSENT, ONE, MANY = "a few labels", "classes without a label", "one label, one class", "many labels"
ALL = (FEW, ABSENT, ONE, MANY, UNCHANGED)  # the last is not gained without the first


def _counts(labels, num_classes):
    return torch.bincount(labels, minlength=num_classes)


@WRONG.of("categorical_mle", "counts", "You return counts. Probabilities sum to 1.", ALL)
def _(labels, num_classes):
    return _counts(labels, num_classes).float()


@WRONG.of(
    "categorical_mle",
    "as-long-as-the-largest-label",
    "Your result ends with the largest label that occurs. There are num_classes classes, seen or not.",
    (ABSENT, ONE),
)
def _(labels, num_classes):
    return torch.bincount(labels) / len(labels)


@WRONG.of(
    "categorical_mle",
    "only-classes-that-occur",
    "You count the classes that occur and leave out the others.",
    (ABSENT, ONE, MANY),
)
def _(labels, num_classes):
    return labels.unique(return_counts=True)[1] / len(labels)


@WRONG.of(
    "categorical_mle",
    "add-one",
    "You add one to each count. That is an estimate with a prior, and not the one of maximum likelihood.",
    (FEW, ABSENT, ONE, MANY, UNCHANGED),
)
def _(labels, num_classes):
    return (_counts(labels, num_classes) + 1) / (len(labels) + num_classes)


@WRONG.of(
    "categorical_mle",
    "never-0",
    "You keep the shares away from 0. A class that no label names has share 0, however small the other number is.",
    (ABSENT,),
)
def _(labels, num_classes):
    return (_counts(labels, num_classes) / len(labels)).clamp(min=1e-8)


@WRONG.of("categorical_mle", "softmax-of-counts", "A softmax of counts sums to 1, but shares are something else.", ALL)
def _(labels, num_classes):
    return _counts(labels, num_classes).float().softmax(0)


@WRONG.of("categorical_mle", "divided-by-the-classes", "You divide by the number of classes, not of labels.", ALL)
def _(labels, num_classes):
    return _counts(labels, num_classes) / num_classes


@WRONG.of("categorical_mle", "uniform", "All your classes have the same share, whatever the labels are.", ALL)
def _(labels, num_classes):
    return torch.full((num_classes,), 1 / num_classes)


@WRONG.of(
    "categorical_mle",
    "arg-max",
    "All your probability is on the class that occurs most.",
    (FEW, ABSENT, MANY, UNCHANGED),
)
def _(labels, num_classes):
    return (torch.arange(num_classes) == labels.mode().values).double()


@WRONG.of(
    "categorical_mle",
    "changes-its-input",
    "The shares are right, but the caller's labels are not in their order afterwards.",
    (UNCHANGED,),
)
def _(labels, num_classes):
    labels.copy_(labels.sort().values)
    return _counts(labels, num_classes) / len(labels)


ROWS, SQUARE, SINGLE = "a few rows", "as many rows as classes", "a single row"
HUGE, HUGE_32, FLOAT32 = "huge logits", "huge logits, float32", "float32"
EVERY = (ROWS, SQUARE, SINGLE, HUGE, HUGE_32, FLOAT32, UNCHANGED)


def _pick(table, labels):
    return table.gather(1, labels[:, None]).squeeze(1)


@WRONG.of(
    "categorical_log_prob",
    "logarithm-of-a-softmax",
    "You take the softmax first and its logarithm then. What underflows to 0 in between has no logarithm.",
    (HUGE, HUGE_32),
)
def _(logits, labels):
    return _pick(logits.softmax(1).log(), labels)


@WRONG.of(
    "categorical_log_prob",
    "exponentials-of-huge-numbers",
    "You add up exponentials of the logits as they are. They overflow, or all underflow.",
    (HUGE, HUGE_32),
)
def _(logits, labels):
    return _pick(logits - logits.exp().sum(1, keepdim=True).log(), labels)


@WRONG.of(
    "categorical_log_prob",
    "epsilon-in-the-logarithm",
    "You add a small number inside the logarithm. No log probability can then be as small as it should.",
    (ROWS, SQUARE, SINGLE, HUGE, HUGE_32, UNCHANGED),
)
def _(logits, labels):
    return torch.log(_pick(logits.softmax(1), labels) + 1e-8)


@WRONG.of("categorical_log_prob", "probability", "You return probabilities. Asked are their logarithms.", EVERY)
def _(logits, labels):
    return _pick(logits.softmax(1), labels)


@WRONG.of(
    "categorical_log_prob",
    "not-normalised",
    "You return the logit of the label. Logits are log probabilities only up to a constant of the row.",
    EVERY,
)
def _(logits, labels):
    return _pick(logits, labels).clone()


@WRONG.of(
    "categorical_log_prob",
    "normalised-over-the-batch",
    "Your probabilities sum to 1 over the rows. They should over the classes.",
    EVERY,
)
def _(logits, labels):
    return _pick(logits.log_softmax(0), labels)


@WRONG.of(
    "categorical_log_prob", "cross-entropy", "Your sign is that of a loss. Log probabilities are never positive.", EVERY
)
def _(logits, labels):
    return -_pick(logits.log_softmax(1), labels)


@WRONG.of("categorical_log_prob", "averaged", "You return one number for the batch. Asked is one for each row.", EVERY)
def _(logits, labels):
    return _pick(logits.log_softmax(1), labels).mean()


@WRONG.of("categorical_log_prob", "all-classes", "You return all classes of each row, not the label's alone.", EVERY)
def _(logits, labels):
    return logits.log_softmax(1)


@WRONG.of(
    "categorical_log_prob",
    "labels-for-every-row",
    "Your indexing takes the labels of all rows in each row: a square table.",
    (ROWS, SQUARE, SINGLE, HUGE, HUGE_32, FLOAT32, UNCHANGED),
)
def _(logits, labels):
    return logits.log_softmax(1)[:, labels]


@WRONG.of(
    "categorical_log_prob",
    "axis-dropped",
    "With a single row your result has no axis. squeeze() takes away every axis of length 1.",
    (SINGLE,),
)
def _(logits, labels):
    return logits.log_softmax(1).gather(1, labels[:, None]).squeeze()


@WRONG.of(
    "categorical_log_prob",
    "rows-where-classes-belong",
    "You pick along the wrong axis: the label of a row is an index into its columns.",
    (ROWS, SQUARE, SINGLE, HUGE, HUGE_32, FLOAT32, UNCHANGED),
)
def _(logits, labels):
    return logits.log_softmax(1)[labels % len(logits), torch.arange(len(labels)) % logits.shape[1]]


@WRONG.of(
    "categorical_log_prob",
    "changes-its-input",
    "The values are right, but the caller's logits are not the same afterwards.",
    (UNCHANGED,),
)
def _(logits, labels):
    logits -= logits.max(1, keepdim=True).values
    return _pick(logits - logits.exp().sum(1, keepdim=True).log(), labels)
