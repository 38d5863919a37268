# %% scale
def scale(x, c):
    centred = x - x.mean(0)
    return c * centred / centred.pow(2).mean(0) ** 0.5


# %% shifted
def shifted(x, c, m):
    return m * scale(x, c).exp() + m.flip(0)


# %% spread
def spread(x, w):
    share = w / w.sum()
    return (share * x * x).sum() - (share * x).sum() ** 2


# %% noise
def noise(n, sigma, generator):
    return torch.empty(n, dtype=torch.float64).normal_(0, sigma, generator=generator)


# %% slope
slope = 2 / (1 + x**2) - sympy.log(1 + x**2) / x**2

# %% chain
# %%derivation chain
# \log p(x, z) &= \log \left( p(x)\, p(z|x) \right) \\
#              &= \log p(x) + \log p(z|x)
