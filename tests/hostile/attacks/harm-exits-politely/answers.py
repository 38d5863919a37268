# %% noise
def noise(n, sigma, generator):
    raise KeyboardInterrupt


# %% spread
def spread(x, w):
    raise SystemExit(0)


# %% scale
class Mine(BaseException):
    pass


def scale(x, c):
    raise Mine


# %% shifted
def shifted(x, c, m):
    centred = x - x.mean(0)
    return m * (c * centred / centred.pow(2).mean(0) ** 0.5).exp() + m.flip(0)
