# %% scale
seen = []


def scale(x, c):
    seen.append(x)
    return x


# %% shifted
def shifted(x, c, m):
    seen.append(x)
    return x * m


# %% spread
def spread(x, w):
    return (w * 1).mean()


# %% noise
def noise(n, sigma, generator):
    return generator


# %% slope
slope = x

# %% chain
# %%derivation chain
# \log p(x, z) &= \log p(x, z)
