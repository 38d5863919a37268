"""Public checks of linear_betas. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'linear_betas'
points = None

NOTE = 'Only public checks ran; 2 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'num_steps': 5,
        'beta_start': 0.038387426733970643,
        'beta_end': 0.5143607139587403,
    },
    want=public.float64([0.038387426734, 0.15738074854, 0.276374070346, 0.395367392153, 0.514360713959]),
    rtol=1e-05,
    atol=1e-07,
    precision='float32',
    hint='Both ends are included: the first beta is beta_start, the last one beta_end.',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'num_steps': 2,
        'beta_start': 0.08548402190208436,
        'beta_end': 0.42477285861968994,
    },
    want=public.float64([0.0854840219021, 0.42477285862]),
    rtol=1e-05,
    atol=1e-07,
    precision='float32',
    hint='Both ends are included: the first beta is beta_start, the last one beta_end.',
    note=NOTE,
)


@test_case(name='a few steps (1)', points=None, hidden=False, success_message=None)
def test_1(linear_betas):
    public.check(linear_betas, CASE_1)


@test_case(name='a few steps (2)', points=None, hidden=False, success_message=NOTE)
def test_2(linear_betas):
    public.check(linear_betas, CASE_2)
