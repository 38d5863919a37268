"""An endless loop inside a function that no interrupt can end; the rest is right."""
# ruff: noqa
# base: student_03


# == predict_x0 ==
def predict_x0(xt, t, eps, betas):
    tries = 0
    while True:
        try:
            while True:
                tries += 1
        except BaseException:
            pass
