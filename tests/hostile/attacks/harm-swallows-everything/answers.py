# %% noise


def noise(n, sigma, generator):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
