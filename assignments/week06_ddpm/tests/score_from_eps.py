"""Public checks of score_from_eps. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'score_from_eps'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'eps': public.float64(
            [[2.266434684227337, -4.422496297186115], [-1.530476942469615, 5.118516347904438],
             [0.9689651381527672, -0.00978720751893835]]
        ),
        't': public.int64([3, 1, 4]),
        'betas': public.float64(
            [0.04616901303179562, 0.4089491050247995, 0.11958977424463253, 0.14869179083529963,
             0.02342537462152503]
        ),
    },
    want=public.float64(
        [[-2.98251332587, 5.81978127664], [2.31720988276, -7.74966047334],
         [-1.26431934307, 0.0127704860511]]
    ),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='Replace x_t - sqrt(alpha_bar) x_0 in the gradient by what it is in terms of noise. The score points uphill.',
    note=NOTE,
)


@test_case(name='points in the plane', points=None, hidden=False, success_message=NOTE)
def test_1(score_from_eps):
    public.check(score_from_eps, CASE_1)
