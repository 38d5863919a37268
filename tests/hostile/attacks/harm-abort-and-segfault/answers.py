# %% spread
import ctypes


def spread(x, w):
    ctypes.string_at(0)


# %% noise
import os


def noise(n, sigma, generator):
    os.abort()
