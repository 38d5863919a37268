"""Public checks of jensen_shannon. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'jensen_shannon'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'p': public.float64(
            [0.15294559081627954, 0.39650861944433996, 0.09765476806542651, 0.16947590866337917,
             0.18341511301057473]
        ),
        'q': public.float64(
            [0.058563217712421796, 0.24573897676095988, 0.39269852112173925, 0.18397156053914923,
             0.11902772386572992]
        ),
    },
    want=public.float64(0.0709885892622),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='Half of KL(p, m) and half of KL(q, m), where m is the mixture of p and q in equal parts; natural logarithms.',
    note=NOTE,
)


@test_case(name='two laws', points=None, hidden=False, success_message=NOTE)
def test_1(jensen_shannon):
    public.check(jensen_shannon, CASE_1)
