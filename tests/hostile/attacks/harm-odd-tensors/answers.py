# %% scale
import numpy as np

asked = 0


def scale(x, c):
    global asked
    asked += 1
    kinds = [
        lambda: torch.quantize_per_tensor(x.float(), 0.1, 0, torch.qint8),
        lambda: x.to(torch.complex128),
        lambda: x.to(torch.float8_e5m2),
        lambda: x.to_mkldnn() if hasattr(x, "to_mkldnn") else x.half(),
    ]
    return kinds[asked % len(kinds)]()


# %% shifted
def shifted(x, c, m):
    global asked
    asked += 1
    rows = [x.to(torch.float8_e4m3fn), x, x.to(torch.uint16)]
    return rows if asked % 2 else torch.nested.nested_tensor([x, x[:1]])


# %% spread
def spread(x, w):
    if w.requires_grad:
        return torch.zeros(0, dtype=torch.float64, requires_grad=True)
    return np.zeros(3, dtype=[("a", "f8"), ("b", "O")])


# %% noise
def noise(n, sigma, generator):
    return np.array([object()] * n)
