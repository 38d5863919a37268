"""Public checks of cross_entropy. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'cross_entropy'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'p': public.float64(
            [0.12804926193412453, 0.2479750551473261, 0.060218468313826067, 0.3348256759390074,
             0.22893153866571594]
        ),
        'q': public.float64(
            [0.16558443524248725, 0.3605892710696102, 0.29473598861017897, 0.09630639856246227,
             0.08278390651526132]
        ),
    },
    want=public.float64(1.91072732221),
    rtol=1e-10,
    atol=1e-10,
    precision='float64',
    hint='The draws come from p; the surprise is that of somebody who believes in q.',
    note=NOTE,
)


@test_case(name='one pair of laws', points=None, hidden=False, success_message=NOTE)
def test_1(cross_entropy):
    public.check(cross_entropy, CASE_1)
