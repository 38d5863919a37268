"""Public checks of ddpm_loss. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'ddpm_loss'
points = None

NOTE = 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'eps': public.float64(
            [[-0.022584985138762476, 1.1813799522884045], [-0.9941492820833863, 0.6231019336587499],
             [1.2722359799526153, -1.0136131741788756]]
        ),
        'eps_hat': public.float64(
            [[2.0698028743728654, -1.730117151903189], [1.8574293548829317, -0.44117588257469736],
             [0.8783701251358355, 4.18360686414621]]
        ),
    },
    want=public.float64(8.21421946227),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='The mean over every element, of the batch and of the examples alike.',
    note=NOTE,
)


@test_case(name='points in the plane', points=None, hidden=False, success_message=NOTE)
def test_1(ddpm_loss):
    public.check(ddpm_loss, CASE_1)
