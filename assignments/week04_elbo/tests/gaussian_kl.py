"""Public checks of gaussian_kl. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'gaussian_kl'
points = None

NOTE = 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'mu': public.float64(
            [[-2.7419579515759134, 1.8609037513585824], [1.7052953894601242, -2.0575373399099712],
             [3.4950854026588987, -3.2333391405025997]]
        ),
        'logvar': public.float64(
            [[1.113572367738787, -1.7455217491353738], [-1.1625843794424056, -1.1799195246516856],
             [1.3416747908179398, 1.3201634858430444]]
        ),
    },
    want=public.float64([6.4165085384, 4.05198835106, 12.7888720399]),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='Check both terms by themselves: mu = 0 leaves what the width costs, logvar = 0 what the mean costs.',
    note=NOTE,
)


@test_case(name='a small batch', points=None, hidden=False, success_message=NOTE)
def test_1(gaussian_kl):
    public.check(gaussian_kl, CASE_1)
