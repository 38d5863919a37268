"""Public checks of gaussian_kl_closed_form. Generated: grading makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'gaussian_kl_closed_form'
points = None

NOTE = 'Only whether your derivation can be read was looked at; whether each line follows, grading finds out.'

CASE_1 = public.Written(name=name, inputs={}, note=NOTE)


@test_case(name='every line can be read', points=None, hidden=False, success_message=NOTE)
def test_1(gaussian_kl_closed_form):
    public.check(gaussian_kl_closed_form, CASE_1)
