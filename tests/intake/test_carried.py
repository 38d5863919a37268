"""However a student supplies what an answer needs, in cells of their own, the answer finds it as in their notebook."""

import contextlib
import textwrap
import time

import pytest

from .conftest import ANSWERS


def ran(submission):
    """What is defined when each cell has run, whether it raised or not."""
    namespace = {}
    for cell in submission.cells:
        with contextlib.suppress(Exception):
            exec(textwrap.dedent(cell.source), namespace)
    return namespace


def helpers(submission):
    return [cell.source for cell in submission.cells if cell.name.startswith("helpers-")]


def order(submission):
    return [cell.name for cell in submission.cells]


SUPPLIED = {
    "try": "try:\n    import no_such_module\n    def twice(x): return 0\nexcept ImportError:\n"
    "    def twice(x): return 2 * x",
    "if": "if True:\n    def twice(x): return 2 * x\nelse:\n    twice = None",
    "for": "ops = []\nfor two in (2,):\n    ops.append(two)\ndef twice(x): return ops[0] * x",
    "while": "k = 0\nwhile k < 2:\n    k += 1\ndef twice(x): return k * x",
    "with": "import contextlib\nwith contextlib.nullcontext(2) as k:\n    pass\ndef twice(x): return k * x",
    "augmented": "k = 1\nk += 1\ndef twice(x): return k * x",
    "item": "D = {}\nD['two'] = 2\ndef twice(x): return D['two'] * x",
    "attribute": "def twice(x): return twice.two * x\ntwice.two = 2",
    "registry": "OPS = {}\ndef register(f):\n    OPS['two'] = f\n    return f\n@register\ndef _two(x): return 2 * x\n"
    "def twice(x): return OPS['two'](x)",
    "walrus": "(twice := lambda x: 2 * x)",
    "starred": "twice, *rest = [lambda x: 2 * x, 1, 2]",
    "nested tuple": "(a, [twice, b]) = 1, [lambda x: 2 * x, 2]",
    "exec": "exec('def twice(x): return 2 * x')",
    "computed exec": "exec('def twi' + 'ce(x): return 2 * x')",
    "globals item": "globals()['twice'] = lambda x: 2 * x",
    "globals update": "globals().update(twice=lambda x: 2 * x)",
    "global": "def setup():\n    global twice\n    def twice(x): return 2 * x\nsetup()",
    "star for a helper": "from operator import *\ndef twice(x): return mul(2, x)",
    "star in a try": "try:\n    from operator import *\nexcept ImportError:\n    pass\ndef twice(x): return mul(2, x)",
    "semicolons": "import math; k = 1; k = k + 1; twice = lambda x: k * x  # two",
    "side effect": "import sys\nsys.two = 2\ndef twice(x): return sys.two * x",
    "raises later": "def twice(x): return 2 * x\nraise ValueError",
    "del": "a = 2\nk = a\ndel a\ndef twice(x): return k * x",
    "match": "match 2:\n    case k:\n        twice = lambda x: k * x",
    "indented": "  k = 2\n  def twice(x): return k * x",
}


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("kind", SUPPLIED)
def test_a_helper_is_supplied_by_any_kind_of_statement(student, kind, below):
    student.answer(double="def double(x):\n    return twice(x)").add(SUPPLIED[kind], at=None if below else "double")

    assert ran(student.hand_in())["double"](3) == 6


def test_a_value_that_is_built_in_several_cells_is_whole(student):
    student.add("D = {}\nL = []", at="double").add("D['one'] = 1", at="double").add("L.append(1)", at="double")
    student.add("for i in range(1):\n    D.update(two=i)\n    D['one'] += L[0]", at="double")
    student.add("unused = 3", at="double").answer(double="def double(x):\n    return D['one'] * x + L[0] - 1")

    submission = student.hand_in()

    assert ran(submission)["double"](3) == 6
    assert not any("unused" in source for source in helpers(submission))


def test_a_helper_below_all_answers_may_use_them(student):
    student.answer().add("print(both(3))\ndef twice(x):\n    return 2 * x")
    student["double"]["source"] = "def double(x):\n    return twice(x)"

    submission = student.hand_in()

    assert order(submission)[-2:] == ["both", "helpers-last-0"]
    assert submission.notebook.cells[-1].source.startswith("print(both(3))")


@pytest.mark.parametrize(
    "answer",
    [
        "double = twice",
        "def double(x, f=twice):\n    return f(x)",
        "class Double:\n    call = twice\n\ndef double(x):\n    return Double.call(x)",
        "def double(x):\n    return twice(x)\n\nsix = double(3)",
        "double = [twice for _ in range(1)][0]",
    ],
)
def test_a_helper_below_the_answer_that_needs_it_at_once_comes_first(student, answer):
    student.add("TWO = 2").add("twice = (lambda two: lambda x: two * x)(TWO)")
    student.answer(double=answer)

    submission = student.hand_in()

    assert order(submission)[2:5] == ["helpers-double-0", "helpers-double-1", "double"]
    assert ran(submission)["double"](3) == 6


def test_helpers_of_several_cells_have_names_of_their_own(student):
    student.add("def one(x):\n    return x", at="double").add("def two(x):\n    return 2 * x", at="double")
    student.add("from numpy import *").add("def three(x):\n    return x").add("def four(x):\n    return x")
    student.answer(
        double="def double(x):\n    return one(two(x))", both="def both(x):\n    return three(four(absolute(x)))"
    )

    names = order(student.hand_in())

    assert len(names) == len(set(names)) == 10


def test_a_name_that_is_used_up_after_the_answer_is_as_it_was_above(student):
    student.add("def twice(x):\n    return 2 * x", at="double").add("twice = None", at="square")
    student.answer(double="def double(x):\n    return twice(x)")

    assert helpers(student.hand_in()) == ["def twice(x):\n    return 2 * x"]


@pytest.mark.parametrize(
    "source",
    [
        "%time TWO = 2",
        "%time import numpy as np; TWO = 2",
        "%%time\nTWO = 2",
        "%%capture out\n%matplotlib inline\nTWO = 2",
        "%%capture\n%%time\nTWO = 2",
        "TWO = %time 1 + 1",
        "!ls (\nTWO = 2",
        "!ls \\\n  -l\nTWO = 2",
        "%matplotlib inline\nTWO = (\n    2  # or\n    # three?\n)",
        '"""\n%time\nwhat?\n"""\n!ls\nTWO = 2',
        "print?\nTWO = 2",
        "%matplotlib inline\nTWO = (5\n % 3)",
        "TWO = 1 + \\\n  1\n%matplotlib inline",
        "%matplotlib inline\nTWO = 2\nraise ValueError  # why?",
        "if True:\n    %time TWO = 2\n    !ls",
    ],
)
def test_magics_do_not_hide_what_a_cell_supplies_and_stay_in_it(student, source):
    student.add(source, at="double").answer(double="def double(x):\n    return TWO * x")

    assert helpers(student.hand_in()) == [source]


def test_magics_stay_in_what_is_carried_of_a_cell(student):
    student.add("%%time\nimport numpy as torch\n%matplotlib inline\n%time TWO = 2", at="double")
    student.answer(double="def double(x):\n    return TWO * x")

    assert helpers(student.hand_in()) == ["%matplotlib inline\n%time TWO = 2"]


def test_what_would_replace_an_answer_or_something_of_ours_is_taken_out_of_a_carried_cell(student):
    student.answer(double="def double(x):\n    return x * TWO * ONE", square=ANSWERS["square"], both=ANSWERS["both"])
    own = [
        "TWO = 2",
        "def square(x):\n    return 0",
        "import numpy as torch, math",
        "square, other = 0, 1",
        "try:\n    import numpy as torch, operator\n    given_helper = 0\nexcept ImportError:\n    both = 0\n"
        "else:\n    ONE = 1",
        "for square in range(3):\n    pass",
        "exec('square = 0')",
        "def careless():\n    global square\n    square = 0",
    ]
    student.add("\n".join(own), at="double")

    (carried,) = helpers(student.hand_in())

    assert carried.split("\n") == [
        "TWO = 2",
        "try:",
        "    import operator",
        "except ImportError:",
        "    pass",
        "else:",
        "    ONE = 1",
    ]


def test_however_deep_an_answer_is_replaced_it_is_not(student):
    deep = "".join("    " * i + "if square:\n" for i in range(60)) + "    " * 60 + "both = 0"
    student.answer(double="def double(x):\n    return x * TWO", square=ANSWERS["square"], both=ANSWERS["both"])

    (carried,) = helpers(student.add(f"{deep}\nTWO = 2", at="double").hand_in())

    assert carried.endswith("\nTWO = 2")
    assert "both = 0" not in carried


def test_a_package_that_an_answer_imports_too_is_there_when_a_helper_needs_it(student):
    student.add("import numpy as np\nTWO = np.float64(2)", at="double")
    student.answer(double="import numpy as np\ndef double(x):\n    return np.multiply(TWO, x)")

    assert ran(student.hand_in())["double"](3) == 6


def test_of_a_scratch_cell_only_an_import_is_taken(student):
    student.add("import numpy as np\nwhile True:\n    np.add(1, 1)").add("import numpy as np\nnp.zeros(1)")
    student.answer(double="def double(x):\n    return np.add(x, x)")

    assert helpers(student.hand_in()) == ["import numpy as np"]


def test_of_an_edited_cell_of_ours_only_what_is_new_is_carried(student):
    student["demo"]["source"] += "\nTWO = 2\nsix = 6"
    student["helpers"]["source"] += "\n\nTHREE = 3\ndef given_helper(x):\n    return 0"
    student.answer(double="def double(x):\n    return THREE * TWO * x / 3")

    assert helpers(student.hand_in()) == ["THREE = 3", "TWO = 2\nsix = 6"]


@pytest.mark.parametrize("at", ["double", "square", None])
def test_an_answer_that_is_defined_again_below_its_cell_is_told(student, at):
    student.answer().add("def double(x):\n    return x + x", at=at)

    submission = student.hand_in()

    assert helpers(submission) == []
    said = "A cell that you added defines double again; the answer cell counts."
    assert submission.repaired == ((said,) if at != "double" else ())


@pytest.mark.parametrize(
    "source",
    [
        "\n".join(f"a{i} = a{i - 1} if {i} else 0; a{i} += 1" for i in range(3000)),
        "; ".join(f"a{i} = 1" for i in range(9000)),
        "a0 = [\n" * 50 + " " * 50_000 + "?" * 50_000,
        "%ls\n" + " " * 150_000 + "a0 =",
        "!ls\n" * 20_000 + "a0 = 1",
        "!\n'" + "\\'" * 90_000,
        "if a:\n    square = 0\n" + "elif b:\n    a0 = 1\n" * 400,
        "if a:\n    square = 0\n" + "elif b:\n    a0 = 1\n" * 8000,
    ],
)
def test_reading_a_large_cell_takes_bounded_time(student, source):
    student.add(source).answer(double="def double(x):\n    return [" + ", ".join(f"a{i}" for i in range(3000)) + "]")
    started = time.process_time()

    student.hand_in()

    assert time.process_time() - started < 10
