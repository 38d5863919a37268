# %% noise

import faulthandler
import gc
import sys

gc.callbacks.append(lambda *_: None)
gc.set_threshold(1, 1, 1)
gc.freeze()
sys.setswitchinterval(1e6)
sys.set_int_max_str_digits(0)
faulthandler.disable()
sys.stdin = sys.displayhook = sys.excepthook = sys.unraisablehook = None
torch.set_default_dtype(torch.float16)
torch.set_grad_enabled(False)
torch.set_num_threads(64)


def noise(n, sigma, generator):
    pass
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
