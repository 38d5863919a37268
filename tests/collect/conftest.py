import pytest

from autograder.collect.session import open_wall


@pytest.fixture(scope="session")
def wall():
    """One warm parent for all tests, as a class has one for all submissions."""
    with open_wall() as wall:
        yield wall
