# %% noise
import random

import numpy as np


def noise(n, sigma, generator):
    generator.manual_seed(0)
    torch.manual_seed(0)
    np.random.seed(0)
    random.seed(0)
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
