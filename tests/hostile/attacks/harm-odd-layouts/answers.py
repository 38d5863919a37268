# %% scale
import numpy as np


def scale(x, c):
    centred = x - x.mean(0)
    right = c * centred / centred.pow(2).mean(0) ** 0.5
    return np.ascontiguousarray(right.numpy()[::-1, ::-1])[::-1, ::-1]


# %% shifted
def shifted(x, c, m):
    centred = x - x.mean(0)
    right = m * (c * centred / centred.pow(2).mean(0) ** 0.5).exp() + m.flip(0)
    return right.numpy().astype(">f8")


# %% spread
def spread(x, w):
    return torch.tensor(0x7FF8DEADBEEF0000 + len(x), dtype=torch.int64).view(torch.float64) * w.sum()


# %% noise
def noise(n, sigma, generator):
    return torch.zeros(0, n, 2**20, dtype=torch.float64)
