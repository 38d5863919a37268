"""Public checks of ridge_map. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'ridge_map'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'X': public.float64(
            [[0.09857083459456939, 2.4937681032642374, 0.7185750532319126],
             [0.6212276835870267, 0.6707000619443562, 0.7953877474645286],
             [1.6566891287252818, 1.1610337328334832, 1.3811968121286549],
             [1.2555252795243794, -0.3123696383288075, 1.6293173666961498],
             [0.5949532071269219, 1.2438129067724553, -0.09791820918590233],
             [-0.3392699853963679, 1.1832619729847227, 2.0619751606423025],
             [1.9923139681586526, -0.7293104938237986, 0.6186877933675499],
             [0.7684533351517928, 1.6265611651008798, 0.08574402142848614]]
        ),
        'y': public.float64(
            [4.551569917522284, 2.018750752710535, 0.9084563781639207, 1.3155682355341696,
             1.0744320720889804, 6.578390926946803, -2.5762404046778276, 1.5886045589460844]
        ),
        'noise_var': 0.4793806621386005,
        'prior_var': 1.6122745180958606,
    },
    want=public.float64([-1.4303111883, 1.35732614804, 1.94095900592]),
    rtol=3e-06,
    atol=3e-06,
    precision='float64',
    hint='Which ratio of the two variances weighs |w|^2 against the squared errors, and where does it enter?',
    note=NOTE,
)


@test_case(name='more rows than columns', points=None, hidden=False, success_message=NOTE)
def test_1(ridge_map):
    public.check(ridge_map, CASE_1)
