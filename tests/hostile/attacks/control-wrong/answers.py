# %% scale
def scale(x, c):
    return c * (x - x.mean(0)) / x.std(0)


# %% shifted
def shifted(x, c, m):
    return m * scale(x, c).exp() + m.flip(0)


# %% spread
def spread(x, w):
    share = (w / w.sum()).detach()
    return (share * x * x).sum() - (share * x).sum() ** 2 + 0 * w.sum()


# %% noise
def noise(n, sigma, generator):
    return sigma * torch.randn(n, dtype=torch.float64)


# %% slope
slope = 2 / (1 + x**2) + sympy.log(1 + x**2) / x**2

# %% chain
# %%derivation chain
# \log p(x, z) &= \log p(x) + \log p(z)
