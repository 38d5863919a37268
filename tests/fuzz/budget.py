"""How much is tried: a fixed budget in `make test`, the same in every run; more with `make fuzz`."""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("AUTOGRADER_FUZZ", "1"))


def budget(examples):
    """Run a test on so many examples, times AUTOGRADER_FUZZ; other ones than in `make test` where that is set."""
    return settings(
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
