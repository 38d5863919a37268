"""Public checks of gaussian_nll. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'gaussian_nll'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'x': public.float64(
            [-1.4794200469487966, -1.9685070340323865, -2.425776875889334, -1.3929478915717504,
             -2.107635423496232, -1.4085518159690538]
        ),
        'mu': public.float64(-1.9845073223114014),
        'sigma': public.float64(0.4622442126274109),
    },
    want=public.float64(3.5675117439),
    rtol=3e-06,
    atol=3e-06,
    precision='float64',
    hint='Write down the log of the density at one point, every factor of it, and only then the sum.',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'x': public.float64(
            [2.125963709325001, -0.5646142384930228, 4.441534962269742, 4.072149933372396,
             0.625989535580575]
        ),
        'mu': public.float64(1.0261106491088867),
        'sigma': public.float64(2.2678160667419434),
    },
    want=public.float64(11.1040724502),
    rtol=3e-06,
    atol=3e-06,
    precision='float64',
    hint='Write down the log of the density at one point, every factor of it, and only then the sum.',
)

CASE_3 = public.Values(
    name=name,
    inputs={
        'x': public.float32([-2.3316371, -2.2809932, -1.1500696, -2.2893424, -1.5219443, -2.1693487, -2.0638893]),
        'mu': -1.9776268807955764,
        'sigma': 0.42611046468703195,
    },
    want=public.float64(3.90672095011),
    rtol=3e-05,
    atol=3e-05,
    precision='float32',
    hint='torch.log takes tensors only; a Python float has to become one, or go through math.',
    note=NOTE,
)


@test_case(name='a few numbers (1)', points=None, hidden=False, success_message=None)
def test_1(gaussian_nll):
    public.check(gaussian_nll, CASE_1)


@test_case(name='a few numbers (2)', points=None, hidden=False, success_message=None)
def test_2(gaussian_nll):
    public.check(gaussian_nll, CASE_2)


@test_case(name='mu and sigma as Python floats', points=None, hidden=False, success_message=NOTE)
def test_3(gaussian_nll):
    public.check(gaussian_nll, CASE_3)
