"""Public checks of bernoulli_fisher_information. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'bernoulli_fisher_information'
points = None

NOTE = 'There is no public check. Only public checks ran; 1 hidden check was not run. Grading makes all of them, on other inputs.'


@test_case(name='no public checks', points=None, hidden=False, success_message=NOTE)
def test_1(bernoulli_fisher_information):
    pass
