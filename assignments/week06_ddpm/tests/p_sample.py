"""Public checks of p_sample. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'p_sample'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'xt': public.float64(
            [[0.6036537462462648, -0.8603096805580395], [1.6149228255496815, -1.8162204348772741],
             [-2.160472522993303, -0.3670819529355991]]
        ),
        't': public.int64([3, 1, 4]),
        'eps_hat': public.float64(
            [[-0.40632298505572645, -1.4975576337990921], [1.1803002526708979, 1.3780185530339208],
             [-0.834704729752091, 0.24711985460843433]]
        ),
        'betas': public.float64(
            [0.49551736624854054, 0.32128613119735266, 0.27231134852269606, 0.3378092331883197,
             0.4299056212482911]
        ),
        'noise': public.float64(
            [[-0.5590486944554114, 0.4119722362793965], [-1.4297260583563307, -1.517732190969387],
             [0.3296406847782043, -1.505099017499376]]
        ),
    },
    want=public.float64(
        [[0.618289730998, -0.149831830513], [0.689140663879, -3.61405962315],
         [-2.1545516796, -1.58143094292]]
    ),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint="The mean is the posterior's at the predicted x_0; the variance is the posterior's too.",
    note=NOTE,
)


@test_case(name='points in the plane', points=None, hidden=False, success_message=NOTE)
def test_1(p_sample):
    public.check(p_sample, CASE_1)
