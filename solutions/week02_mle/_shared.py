"""What the questions of week 2 share: tolerances, and words."""

from __future__ import annotations

from functools import partial

from autograder import compare
from autograder.question import Shown

# float64: ordinary double arithmetic on these sizes is right to 1e-13. float32: the worst honest variant is some 1e-6
# off, relative to the value or, where terms cancel, to 1.
close = partial(compare.tensor, float64=(1e-9, 1e-10), float32=(3e-5, 3e-5))

# Where Python numbers enter float64 arithmetic. torch makes float32 of them unless it is told otherwise
# (`torch.log(torch.tensor(2 * math.pi))`, `lam * torch.eye(D)`): seven digits, and that is no wrong idea.
near = partial(compare.tensor, float64=(3e-6, 3e-6), float32=(3e-5, 3e-5))

PUBLIC = Shown.PUBLIC
NUMBERS_HINT = "torch.log takes tensors only; a Python float has to become one, or go through math."
