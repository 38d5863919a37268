# %% noise
import os

for _ in range(200):
    os.write(1, b"x" * 2**16)
    os.write(2, b"\xff" * 2**16)


def noise(n, sigma, generator):
    os.write(1, b"x" * 2**16)
    return None
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
