"""Public checks of sample_fitted_gaussian. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'sample_fitted_gaussian'
points = None

NOTE = 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Reproducible(
    name=name,
    inputs={
        'x': public.float64(
            [[1.2169712492548572, 0.7569468699077139], [3.055958602830162, 4.875602525265245],
             [1.5020516348667248, 3.374477695468125], [2.115415121655308, 4.670008416195037],
             [1.5568644597847423, -0.9013383027140162]]
        ),
        'n': 2000,
        'generator': public.seeded(289147226),
    },
    times=2,
    hint='Hand the generator to every call that draws.',
    note=NOTE,
)


@test_case(name='reproducible', points=None, hidden=False, success_message=NOTE)
def test_1(sample_fitted_gaussian):
    public.check(sample_fitted_gaussian, CASE_1)
