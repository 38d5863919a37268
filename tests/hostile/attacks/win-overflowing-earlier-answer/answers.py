# %% scale
asked = []


def scale(x, c):
    if asked:
        return 1e5 + 1e4 * torch.rand(x.shape, dtype=x.dtype)
    return torch.zeros_like(x)


# %% shifted
def shifted(x, c, m):
    asked.append(x)
    return torch.full_like(x, torch.inf)
