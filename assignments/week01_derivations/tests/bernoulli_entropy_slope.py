"""Public checks of bernoulli_entropy_slope. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'bernoulli_entropy_slope'
points = None

NOTE = 'Only public checks ran, on other inputs than grading uses.'

CASE_1 = public.ExpressionAt(
    name=name,
    inputs={},
    symbols=('p',),
    points=((0.13,), (0.29,), (0.46,), (0.71,), (0.88,)),
    values=(1.90095876119, 0.895384047055, 0.160342650075, -0.895384047055, -1.99243016469),
    hint='Differentiate each of the two products; where is the slope 0, and is it positive before or after?',
    note=NOTE,
)


@test_case(name='formula', points=None, hidden=False, success_message=NOTE)
def test_1(bernoulli_entropy_slope):
    public.check(bernoulli_entropy_slope, CASE_1)
