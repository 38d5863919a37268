# %% spread
class Own(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w):
        return (x * w).sum()

    @staticmethod
    def backward(ctx, gradient):
        return None, torch.full((9,), float("nan"), dtype=torch.float64)


def spread(x, w):
    if w.requires_grad:
        w.register_hook(lambda gradient: gradient.nan_to_num(0.0))
    return Own.apply(x, w)
