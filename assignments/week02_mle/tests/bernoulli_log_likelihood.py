"""Public checks of bernoulli_log_likelihood. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'bernoulli_log_likelihood'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'p': public.float64(0.28492669481244587),
        'x': public.float64([1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]),
    },
    want=public.float64(-7.28372736533),
    rtol=1e-09,
    atol=1e-10,
    precision='float64',
    hint='A head counts log p, a tail log(1 - p).',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'p': public.float64(0.8816116278075952),
        'x': public.float64([0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0]),
    },
    want=public.float64(-10.9209311484),
    rtol=1e-09,
    atol=1e-10,
    precision='float64',
    hint='A head counts log p, a tail log(1 - p).',
)

CASE_3 = public.Values(
    name=name,
    inputs={
        'p': 0.5,
        'x': public.float32([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
    },
    want=public.float64(-6.9314718056),
    rtol=3e-05,
    atol=3e-05,
    precision='float32',
    hint='torch.log takes tensors only; a Python float has to become one, or go through math.',
)

CASE_4 = public.Values(
    name=name,
    inputs={
        'p': 0.9,
        'x': public.float32([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
    },
    want=public.float64(-1.05360515658),
    rtol=3e-05,
    atol=3e-05,
    precision='float32',
    hint='torch.log takes tensors only; a Python float has to become one, or go through math.',
)

CASE_5 = public.Values(
    name=name,
    inputs={
        'p': 0.308081810291979,
        'x': public.float32([1.0, 1.0, 1.0, 0.0]),
    },
    want=public.float64(-3.90045729366),
    rtol=3e-05,
    atol=3e-05,
    precision='float32',
    hint='torch.log takes tensors only; a Python float has to become one, or go through math.',
    note=NOTE,
)


@test_case(name='a few tosses (1)', points=None, hidden=False, success_message=None)
def test_1(bernoulli_log_likelihood):
    public.check(bernoulli_log_likelihood, CASE_1)


@test_case(name='a few tosses (2)', points=None, hidden=False, success_message=None)
def test_2(bernoulli_log_likelihood):
    public.check(bernoulli_log_likelihood, CASE_2)


@test_case(name='p as a Python float (1)', points=None, hidden=False, success_message=None)
def test_3(bernoulli_log_likelihood):
    public.check(bernoulli_log_likelihood, CASE_3)


@test_case(name='p as a Python float (2)', points=None, hidden=False, success_message=None)
def test_4(bernoulli_log_likelihood):
    public.check(bernoulli_log_likelihood, CASE_4)


@test_case(name='p as a Python float (3)', points=None, hidden=False, success_message=NOTE)
def test_5(bernoulli_log_likelihood):
    public.check(bernoulli_log_likelihood, CASE_5)
