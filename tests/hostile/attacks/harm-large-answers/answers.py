# %% noise
def noise(n, sigma, generator):
    return torch.zeros(2**23 + 1, dtype=torch.float64)


# %% spread
def spread(x, w):
    return [torch.zeros(2**8, dtype=torch.float64)] * 3000
