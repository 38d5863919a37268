"""Public checks of ancestral_sample. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'ancestral_sample'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.NormalLaw(
    name=name,
    inputs={
        'n': 8000,
        'betas': public.float64([0.30818368960134235, 0.33221224463252824, 0.32088289944461146]),
        'mean': 1.6790345907211304,
        'std': 0.5365589737892151,
        'generator': public.seeded(624701049),
    },
    shape=(8000,),
    mean=public.float64(1.48374413913),
    variance=public.float64(0.106903254848),
    times=2,
    false_alarm=1e-06,
    hint='Compare mean and variance of many draws with T = 1, where you can work out both by hand.',
    note=NOTE,
)


@test_case(name='law, three steps', points=None, hidden=False, success_message=NOTE)
def test_1(ancestral_sample):
    public.check(ancestral_sample, CASE_1)
