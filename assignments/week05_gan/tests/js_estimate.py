"""Public checks of js_estimate. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'js_estimate'
points = None

NOTE = 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Unbiased(
    name=name,
    inputs={
        'p': public.float64(
            [0.5317813406708325, 0.4275664689032548, 0.01892554790994131, 0.012107520739781663,
             0.009619121776189758]
        ),
        'q': public.float64(
            [0.19385408302421947, 0.15223676889262477, 0.20382432597026812, 0.23044874026327625,
             0.21963608184961142]
        ),
        'num_samples': 16,
        'generator': public.seeded(1156716446),
    },
    mean=public.float64(0.23927876208),
    deviation=public.float64(0.389922649394),
    times=200,
    over=('num_samples', (8, 128)),
    false_alarm=1e-06,
    hint='Compare the mean of many estimates with jensen_shannon(p, q).',
    note=NOTE,
)


@test_case(name='unbiased', points=None, hidden=False, success_message=NOTE)
def test_1(js_estimate):
    public.check(js_estimate, CASE_1)
