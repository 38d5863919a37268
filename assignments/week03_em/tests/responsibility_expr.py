"""Public checks of responsibility_expr. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'responsibility_expr'
points = None

NOTE = 'Only public checks ran, on other inputs than grading uses.'

CASE_1 = public.ExpressionAt(
    name=name,
    inputs={},
    symbols=('x', 'm'),
    points=((-2.22, 0.867), (-1.26, 1.258), (-0.24, 1.833), (1.26, 2.224), (2.28, 0.499)),
    values=(0.020846956302, 0.0403042262002, 0.293210935935, 0.996332168175, 0.906822461587),
    hint="Bayes' rule; the normalising constants cancel, and so do the squares of x and of m.",
    note=NOTE,
)


@test_case(name='expression', points=None, hidden=False, success_message=NOTE)
def test_1(responsibility_expr):
    public.check(responsibility_expr, CASE_1)
