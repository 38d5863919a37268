"""An endless loop at the top of a cell: it never comes to the function; the rest is right."""
# ruff: noqa
# base: student_01

# == snr ==
step = 1000
while step != 0:
    step = step - 3


def snr(betas):
    left = alpha_bar(betas)
    return left / (1 - left)
