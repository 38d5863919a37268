"""Public checks of alpha_bar. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'alpha_bar'
points = None

NOTE = 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'betas': public.float64(
            [0.33061016547851535, 0.31010737957617246, 0.3231541258911703, 0.4842784550351642,
             0.08278719498720889]
        ),
    },
    want=public.float64([0.669389834521, 0.461807107023, 0.312572235023, 0.161200235959, 0.147854920593]),
    rtol=1e-09,
    atol=0.0,
    precision='float64',
    hint='Which steps does the product take in, the first and the last one?',
    note=NOTE,
)


@test_case(name='short schedule', points=None, hidden=False, success_message=NOTE)
def test_1(alpha_bar):
    public.check(alpha_bar, CASE_1)
