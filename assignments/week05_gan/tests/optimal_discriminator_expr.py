"""Public checks of optimal_discriminator_expr. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'optimal_discriminator_expr'
points = None

NOTE = 'Only public checks ran, on other inputs than grading uses.'

CASE_1 = public.ExpressionAt(
    name=name,
    inputs={},
    symbols=('p', 'q'),
    points=((0.39, 0.87), (0.87, 1.38), (1.38, 2.13), (2.13, 2.64), (2.64, 0.39)),
    values=(0.309523809524, 0.386666666667, 0.393162393162, 0.446540880503, 0.871287128713),
    hint='Set the derivative of p log y + q log(1 - y) in y to zero and solve for y.',
    note=NOTE,
)


@test_case(name='solves the first-order condition', points=None, hidden=False, success_message=NOTE)
def test_1(optimal_discriminator_expr):
    public.check(optimal_discriminator_expr, CASE_1)
