"""Public checks of q_sample. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'q_sample'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'x0': public.float64(
            [[-2.1871365837779098, -2.6881683546521216], [2.810970615787911, 0.5064189022217694],
             [-1.8055720341599022, 0.8680643172356349]]
        ),
        't': public.int64([3, 1, 4]),
        'betas': public.float64(
            [0.26649463049307626, 0.39281697857837744, 0.32970489984532736, 0.1863543498367483,
             0.4821294738011822]
        ),
        'noise': public.float64(
            [[1.5593481000311293, 0.5191325367620582], [-2.5719614526321166, 0.17234642305620768],
             [1.380368560465978, -5.824323421125687]]
        ),
    },
    want=public.float64(
        [[0.278889952403, -0.873150244879], [-0.0394909638943, 0.466316874793],
         [0.650253979701, -5.13782112042]]
    ),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='Mean plus standard deviation times noise.',
    note=NOTE,
)


@test_case(name='points in the plane', points=None, hidden=False, success_message=NOTE)
def test_1(q_sample):
    public.check(q_sample, CASE_1)
