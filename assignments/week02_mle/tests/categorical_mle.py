"""Public checks of categorical_mle. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'categorical_mle'
points = None

NOTE = 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'labels': public.int64([2, 2, 0, 2, 0, 1, 2]),
        'num_classes': 3,
    },
    want=public.float64([0.285714285714, 0.142857142857, 0.571428571429]),
    rtol=3e-05,
    atol=3e-05,
    precision='float32',
    hint='How often was each class seen, as a share of all labels? The shares sum to 1.',
    note=NOTE,
)


@test_case(name='a few labels', points=None, hidden=False, success_message=NOTE)
def test_1(categorical_mle):
    public.check(categorical_mle, CASE_1)
