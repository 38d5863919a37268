"""Public checks of mutual_information. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'mutual_information'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'joint': public.float64(
            [[0.07545088225446184, 0.02303937877218342, 0.12147047276431536],
             [0.06781148178186219, 0.43370368187348235, 0.27852410255369475]]
        ),
    },
    want=public.float64(0.09091832956463643),
    rtol=1e-11,
    atol=1e-11,
    precision='float64',
    hint='Compare the table with the one that the same marginals would give if they were independent.',
    note=NOTE,
)


@test_case(name='one table', points=None, hidden=False, success_message=NOTE)
def test_1(mutual_information):
    public.check(mutual_information, CASE_1)
