# %% noise
import sys

with open("/tmp/endless_module.py", "w") as file:
    file.write("while True:\n    pass\n")
sys.path.insert(0, "/tmp")
import endless_module


def noise(n, sigma, generator):
    return endless_module.one * sigma * torch.randn(n, generator=generator, dtype=torch.float64)
