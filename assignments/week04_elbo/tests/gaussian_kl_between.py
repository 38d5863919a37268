"""Public checks of gaussian_kl_between. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'gaussian_kl_between'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'mu_q': public.float64(
            [[-3.9136711354441616, -0.77362687305858], [0.8508904467105596, -1.8071395335344216],
             [0.6871857047781453, -0.0022973392272348713]]
        ),
        'logvar_q': public.float64(
            [[-0.7778927641807107, -1.716547697224609], [1.5623562551902528, -1.0551721980299587],
             [1.2233870076748614, -1.6910813115183045]]
        ),
        'mu_p': public.float64(
            [[0.4299176368493711, 0.5355082511484326], [0.46002813485381233, -4.648176129922421],
             [-1.8240352317970383, -0.025688902552914446]]
        ),
        'logvar_p': public.float64(
            [[1.1241747698217694, 0.6790682010214738], [-1.709224519287155, 1.1442325447579766],
             [1.3302092176608369, 1.8494362116317298]]
        ),
    },
    want=public.float64([4.76866247344, 13.4030968166, 2.12130762819]),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='Distances and widths are measured in those of the second law. Try q = N(1, 1), p = N(0, 4) by hand.',
    note=NOTE,
)


@test_case(name='a small batch', points=None, hidden=False, success_message=NOTE)
def test_1(gaussian_kl_between):
    public.check(gaussian_kl_between, CASE_1)
