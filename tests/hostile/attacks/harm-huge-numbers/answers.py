# %% scale
HUGE = 1 << 33_300_000


def scale(x, c):
    return HUGE


# %% shifted
def shifted(x, c, m):
    return [HUGE, float("inf"), -HUGE] * 30


# %% spread
import fractions


def spread(x, w):
    return fractions.Fraction(HUGE, 3)


# %% noise
def noise(n, sigma, generator):
    return [HUGE] * n


# %% slope
slope = sympy.Integer(HUGE) * x
