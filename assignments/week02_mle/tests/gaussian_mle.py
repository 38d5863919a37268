"""Public checks of gaussian_mle. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'gaussian_mle'
points = None

NOTE = 'Only public checks ran; 4 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'x': public.float64(
            [[2.2553884829880064, 4.33961156277731, 6.208786908097518],
             [2.3398145033658695, 3.287760584317155, 0.3085052003136507],
             [1.0529293917337696, -0.3829594509110007, -0.937625214712755],
             [2.859447336301928, 1.6573869203904144, 0.6855210785646823],
             [2.541171228055364, 4.053347234851402, 2.9085302315447263],
             [1.946743698622812, 1.3111857974864316, 2.2687141675408027],
             [3.511254920866393, 4.179295896379071, -0.45373823206022623]]
        ),
    },
    want=public.float64([2.35810708028, 2.63508979218, 1.56981344847]),
    pick=0,
    of=2,
    rtol=1e-09,
    atol=1e-10,
    precision='float64',
    hint='One number for each column: the mean over the rows.',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'x': public.float64(
            [[2.2553884829880064, 4.33961156277731, 6.208786908097518],
             [2.3398145033658695, 3.287760584317155, 0.3085052003136507],
             [1.0529293917337696, -0.3829594509110007, -0.937625214712755],
             [2.859447336301928, 1.6573869203904144, 0.6855210785646823],
             [2.541171228055364, 4.053347234851402, 2.9085302315447263],
             [1.946743698622812, 1.3111857974864316, 2.2687141675408027],
             [3.511254920866393, 4.179295896379071, -0.45373823206022623]]
        ),
    },
    want=public.float64(
        [[0.499742690829, 0.835262751394, -3.98181364515e-17],
         [0.835262751394, 2.79209231738, 1.90924964013],
         [-3.98181364515e-17, 1.90924964013, 5.2222258779]]
    ),
    pick=1,
    of=2,
    rtol=1e-09,
    atol=1e-10,
    precision='float64',
    hint='Take the mean away first; then entry (j, k) is a mean of products of columns j and k.',
    note=NOTE,
)


@test_case(name='mean', points=None, hidden=False, success_message=None)
def test_1(gaussian_mle):
    public.check(gaussian_mle, CASE_1)


@test_case(name='covariance', points=None, hidden=False, success_message=NOTE)
def test_2(gaussian_mle):
    public.check(gaussian_mle, CASE_2)
