"""Public checks of sample_gmm. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'sample_gmm'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.MixtureLaw(
    name=name,
    inputs={
        'n': 4000,
        'weights': public.float64([0.5277171113447529, 0.14638430803319388, 0.32589858062205335]),
        'means': public.float64(
            [[0.2363076012419805, -3.071802762510463], [4.268694969668601, 2.4037656767419127],
             [9.755629797102092, 17.00535107272328]]
        ),
        'covs': public.float64(
            [[[1.0838070905468993, -0.9163194710066684], [-0.9163194710066684, 2.0220546301982436]],
             [[1.7329700225393627, -0.9916188154803265], [-0.9916188154803265, 1.8960617270980165]],
             [[1.3360321229898624, -1.3439706111196392], [-1.3439706111196392, 2.2436645390580647]]]
        ),
        'generator': public.seeded(1992239113),
    },
    n=4000,
    weights=public.float64([0.527717111345, 0.146384308033, 0.325898580622]),
    means=public.float64(
        [[0.236307601242, -3.07180276251], [4.26869496967, 2.40376567674],
         [9.7556297971, 17.0053510727]]
    ),
    covs=public.float64(
        [[[1.08380709055, -0.916319471007], [-0.916319471007, 2.0220546302]],
         [[1.73297002254, -0.99161881548], [-0.99161881548, 1.8960617271]],
         [[1.33603212299, -1.34397061112], [-1.34397061112, 2.24366453906]]]
    ),
    times=2,
    false_alarm=1e-06,
    hint='Each draw has a component of its own, drawn with the weights, and then its mean and covariance.',
    note=NOTE,
)


@test_case(name='law, in the plane', points=None, hidden=False, success_message=NOTE)
def test_1(sample_gmm):
    public.check(sample_gmm, CASE_1)
