# %% spread
def spread(x, w):
    return spread(x, w)


# %% noise
import sys


def noise(n, sigma, generator):
    sys.setrecursionlimit(2**30)
    nest = []
    for _ in range(10**6):
        nest = [nest]
    return repr(nest)
