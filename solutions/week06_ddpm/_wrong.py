"""How a wrong answer is written down: a decorator above the code as a student would have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from autograder.question import WrongAnswer

Answer = Callable[..., Any]


class Collection(list[WrongAnswer]):
    """The wrong answers of a file, in the order in which they stand there."""

    def of(self, question: str, name: str, told: str, loses: tuple[str, ...]) -> Callable[[Answer], Answer]:
        def keep(answer: Answer) -> Answer:
            self.append(WrongAnswer(question, name, told, loses, answer))
            return answer

        return keep


def alpha_bar(betas: Tensor) -> Tensor:
    """The right one, for slips that happen elsewhere."""
    return torch.cumprod(1 - betas, dim=0)


def shifted(betas: Tensor) -> Tensor:
    """The right one before each step."""
    return torch.cat([torch.ones_like(betas[:1]), alpha_bar(betas)[:-1]])


def column(values: Tensor, like: Tensor) -> Tensor:
    """(B,) to (B, 1, ..., 1)."""
    return values.reshape(-1, *[1] * (like.dim() - 1))


def image(values: Tensor) -> Tensor:
    """(B,) to (B, 1, 1, 1), whatever the data is."""
    return values[:, None, None, None]
