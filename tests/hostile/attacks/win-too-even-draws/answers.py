# %% noise
def noise(n, sigma, generator):
    middles = (torch.arange(n, dtype=torch.float64) + 0.5) / n
    return sigma * torch.special.ndtri(middles)[torch.randperm(n, generator=generator)]
