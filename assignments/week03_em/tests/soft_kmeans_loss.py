"""Public checks of soft_kmeans_loss. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'soft_kmeans_loss'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'means': public.float64(
            [[-0.0626877261474598, -0.5335241484851587], [1.6229758513767651, -1.6980733918855122],
             [1.530028376282097, 0.5308914754203836]]
        ),
        'x': public.float64(
            [[-1.995617712957897, -2.3706617735555784], [-0.027795469735834688, -3.204055473877526],
             [-2.4498290893782024, 0.2553279087373155], [1.3037352066987613, 4.215969219599107],
             [-0.9782125775866994, 0.09984250270993072], [0.17734724403609897, 1.8188580621994856]]
        ),
    },
    want=public.float64(35.2748733023),
    rtol=1e-07,
    atol=1e-07,
    precision='float64',
    hint='A negative log likelihood with all its constants: log K, and (D/2) log 2 pi for each point.',
)

CASE_2 = public.Gradients(
    name=name,
    inputs={
        'means': public.float64(
            [[-0.0626877261474598, -0.5335241484851587], [1.6229758513767651, -1.6980733918855122],
             [1.530028376282097, 0.5308914754203836]]
        ),
        'x': public.float64(
            [[-1.995617712957897, -2.3706617735555784], [-0.027795469735834688, -3.204055473877526],
             [-2.4498290893782024, 0.2553279087373155], [1.3037352066987613, 4.215969219599107],
             [-0.9782125775866994, 0.09984250270993072], [0.17734724403609897, 1.8188580621994856]]
        ),
    },
    wrt=('means',),
    want=public.float64(
        [[4.9886500953, 0.451023634594], [1.40326496252, 1.11104710702],
         [1.43297851702, -4.57642693921]]
    ),
    rtol=1e-08,
    atol=1e-08,
    precision='float64',
    hint='Stay with torch operations from the means to the result: .item(), NumPy and detach cut the gradient.',
    note=NOTE,
)


@test_case(name='points in the plane', points=None, hidden=False, success_message=None)
def test_1(soft_kmeans_loss):
    public.check(soft_kmeans_loss, CASE_1)


@test_case(name='gradient in means', points=None, hidden=False, success_message=NOTE)
def test_2(soft_kmeans_loss):
    public.check(soft_kmeans_loss, CASE_2)
