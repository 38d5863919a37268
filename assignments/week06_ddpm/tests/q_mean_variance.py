"""Public checks of q_mean_variance. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'q_mean_variance'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'x0': public.float64(
            [[-1.3791023166831207, -0.6039168729316344], [-3.6104166745356676, -3.4808736245029706],
             [0.11549520377200646, -0.48849243000190395]]
        ),
        't': public.int64([3, 1, 4]),
        'betas': public.float64(
            [0.43807199031684463, 0.04862584070103282, 0.2211107131242366, 0.06881724151633029,
             0.2731022027226273]
        ),
    },
    want=public.float64(
        [[-0.858752139453, -0.376052523738], [-2.63981408674, -2.54509660698],
         [0.0613157394183, -0.259337821551]]
    ),
    pick=0,
    of=2,
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='alpha_bar is a share of variance. By what is a value, not a variance, multiplied?',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'x0': public.float64(
            [[-1.3791023166831207, -0.6039168729316344], [-3.6104166745356676, -3.4808736245029706],
             [0.11549520377200646, -0.48849243000190395]]
        ),
        't': public.int64([3, 1, 4]),
        'betas': public.float64(
            [0.43807199031684463, 0.04862584070103282, 0.2211107131242366, 0.06881724151633029,
             0.2731022027226273]
        ),
    },
    want=public.float64([0.612258141096, 0.465396212201, 0.71815129685]),
    pick=1,
    of=2,
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='One variance for each example, shape (B,): for x0 of variance 1, x_t has variance 1 again.',
    note=NOTE,
)


@test_case(name='mean, points in the plane', points=None, hidden=False, success_message=None)
def test_1(q_mean_variance):
    public.check(q_mean_variance, CASE_1)


@test_case(name='variance, points in the plane', points=None, hidden=False, success_message=NOTE)
def test_2(q_mean_variance):
    public.check(q_mean_variance, CASE_2)
