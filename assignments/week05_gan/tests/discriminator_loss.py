"""Public checks of discriminator_loss. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'discriminator_loss'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'logits_real': public.float64([1.833721682243854, -1.3628559862911436, 2.3601148338301323]),
        'logits_fake': public.float64(
            [-1.611901874035211, 1.3291579410321077, -2.6858333489650077, 0.5230454071512757,
             -2.269853253802859]
        ),
    },
    want=public.float64(1.18946842826),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='Two means, each over its own examples, are added.',
    note=NOTE,
)


@test_case(name='moderate logits', points=None, hidden=False, success_message=NOTE)
def test_1(discriminator_loss):
    public.check(discriminator_loss, CASE_1)
