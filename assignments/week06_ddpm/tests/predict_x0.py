"""Public checks of predict_x0. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'predict_x0'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'xt': public.float64(
            [[-2.527370902539507, 0.982800395038115], [-0.17651299458302022, -2.58099014703374],
             [-1.9924147758048234, -2.1270650465723726]]
        ),
        't': public.int64([3, 1, 4]),
        'eps': public.float64(
            [[3.1322820990139513, -1.6361198434460111],
             [-5.7732456738318305, -0.030821905740943588],
             [-2.7944431576611852, -0.5974907144110968]]
        ),
        'betas': public.float64(
            [0.11067667666873982, 0.05478437305382475, 0.38104106815141964, 0.23338271202250158,
             0.2403000830088471]
        ),
    },
    want=public.float64(
        [[-7.84707755108, 3.56470000268], [2.32148043451, -2.8016604303],
         [0.618618429398, -2.95790427506]]
    ),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='Solve the equation of q_sample for x_0, and change nothing else.',
    note=NOTE,
)


@test_case(name='points in the plane', points=None, hidden=False, success_message=NOTE)
def test_1(predict_x0):
    public.check(predict_x0, CASE_1)
