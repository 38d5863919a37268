"""A function that takes all the memory there is; the rest is right."""
# ruff: noqa
# base: student_02

import numpy as np


# == snr ==
def snr(betas):
    history = []
    abar = alpha_bar(betas)
    while len(history) != abar.sum():
        history.append(np.zeros((1000, 1000, 100)))
    return abar / (1 - abar)
