"""Public checks of gan_value. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'gan_value'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'd': public.float64([0.43115741071406327, 0.6007713643306777, 0.35543063824217, 0.19927800265484885]),
        'p_data': public.float64([0.1912946171632348, 0.09495158450400454, 0.2813696883264373, 0.43238411000632343]),
        'p_g': public.float64([0.10630800290813863, 0.28788455013784703, 0.12219673188462364, 0.4836107150693908]),
    },
    want=public.float64(-1.68328872516),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint="Two expectations: one under the data's law, one under the generator's. Which logarithm belongs to which?",
    note=NOTE,
)


@test_case(name='four points', points=None, hidden=False, success_message=NOTE)
def test_1(gan_value):
    public.check(gan_value, CASE_1)
