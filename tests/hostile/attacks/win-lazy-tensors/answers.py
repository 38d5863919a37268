# %% scale
class Wrapper(torch.Tensor):
    """What it holds is decided when it is looked at."""

    @staticmethod
    def __new__(cls, like):
        return torch.Tensor._make_wrapper_subclass(cls, like.shape, dtype=like.dtype)

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return torch.zeros(5, 3, dtype=torch.float64)


def scale(x, c):
    return Wrapper(x)


# %% shifted
class Proxy:
    def __init__(self, value):
        object.__setattr__(self, "value", value)

    def __getattribute__(self, name):
        if name == "__class__":
            return torch.Tensor
        return getattr(object.__getattribute__(self, "value"), name)


odd = [
    lambda x: Proxy(torch.zeros_like(x)),
    lambda x: torch.empty_like(x, device="meta"),
    lambda x: torch.zeros(1, dtype=x.dtype).expand(x.shape),
]


def shifted(x, c, m):
    return odd[len(x) % len(odd)](x)


# %% spread
def spread(x, w):
    return torch.sparse_coo_tensor(torch.zeros((1, 0), dtype=torch.int64), torch.zeros(0), (1,))


# %% noise
def noise(n, sigma, generator):
    return torch.nested.nested_tensor([torch.zeros(n)])
