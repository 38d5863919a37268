"""Public checks of em_lower_bound. Generated: grading makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'em_lower_bound'
points = None

NOTE = 'Only whether your derivation can be read was looked at; whether each line follows, grading finds out.'

CASE_1 = public.Written(name=name, inputs={}, note=NOTE)


@test_case(name='every line can be read', points=None, hidden=False, success_message=NOTE)
def test_1(em_lower_bound):
    public.check(em_lower_bound, CASE_1)
