# %% scale
import collections.abc
import itertools


class Lying(collections.abc.Sequence):
    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return 0.0


def scale(x, c):
    return Lying(5)


# %% shifted
def shifted(x, c, m):
    return itertools.count()


# %% spread
class Endless(dict):
    def __iter__(self):
        while True:
            yield 0.0

    def keys(self):
        return iter(self)


def spread(x, w):
    return Endless()


# %% noise
def noise(n, sigma, generator):
    return Lying(2**62)
