# %% scale
from pathlib import Path

Path("/tmp/own").write_text("my own")


def scale(x, c):
    return c * (x - x.mean(0)) / x.std(0, correction=0)


raise RuntimeError("LOOT: " + Path("/tmp/own").read_text())
