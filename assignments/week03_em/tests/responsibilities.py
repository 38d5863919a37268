"""Public checks of responsibilities. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'responsibilities'
points = None

NOTE = 'Only public checks ran; 7 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'x': public.float64(
            [[-3.0492499683467282, 4.788207485475146], [0.5225812290380015, 0.9803173015104639],
             [0.440106813635283, -3.688919676758183], [1.8017078231380446, -0.2784591541327449],
             [0.5776822922475369, 1.3422129724897325], [0.224677973951722, -1.8662630364878834]]
        ),
        'weights': public.float64([0.3252838275307467, 0.14543520211738947, 0.5292809703518638]),
        'means': public.float64(
            [[-0.06809168220411793, 0.551461395962669], [1.3837367515116734, -1.9024182782899026],
             [-2.5112215603575057, -3.4232611435027542]]
        ),
        'covs': public.float64(
            [[[0.9438198257217048, 0.0699108853046431], [0.0699108853046431, 5.363937974160419]],
             [[1.269806294891974, 0.7915354383382156], [0.7915354383382156, 2.235854539807725]],
             [[5.629263810306166, 0.5719753363315592], [0.5719753363315592, 0.9295968963374943]]]
        ),
    },
    want=public.float64(
        [[0.999999999998, 1.51697195143e-12, 1.07445344091e-14],
         [0.97890901596, 0.021033304235, 5.76798052697e-05],
         [0.142727627284, 0.284615547248, 0.572656825468],
         [0.277169885154, 0.713703522917, 0.00912659192875],
         [0.987908959116, 0.0120804427825, 1.05981016707e-05],
         [0.450094779663, 0.277096837607, 0.27280838273]]
    ),
    rtol=1e-07,
    atol=1e-07,
    precision='float64',
    hint='Prior times density, divided by what makes each row sum to 1.',
    note=NOTE,
)


@test_case(name='points in the plane', points=None, hidden=False, success_message=NOTE)
def test_1(responsibilities):
    public.check(responsibilities, CASE_1)
