# %% noise

from IPython.display import display

display({"text/plain": "x" * (80 * 2**20)}, raw=True)


def noise(n, sigma, generator):
    return None
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
