"""The hidden tests of week 3: eleven questions, drawn inputs, no expected value typed twice.

Tolerances are measured: `autograder validate week03_em` prints the worst right answer and the best wrong one beside
each check; `design.md` explains the choice.
"""

from .questions_density import GMM_LOG_LIKELIHOOD, RESPONSIBILITIES, RESPONSIBILITY_EXPR, SOFT_KMEANS_LOSS
from .questions_derivations import EM_GAP, EM_LOWER_BOUND
from .questions_em import EM_STEP, FIT_GMM, M_STEP
from .questions_sampling import SAMPLE_GMM
from .questions_written import EM_COLLAPSE

QUESTIONS = (
    GMM_LOG_LIKELIHOOD,
    RESPONSIBILITIES,
    RESPONSIBILITY_EXPR,
    EM_LOWER_BOUND,
    EM_GAP,
    M_STEP,
    EM_STEP,
    FIT_GMM,
    EM_COLLAPSE,
    SOFT_KMEANS_LOSS,
    SAMPLE_GMM,
)
