"""Public checks of optimal_discriminator. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'optimal_discriminator'
points = None

NOTE = 'Only public checks ran; 5 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'p_data': public.float64(
            [0.7500383896809301, 1.567704361481723, 1.1340188536664704, 1.3294727788080682,
             1.7500469310044333]
        ),
        'p_g': public.float64(
            [2.047676014932065, 2.8174316220421582, 0.3109725411538794, 1.7202829592634008,
             1.481181433094469]
        ),
    },
    want=public.float64([0.268089690801, 0.357504161187, 0.784792807578, 0.43592762601, 0.541604224093]),
    rtol=1e-10,
    atol=1e-12,
    precision='float64',
    hint='Put your values into the pointwise objective: is it larger at its neighbours?',
    note=NOTE,
)


@test_case(name='two densities', points=None, hidden=False, success_message=NOTE)
def test_1(optimal_discriminator):
    public.check(optimal_discriminator, CASE_1)
