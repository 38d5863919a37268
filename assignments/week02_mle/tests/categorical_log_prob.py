"""Public checks of categorical_log_prob. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'categorical_log_prob'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'logits': public.float64(
            [[-1.6395868137234144, 1.4760456188601663, 0.6885322830094802],
             [0.036312846836475524, 0.030025410097907827, -2.0795656473829363],
             [1.1532123004002515, 1.469840814665588, 1.6215184606193243],
             [0.9191385663302483, 2.354513843525858, -2.7279089489442763],
             [-0.9011632417547982, -4.147628254111661, 1.2389402483365055]]
        ),
        'labels': public.int64([1, 0, 2, 2, 1]),
    },
    want=public.float64([-0.405015146096, -0.748704703119, -0.910404257655, -5.3009403638, -5.50187765584]),
    rtol=1e-09,
    atol=1e-10,
    precision='float64',
    hint='Each row has a softmax of its own, and each row one label, which picks one entry of it.',
    note=NOTE,
)


@test_case(name='a few rows', points=None, hidden=False, success_message=NOTE)
def test_1(categorical_log_prob):
    public.check(categorical_log_prob, CASE_1)
