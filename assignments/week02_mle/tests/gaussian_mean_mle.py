"""Public checks of gaussian_mean_mle. Generated: grading makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'gaussian_mean_mle'
points = None

NOTE = 'Only whether your derivation can be read was looked at; whether each line follows, grading finds out.'

CASE_1 = public.Written(name=name, inputs={}, note=NOTE)


@test_case(name='every line can be read', points=None, hidden=False, success_message=NOTE)
def test_1(gaussian_mean_mle):
    public.check(gaussian_mean_mle, CASE_1)
