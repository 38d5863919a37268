"""An endless loop inside a function; the rest is right."""
# ruff: noqa
# base: student_02


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    while True:
        pass
