"""Public checks of kl_slope. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'kl_slope'
points = None

NOTE = 'Only public checks ran; 1 hidden check was not run. Grading makes all of them, on other inputs.'

CASE_1 = public.ExpressionAt(
    name=name,
    inputs={},
    symbols=('sigma',),
    points=((0.7375,), (1.3375,), (1.975,), (2.9125,), (3.55,)),
    values=(-0.61843220339, 0.589836448598, 1.46867088608, 2.56915236052, 3.26830985915),
    hint='Differentiate in sigma itself. Two of the four terms have no sigma in them.',
    note=NOTE,
)


@test_case(name='at widths of ordinary size', points=None, hidden=False, success_message=NOTE)
def test_1(kl_slope):
    public.check(kl_slope, CASE_1)
