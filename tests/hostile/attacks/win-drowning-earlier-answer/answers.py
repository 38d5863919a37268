# %% scale
asked = []


def large(x):
    return 60 + torch.arange(x.numel(), dtype=x.dtype).reshape(x.shape)


def scale(x, c):
    return large(x) if asked else torch.zeros_like(x)


# %% shifted
def shifted(x, c, m):
    asked.append(x)
    return large(x).exp() * m
