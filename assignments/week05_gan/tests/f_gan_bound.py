"""Public checks of f_gan_bound. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'f_gan_bound'
points = None

NOTE = 'Only public checks ran; 6 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        't': public.float64(
            [-0.054967514271356155, 1.924190867766375, 0.03150974841287679, -1.2169443689141093,
             1.6658733052701282]
        ),
        'p': public.float64(
            [0.1266381648860449, 0.43517170643900155, 0.06809145584001658, 0.13109599542575243,
             0.23900267740918457]
        ),
        'q': public.float64(
            [0.08443679184892035, 0.4590474663117456, 0.13450448040064145, 0.1959573466989087,
             0.1260539147397839]
        ),
        'name': 'kl',
    },
    want=public.float64(-0.432710574867),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='Maximise u t - f(u) over u: set its derivative to zero and put the u that you find back in.',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        't': public.float64(
            [[-1.1418447292833167, 1.8500938585835054, 0.22559626676827005, -1.0047499048691195],
             [-1.6253365990676367, -1.7605160288076074, 1.1649926796832308, -0.562811408344615],
             [-0.5404717286492495, -1.897594798541105, 0.16995062033458552, 1.1364288360117438]]
        ),
        'p': public.float64(
            [[0.06542787939674408, 0.28287506493497194, 0.3415214932276385, 0.3101755624406456],
             [0.10290798669742329, 0.4675248977543799, 0.28690692431123094, 0.14266019123696574],
             [0.6172938146717687, 0.11920243546387078, 0.1077490759765183, 0.15575467388784214]]
        ),
        'q': public.float64(
            [[0.1732257286834215, 0.1418231684129496, 0.3770572756548189, 0.30789382724881],
             [0.5327590663896621, 0.2204712136850585, 0.11412562840949064, 0.1326440915157888],
             [0.424210503863255, 0.09207507796139694, 0.14813918545165827, 0.3355752327236898]]
        ),
        'name': 'kl',
    },
    want=public.float64([-0.353443276291, -0.95131132396, -0.909710115002]),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='Maximise u t - f(u) over u: set its derivative to zero and put the u that you find back in.',
)

CASE_3 = public.Values(
    name=name,
    inputs={
        't': public.float64(
            [[[0.399608963148387, 1.7871795594293651, 1.4713198658503184],
              [-1.9952798526326152, 1.4338061667902973, 0.24909839871212602]],
             [[1.9706162909068778, -1.663616162463112, -0.5662084932641878],
              [0.20011542879242183, -0.8860543617933017, 0.06149671233619047]]]
        ),
        'p': public.float64(
            [[[0.663222856460018, 0.0, 0.3367771435399819],
              [0.34003514216995356, 0.0, 0.6599648578300464]],
             [[0.7317702590298676, 0.0, 0.26822974097013236],
              [0.7207879621839421, 0.0, 0.27921203781605786]]]
        ),
        'q': public.float64(
            [[[0.18087373483951452, 0.6708749124085309, 0.14825135275195447],
              [0.10855104516791723, 0.737612085068831, 0.15383686976325175]],
             [[0.24728324874644095, 0.39018397551719897, 0.36253277573635995],
              [0.43380029706013806, 0.2710274050526876, 0.29517229788717425]]]
        ),
        'name': 'kl',
    },
    want=public.float64([[-1.05024475951, -1.73032475428], [0.534538951238, -0.190111815918]]),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='Maximise u t - f(u) over u: set its derivative to zero and put the u that you find back in.',
    note=NOTE,
)


@test_case(name='kl (1)', points=None, hidden=False, success_message=None)
def test_1(f_gan_bound):
    public.check(f_gan_bound, CASE_1)


@test_case(name='kl (2)', points=None, hidden=False, success_message=None)
def test_2(f_gan_bound):
    public.check(f_gan_bound, CASE_2)


@test_case(name='kl (3)', points=None, hidden=False, success_message=NOTE)
def test_3(f_gan_bound):
    public.check(f_gan_bound, CASE_3)
