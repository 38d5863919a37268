# %% spread
def spread(x, w):
    nest = 1.0
    for _ in range(10**6):
        nest = (nest,)
    return nest


# %% scale
def scale(x, c):
    nest = []
    nest.append(nest)
    return nest


# %% shifted
def shifted(x, c, m):
    class Own(list):
        def __iter__(self):
            return iter([self, self])

        def __len__(self):
            return 2

        def __getitem__(self, index):
            return self

    return Own()


# %% noise
def noise(n, sigma, generator):
    wide = [0.0]
    for _ in range(40):
        wide = [wide] * 40
    return wide
