"""Public checks of sample_categorical. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'sample_categorical'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.CategoricalLaw(
    name=name,
    inputs={
        'p': public.float64([0.19055906134082334, 0.5056268487957913, 0.3038140898633854]),
        'n': 5000,
        'generator': public.seeded(1709447486),
    },
    n=5000,
    p=public.float64([0.190559061341, 0.505626848796, 0.303814089863]),
    times=2,
    false_alarm=1e-06,
    hint='Count a few thousand draws with torch.bincount and compare with p; then look at the draws in their order.',
    note=NOTE,
)


@test_case(name='few outcomes', points=None, hidden=False, success_message=NOTE)
def test_1(sample_categorical):
    public.check(sample_categorical, CASE_1)
