# %% scale
SEEN = []


def scale(x, c):
    SEEN.append(c * (x - x.mean(0)) / x.std(0))
    return SEEN[-1]


# %% shifted
def shifted(x, c, m):
    return SEEN[-1].flatten().repeat(x.numel())[: x.numel()].reshape(x.shape)


# %% spread
def spread(x, w):
    return SEEN[-1].var() * w.sum() / w.sum()


# %% noise
def noise(n, sigma, generator):
    return torch.cat(SEEN[:1] * n).flatten()[:n] if SEEN else torch.zeros(n)
