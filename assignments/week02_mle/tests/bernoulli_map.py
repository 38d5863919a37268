"""Public checks of bernoulli_map. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'bernoulli_map'
points = None

NOTE = 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'x': public.float64([0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0]),
        'a': 2.5245552218513354,
        'b': 5.700655147591369,
    },
    want=public.float64(0.45866142239),
    rtol=3e-06,
    atol=3e-06,
    precision='float64',
    hint='Where is the highest point of the posterior density? Multiply prior and likelihood, take the log, differentiate.',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'x': public.float64([1.0, 0.0, 0.0, 0.0]),
        'a': 3.1092630457579027,
        'b': 1.5791001919550012,
    },
    want=public.float64(0.464876522888),
    rtol=3e-06,
    atol=3e-06,
    precision='float64',
    hint='Where is the highest point of the posterior density? Multiply prior and likelihood, take the log, differentiate.',
    note=NOTE,
)


@test_case(name='a few tosses (1)', points=None, hidden=False, success_message=None)
def test_1(bernoulli_map):
    public.check(bernoulli_map, CASE_1)


@test_case(name='a few tosses (2)', points=None, hidden=False, success_message=NOTE)
def test_2(bernoulli_map):
    public.check(bernoulli_map, CASE_2)
