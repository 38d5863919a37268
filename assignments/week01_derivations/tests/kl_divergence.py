"""Public checks of kl_divergence. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'kl_divergence'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'p': public.float64(
            [0.039462462639296515, 0.28351186490329794, 0.2264135149830974, 0.13549255599285237,
             0.3151196014814556]
        ),
        'q': public.float64(
            [0.5088626593143598, 0.10815370940367806, 0.023698302624458926, 0.2091088031612399,
             0.15017652549626329]
        ),
    },
    want=public.float64(0.8580805815520259),
    rtol=1e-11,
    atol=1e-11,
    precision='float64',
    hint='The mean over draws from p. It has a direction: which of the two laws is in the numerator?',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'p': public.float64([0.10358448072687299, 0.35285801915957565, 0.18313974893150559, 0.3604177511820457]),
        'q': public.float64([0.04350416593852006, 0.27311893796408415, 0.52291455110282, 0.16046234499457585]),
    },
    want=public.float64(0.2797574641521328),
    rtol=1e-11,
    atol=1e-11,
    precision='float64',
    hint='The mean over draws from p. It has a direction: which of the two laws is in the numerator?',
    note=NOTE,
)


@test_case(name='one pair of laws (1)', points=None, hidden=False, success_message=None)
def test_1(kl_divergence):
    public.check(kl_divergence, CASE_1)


@test_case(name='one pair of laws (2)', points=None, hidden=False, success_message=NOTE)
def test_2(kl_divergence):
    public.check(kl_divergence, CASE_2)
