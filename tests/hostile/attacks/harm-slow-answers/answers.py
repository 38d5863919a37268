# %% scale
import time


def scale(x, c):
    time.sleep(1.7)
    return x


# %% shifted
def shifted(x, c, m):
    centred = x - x.mean(0)
    return m * (c * centred / centred.pow(2).mean(0) ** 0.5).exp() + m.flip(0)
