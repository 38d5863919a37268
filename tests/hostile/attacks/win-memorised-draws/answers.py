# %% noise
memory = torch.randn(40, 500, generator=torch.Generator().manual_seed(17), dtype=torch.float64)
turn = iter(range(40))


def noise(n, sigma, generator):
    return sigma * memory[next(turn)]
