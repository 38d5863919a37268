"""Public checks of em_gap. Generated: grading makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'em_gap'
points = None

NOTE = 'Only whether your derivation can be read was looked at; whether each line follows, grading finds out.'

CASE_1 = public.Written(name=name, inputs={}, note=NOTE)


@test_case(name='every line can be read', points=None, hidden=False, success_message=NOTE)
def test_1(em_gap):
    public.check(em_gap, CASE_1)
