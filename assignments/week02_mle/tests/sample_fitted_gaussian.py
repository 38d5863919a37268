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
            [[1.1702967694408704, 0.6395004116950929], [3.0268873272305745, 4.133985840381576],
             [1.458106009188515, 3.277087259709927], [2.077340750444729, 4.359821926618396],
             [1.5134435149036702, -1.2769616811243198], [2.6412933067394024, 4.977235286108021]]
        ),
        'n': 3000,
        'generator': public.seeded(59694960),
    },
    times=2,
    hint='Hand the generator to every call that draws.',
    note=NOTE,
)


@test_case(name='reproducible', points=None, hidden=False, success_message=NOTE)
def test_1(sample_fitted_gaussian):
    public.check(sample_fitted_gaussian, CASE_1)
