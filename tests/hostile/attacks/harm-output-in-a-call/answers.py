# %% noise
import os
import sys

from IPython.display import display


def noise(n, sigma, generator):
    while True:
        print("x" * 1000)
        sys.stderr.write("x" * 1000)
        os.write(1, b"x" * 1000)
        os.write(2, b"x" * 1000)
        display("x" * 1000)
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
