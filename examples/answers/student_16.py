"""A function that takes all the memory there is; the rest is right."""
# ruff: noqa
# base: student_03

import torch


# == snr ==
def snr(betas):
    history = []
    left = alpha_bar(betas)
    while len(history) != left.sum():
        history.append(torch.zeros(1000, 1000, 100, dtype=torch.float64))
    return left / (1 - left)
