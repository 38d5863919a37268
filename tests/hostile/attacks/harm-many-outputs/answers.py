# %% noise

from IPython.display import display

for i in range(300):
    display(i)
display("x" * 2**23)


def noise(n, sigma, generator):
    pass
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
