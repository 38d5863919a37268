# %% noise
import re


def noise(n, sigma, generator):
    re.match("(a+)+$", "a" * 60 + "b")
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
