"""Public checks of generator_loss. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'generator_loss'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'logits_fake': public.float64([2.3573874159636565, -0.6672162476201187, 1.1715338473070598, -0.5923075462064886]),
        'saturating': False,
    },
    want=public.float64(0.618580625769),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='The generator lowers this loss by being taken for data.',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'logits_fake': public.float64(
            [1.4910448707481572, -0.6872598334914986, 0.98287339559333, -1.4967608291069747,
             2.59090987808134]
        ),
        'saturating': True,
    },
    want=public.float64(-1.2534979848),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint="This one is the game's own term, as it stands there: look at its sign.",
    note=NOTE,
)


@test_case(name='not saturating', points=None, hidden=False, success_message=None)
def test_1(generator_loss):
    public.check(generator_loss, CASE_1)


@test_case(name='saturating', points=None, hidden=False, success_message=NOTE)
def test_2(generator_loss):
    public.check(generator_loss, CASE_2)
