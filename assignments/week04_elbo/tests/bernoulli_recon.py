"""Public checks of bernoulli_recon. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'bernoulli_recon'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'x': public.float64([[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]),
        'logits': public.float64(
            [[-2.3161590821569558, -1.9567553850826416, 3.4859394985263394, 0.6962395795341488],
             [3.4013387433078934, -3.3102018586476243, -2.4335253618199046, 1.1729206288547047],
             [-0.6591482850553034, 1.4206330991702636, -0.33195422807864583, 0.326792561591787]]
        ),
    },
    want=public.float64([-9.1159602233, -4.90547232143, -4.1237930014]),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='For each pixel the logarithm of the probability of what was seen; then the sum over the pixels.',
    note=NOTE,
)


@test_case(name='a small batch', points=None, hidden=False, success_message=NOTE)
def test_1(bernoulli_recon):
    public.check(bernoulli_recon, CASE_1)
