"""Public checks of iwae_bound. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'iwae_bound'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'log_weights': public.float64(
            [[-0.7454490224878988, 1.3926893645700744, 0.36183389064711746, 5.508495861330003],
             [0.2058744561129407, 2.32590308957381, 1.5117541575239364, -3.9574374315834047],
             [0.6471782380989124, 2.6259230969048537, -0.23492068068864347, -1.533662898733355]]
        ),
    },
    want=public.float64([4.14597117803, 1.38743803225, 1.43113888281]),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='The logarithm of the mean of the exponentials: K = 1 gives w_1 itself.',
    note=NOTE,
)


@test_case(name='a small batch', points=None, hidden=False, success_message=NOTE)
def test_1(iwae_bound):
    public.check(iwae_bound, CASE_1)
