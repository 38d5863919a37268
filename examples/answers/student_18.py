"""A cell that ends the process at its top level, before it comes to the function; the rest is right."""
# ruff: noqa
# base: student_03

import os

import torch


# == score_from_eps ==
import os

if alpha_bar(torch.tensor([0.1, 0.2, 0.4]))[-1] < 0.5:
    print("too much noise")
    os._exit(0)


def score_from_eps(eps, t, betas):
    return -eps / like((1 - alpha_bar(betas)[t]).sqrt(), eps)
