"""Public checks of f_divergence. Generated: grading draws other inputs and makes further checks."""

import autograder.student as public
from otter.test_files import test_case

OK_FORMAT = False

name = 'f_divergence'
points = None

NOTE = 'Only public checks ran; 9 hidden checks were not run. Grading makes all of them, on other inputs.'

CASE_1 = public.Values(
    name=name,
    inputs={
        'p': public.float64(
            [0.06357555550407137, 0.11738318505681301, 0.42777404887465653, 0.17194241792265855,
             0.21932479264180058]
        ),
        'q': public.float64(
            [0.15061081048950015, 0.19463443408746206, 0.1833746173528153, 0.17824811626987866,
             0.2931320218003439]
        ),
        'name': 'kl',
    },
    want=public.float64(0.178349481616),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='D_f(p, q) is a sum of q f(p / q): which of the two laws stands in front of the logarithm then?',
)

CASE_2 = public.Values(
    name=name,
    inputs={
        'p': public.float64(
            [[0.5751954593632018, 0.227316458809568, 0.0748117643782242, 0.12267631744900608],
             [0.10189498810917924, 0.2550806426748374, 0.2627853071276296, 0.3802390620883537],
             [0.1226421530884268, 0.41018883832121694, 0.17683637596327725, 0.290332632627079]]
        ),
        'q': public.float64(
            [[0.23959494102594323, 0.3973712930386138, 0.06214144091106636, 0.30089232502437674],
             [0.3081984182749636, 0.164651766901555, 0.09015011052865518, 0.4369997042948262],
             [0.28128106370162614, 0.1307541024152959, 0.38003466002996006, 0.20793017385311788]]
        ),
        'name': 'kl',
    },
    want=public.float64([0.280587317516, 0.227123556723, 0.328799116165]),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='D_f(p, q) is a sum of q f(p / q): which of the two laws stands in front of the logarithm then?',
)

CASE_3 = public.Values(
    name=name,
    inputs={
        'p': public.float64(
            [[[0.16225875028460743, 0.3518854763639034, 0.06084009667552871, 0.36231172849154564,
               0.0627039481844149],
              [0.4440610792701188, 0.10729168038825347, 0.26438323103673994, 0.11557763910204272,
               0.06868637020284504]],
             [[0.4675417331060692, 0.14123571444392818, 0.14024836387498332, 0.09568051721143406,
               0.15529367136358518],
              [0.12886481689652007, 0.35600198089806545, 0.15042487271742305, 0.16275948877337162,
               0.2019488407146199]]]
        ),
        'q': public.float64(
            [[[0.21330477607370096, 0.11447396591147214, 0.2769402533838692, 0.23255422011123708,
               0.16272678451972042],
              [0.10948856199106631, 0.35104969705139477, 0.0536567306572568, 0.0648992650919965,
               0.42090574520828544]],
             [[0.20590918417026702, 0.3595842451603426, 0.10426944743526836, 0.13155360447906594,
               0.19868351875505597],
              [0.2374075030036789, 0.24720645247112294, 0.05217290620275683, 0.39962358111380986,
               0.06358955720863152]]]
        ),
        'name': 'kl',
    },
    want=public.float64([[0.359408599246, 0.858385916567], [0.224268296251, 0.297551513631]]),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='D_f(p, q) is a sum of q f(p / q): which of the two laws stands in front of the logarithm then?',
)

CASE_4 = public.Values(
    name=name,
    inputs={
        'p': public.float64(
            [0.09323051374389867, 0.1610431075223207, 0.3948539658225335, 0.2472220718573702,
             0.10365034105387688]
        ),
        'q': public.float64(
            [0.1363714319866457, 0.2056136077748079, 0.18390061016581255, 0.10549720160886875,
             0.3686171484638651]
        ),
        'name': 'reverse_kl',
    },
    want=public.float64(0.339413637367),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='D_f(p, q) is a sum of q f(p / q): which of the two laws stands in front of the logarithm then?',
)

CASE_5 = public.Values(
    name=name,
    inputs={
        'p': public.float64(
            [[0.1847437018597803, 0.34187528705783604, 0.09885731763229766, 0.37452369345008596],
             [0.2879523349656571, 0.14305240268503186, 0.14548749269438233, 0.4235077696549288],
             [0.09234441281126107, 0.18159004217404046, 0.09228575206247121, 0.6337797929522272]]
        ),
        'q': public.float64(
            [[0.13073189802801116, 0.13828202297918643, 0.6279012623378607, 0.10308481665494186],
             [0.4062269622878058, 0.09047133945488073, 0.11703189999677761, 0.38626979826053587],
             [0.25767565339151616, 0.08357504914024523, 0.44501244658467065, 0.21373685088356797]]
        ),
        'name': 'reverse_kl',
    },
    want=public.float64([0.857438506897, 0.0373157778872, 0.66734248298]),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='D_f(p, q) is a sum of q f(p / q): which of the two laws stands in front of the logarithm then?',
)

CASE_6 = public.Values(
    name=name,
    inputs={
        'p': public.float64(
            [[[0.26414401223734885, 0.16443782087212708, 0.09011909123996614, 0.37840495202385926,
               0.10289412362669875],
              [0.2741581133700521, 0.3095951849006356, 0.16876393034011233, 0.19344934213182927,
               0.05403342925737069]],
             [[0.1549176321563055, 0.2975850981382327, 0.11613847291050981, 0.21312744884431992,
               0.21823134795063218],
              [0.22938428539717923, 0.12668218955772736, 0.1784919023434631, 0.38181333113311305,
               0.08362829156851728]]]
        ),
        'q': public.float64(
            [[[0.18052460815660526, 0.16995068333904323, 0.10847417169029142, 0.455661245807276,
               0.08538929100678408],
              [0.39501777650750525, 0.19164525089761744, 0.0811030748509205, 0.20819930718663354,
               0.12403459055732322]],
             [[0.4713132173094603, 0.14465888390949164, 0.07350610860369257, 0.10643118334283944,
               0.20409060683451619],
              [0.43890606995598597, 0.12366882476249232, 0.12981781170502346, 0.13372066659114787,
               0.1738866269853505]]]
        ),
        'name': 'reverse_kl',
    },
    want=public.float64([[0.0257321217666, 0.111289144221], [0.298851213773, 0.227479525739]]),
    rtol=1e-09,
    atol=1e-11,
    precision='float64',
    hint='D_f(p, q) is a sum of q f(p / q): which of the two laws stands in front of the logarithm then?',
    note=NOTE,
)


@test_case(name='kl and reverse_kl (1)', points=None, hidden=False, success_message=None)
def test_1(f_divergence):
    public.check(f_divergence, CASE_1)


@test_case(name='kl and reverse_kl (2)', points=None, hidden=False, success_message=None)
def test_2(f_divergence):
    public.check(f_divergence, CASE_2)


@test_case(name='kl and reverse_kl (3)', points=None, hidden=False, success_message=None)
def test_3(f_divergence):
    public.check(f_divergence, CASE_3)


@test_case(name='kl and reverse_kl (4)', points=None, hidden=False, success_message=None)
def test_4(f_divergence):
    public.check(f_divergence, CASE_4)


@test_case(name='kl and reverse_kl (5)', points=None, hidden=False, success_message=None)
def test_5(f_divergence):
    public.check(f_divergence, CASE_5)


@test_case(name='kl and reverse_kl (6)', points=None, hidden=False, success_message=NOTE)
def test_6(f_divergence):
    public.check(f_divergence, CASE_6)
