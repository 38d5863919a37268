"""Public checks of gmm_log_likelihood. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'gmm_log_likelihood'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'x': public.float64(
            [[-1.278512170754102, 0.8343842141306571], [-0.6034266832609259, 2.813196463729329],
             [-1.6371033270164501, 0.2542007116331695], [2.694829068342126, -2.683065929079083],
             [0.919250273237913, 1.45960420740737], [1.9524891868974767, 1.8935651590039029]]
        ),
        'weights': public.float64([0.1407647520548527, 0.3343213738061963, 0.524913874138951]),
        'means': public.float64(
            [[1.497097101318001, 3.124891822801509], [-1.9664091129976191, -0.9929255098413031],
             [0.5200120327546798, -0.32275568462678994]]
        ),
        'covs': public.float64(
            [[[2.875210225381112, 1.695149922749775], [1.695149922749775, 2.8212029583425657]],
             [[1.666325811831196, 1.1858859014115328], [1.1858859014115328, 2.475382361390624]],
             [[1.5945573787392662, -0.10052484801837691],
              [-0.10052484801837691, 0.9265540211741168]]]
        ),
    },
    want=public.float64(-27.5922206164),
    rtol=1e-07,
    atol=1e-07,
    precision='float64',
    hint='Sum over the components inside the logarithm, sum over the points outside it.',
    note=NOTE,
)


@test_case(name='points in the plane', points=None, hidden=False, success_message=NOTE)
def test_1(gmm_log_likelihood):
    public.check(gmm_log_likelihood, CASE_1)
