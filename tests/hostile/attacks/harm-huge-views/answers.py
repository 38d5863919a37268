# %% scale
import numpy as np


def scale(x, c):
    return torch.zeros(1, dtype=torch.float64).expand(2**60)


# %% shifted
def shifted(x, c, m):
    return torch.sparse_coo_tensor(torch.zeros(2, 1, dtype=torch.int64), [1.0], (2**30, 2**30))


# %% spread
def spread(x, w):
    return (
        np.lib.stride_tricks.as_strided(np.zeros(1), (2**58,), (0,)) if w.requires_grad else np.broadcast_to(0.0, 2**59)
    )


# %% noise
def noise(n, sigma, generator):
    return torch.empty(2**60, device="meta")
