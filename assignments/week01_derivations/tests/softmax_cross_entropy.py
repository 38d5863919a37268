"""Public checks of softmax_cross_entropy. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'softmax_cross_entropy'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'logits': public.float64(
            [-1.7022764125211105, 1.8689535300260633, -1.2905319173435936, 0.5576994139014547,
             1.10604343136981]
        ),
        'q': public.float64(
            [0.11728125165909747, 0.02444842427862314, 0.04295270278182112, 0.1832167272519043,
             0.6321008940285539]
        ),
    },
    want=public.float64(1.86833934921),
    rtol=1e-10,
    atol=1e-10,
    precision='float64',
    hint='q is the world and the softmax the model: of which of them is the logarithm taken?',
    note=NOTE,
)


@test_case(name='values', points=None, hidden=False, success_message=NOTE)
def test_1(softmax_cross_entropy):
    public.check(softmax_cross_entropy, CASE_1)
