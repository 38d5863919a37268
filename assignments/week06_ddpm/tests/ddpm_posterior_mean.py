"""Public checks of ddpm_posterior_mean. Generated: grading makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'ddpm_posterior_mean'
points = None

NOTE = 'Only whether your derivation can be read was looked at; whether each line follows, grading finds out.'

CASE_1 = public.Written(name=name, inputs={}, note=NOTE)


@test_case(name='every line can be read', points=None, hidden=False, success_message=NOTE)
def test_1(ddpm_posterior_mean):
    public.check(ddpm_posterior_mean, CASE_1)
