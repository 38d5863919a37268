"""Public checks of lognormal_log_prob. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'lognormal_log_prob'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'y': public.float64(
            [1.4654752103867015, 3.5036450287095073, 1.0379419888432455, 0.13194698220920512,
             0.8683668385373615]
        ),
        'mu': public.float64(
            [-0.08357296351672408, 0.9810238314172086, 0.6553265701715, 1.6243819479511727,
             0.18092482443355062]
        ),
        'sigma': public.float64(
            [1.7512274812098418, 1.858237863608676, 0.8264402677944019, 1.025347129935811,
             1.3356274996833357]
        ),
    },
    want=public.float64([-1.89680182233, -2.80314543646, -1.04522075699, -5.25368313395, -1.09627164388]),
    rtol=1e-10,
    atol=1e-10,
    precision='float64',
    hint='The normal log density at log y, and the logarithm of by how much the axis is stretched there.',
    note=NOTE,
)


@test_case(name='values', points=None, hidden=False, success_message=NOTE)
def test_1(lognormal_log_prob):
    public.check(lognormal_log_prob, CASE_1)
