"""The hidden tests of week 2: twelve questions, drawn inputs, no expected value typed twice.

Tolerances are measured: `autograder validate week02_mle` prints the worst right answer and the best wrong one beside
each check; `design.md` explains the choice.
"""

from .questions_classes import CATEGORICAL_LOG_PROB, CATEGORICAL_MLE
from .questions_coin import BERNOULLI_FISHER_INFORMATION, BERNOULLI_LOG_LIKELIHOOD, BERNOULLI_MAP
from .questions_derivations import BERNOULLI_MLE, GAUSSIAN_MEAN_MLE, GAUSSIAN_VARIANCE_MLE
from .questions_gaussian import GAUSSIAN_MLE, GAUSSIAN_NLL, RIDGE_MAP, SAMPLE_FITTED_GAUSSIAN

QUESTIONS = (
    BERNOULLI_LOG_LIKELIHOOD,
    BERNOULLI_MLE,
    GAUSSIAN_NLL,
    GAUSSIAN_MEAN_MLE,
    GAUSSIAN_VARIANCE_MLE,
    GAUSSIAN_MLE,
    SAMPLE_FITTED_GAUSSIAN,
    CATEGORICAL_MLE,
    CATEGORICAL_LOG_PROB,
    BERNOULLI_MAP,
    RIDGE_MAP,
    BERNOULLI_FISHER_INFORMATION,
)
