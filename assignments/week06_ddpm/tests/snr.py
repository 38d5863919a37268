"""Public checks of snr. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'snr'
points = None

NOTE = 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'betas': public.float64(
            [0.2902214295238369, 0.13472395000173507, 0.24779208108480047, 0.3391701352994792,
             0.10117577515489459]
        ),
    },
    want=public.float64([2.44564493959, 1.59171024469, 0.858638641554, 0.43943870358, 0.378164739259]),
    rtol=1e-09,
    atol=0.0,
    precision='float64',
    hint='Signal over noise, both as variances.',
    note=NOTE,
)


@test_case(name='short schedule', points=None, hidden=False, success_message=NOTE)
def test_1(snr):
    public.check(snr, CASE_1)
