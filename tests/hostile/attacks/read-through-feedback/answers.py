# %% scale
import warnings

from IPython.display import display


def scale(x, c):
    print(x.tolist())
    display(x)
    warnings.warn(str(x.tolist()), stacklevel=1)
    raise type(f"V{x[0, 0].item()}", (ValueError,), {})(f"x = {x.tolist()}, c = {c!r}")


# %% shifted
def shifted(x, c, m):
    kind = type(f"is {x[0, 0].item()!r}", (), {})
    return [kind(), {"x": x}]


# %% spread
def spread(x, w):
    raise ValueError(x.tolist(), w.tolist()) from KeyError(x[0].item())


# %% noise
def noise(n, sigma, generator):
    return torch.zeros([abs(int(generator.initial_seed())) % 100_000, 0])
