# %% noise
import sys
import threading


def spin():
    while True:
        pass


sys.setswitchinterval(1e-6)
for _ in range(3):
    threading.Thread(target=spin, daemon=True).start()


def noise(n, sigma, generator):
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
