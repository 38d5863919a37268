"""Everything here is honest, and has once cost somebody points."""

import copy
import json

SCALE = """
import warnings
import numpy as np

help(torch.mean)
warnings.simplefilter("error")
np.seterr(all="raise")
torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)


class Scale:
    calls = 0

    def __call__(self, x, c):
        Scale.calls += 1
        x = x.numpy().astype(object)
        deviation = np.array([float(v) ** 0.5 for v in ((x - x.mean(0)) ** 2).mean(0)], dtype=object)
        return c * (x - x.mean(0)) / deviation


scale = Scale()
"""
SHIFTED = """
def shifted(x, c, m):
    return (torch.tensor(scale(x, c).astype(float)).exp_().mul_(m) + m.flip(0)).to_sparse()
"""
SPREAD = """
import functools


@functools.lru_cache
def spread(x, w):
    print = list = max = None
    middle = sum(w * x) / w.sum()
    return sum(w * (x - middle) ** 2) / w.sum()
"""
NOISE = """
BUFFER = torch.empty(0)


def noise(n, sigma, generator):
    \"\"\"Every call writes into the same memory.\"\"\"
    return BUFFER.resize_(n).normal_(0, sigma, generator=generator)
"""


def build(folder, honest):
    answers = {"scale": SCALE, "shifted": SHIFTED, "spread": SPREAD, "noise": NOISE}
    cells = []
    for cell in honest["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cells.append({**cell, "source": answers.get(name, cell["source"])})
        if name == "scale":  # copied, and made text, as one keeps an earlier attempt
            earlier = copy.deepcopy({key: cell[key] for key in ("metadata", "source")})
            earlier |= {"cell_type": "markdown", "source": "def scale(x, c):\n    return x  # not yet"}
            cells.append(earlier)
    honest["cells"] = cells
    (folder / "week01_small.ipynb").write_text(json.dumps(honest))
