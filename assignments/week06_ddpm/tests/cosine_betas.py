"""Public checks of cosine_betas. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'cosine_betas'
points = None

NOTE = 'Only public checks ran; 3 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'num_steps': 5,
        's': 0.09926712512969971,
    },
    want=public.float64([0.15510826787, 0.309518210093, 0.488145365235, 0.728415493818, 0.999]),
    rtol=1e-05,
    atol=1e-07,
    precision='float32',
    hint='With T steps there are T + 1 values of f, from f(0) to f(T).',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'num_steps': 3,
        's': 0.014470857977867126,
    },
    want=public.float64([0.262675936643, 0.66950455434, 0.999]),
    rtol=1e-05,
    atol=1e-07,
    precision='float32',
    hint='With T steps there are T + 1 values of f, from f(0) to f(T).',
    note=NOTE,
)


@test_case(name='a few steps (1)', points=None, hidden=False, success_message=None)
def test_1(cosine_betas):
    public.check(cosine_betas, CASE_1)


@test_case(name='a few steps (2)', points=None, hidden=False, success_message=NOTE)
def test_2(cosine_betas):
    public.check(cosine_betas, CASE_2)
