"""Public checks of q_posterior. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'q_posterior'
points = None

NOTE = 'Only public checks ran; 7 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'x0': public.float64(
            [[0.03419781767244788, -0.10384607680909702], [2.4339019779142195, -0.1120613906415749],
             [1.4166793238590258, -3.849596345169591]]
        ),
        'xt': public.float64(
            [[-4.257238568767082, 1.9680939606201016], [-6.30996484667928, -0.1446573229808376],
             [2.396460800039922, -1.0003681392079282]]
        ),
        't': public.int64([3, 1, 4]),
        'betas': public.float64(
            [0.10645019282280262, 0.41487109712675446, 0.3650211875231572, 0.3334802187168192,
             0.2211902998895624]
        ),
    },
    want=public.float64(
        [[-2.97305621571, 1.35270186628], [0.923579206289, -0.11678736679],
         [2.16791118553, -1.31456702376]]
    ),
    pick=0,
    of=2,
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='The mean leans on x_0 early in the chain and on x_t late. Which weight belongs to which?',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'x0': public.float64(
            [[0.03419781767244788, -0.10384607680909702], [2.4339019779142195, -0.1120613906415749],
             [1.4166793238590258, -3.849596345169591]]
        ),
        'xt': public.float64(
            [[-4.257238568767082, 1.9680939606201016], [-6.30996484667928, -0.1446573229808376],
             [2.396460800039922, -1.0003681392079282]]
        ),
        't': public.int64([3, 1, 4]),
        'betas': public.float64(
            [0.10645019282280262, 0.41487109712675446, 0.3650211875231572, 0.3334802187168192,
             0.2211902998895624]
        ),
    },
    want=public.float64([0.286068194278, 0.09255443998, 0.208109923121]),
    pick=1,
    of=2,
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='The posterior variance is smaller than beta. Which factor shrinks it?',
    note=NOTE,
)


@test_case(name='mean, points in the plane', points=None, hidden=False, success_message=None)
def test_1(q_posterior):
    public.check(q_posterior, CASE_1)


@test_case(name='variance, points in the plane', points=None, hidden=False, success_message=NOTE)
def test_2(q_posterior):
    public.check(q_posterior, CASE_2)
