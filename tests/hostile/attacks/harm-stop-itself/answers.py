# %% noise
import os
import signal


def noise(n, sigma, generator):
    os.kill(os.getpid(), signal.SIGSTOP)
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
