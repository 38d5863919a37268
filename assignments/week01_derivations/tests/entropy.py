"""Public checks of entropy. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'entropy'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'p': public.float64(
            [0.5035352244121727, 0.04675346265200735, 0.09368794561690623, 0.23918276075019537,
             0.11684060656871836]
        ),
    },
    want=public.float64(1.30351673308),
    rtol=1e-10,
    atol=1e-10,
    precision='float64',
    hint='The mean surprise: each logarithm weighs as much as its outcome is probable. Which base?',
    note=NOTE,
)


@test_case(name='one law', points=None, hidden=False, success_message=NOTE)
def test_1(entropy):
    public.check(entropy, CASE_1)
