"""What several folders of tests share."""

import pytest
import torch

# As in a graded notebook; several processes share the processors anyway.
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def wall():
    """One wall for the whole run: starting it takes longer than most tests."""
    from autograder.collect.session import open_wall

    with open_wall() as wall:
        yield wall
