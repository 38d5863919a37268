"""What an answer uses from cells that are not graded is carried over, and nothing else is."""

import pytest


def helpers(submission):
    return [cell.source for cell in submission.cells if cell.name.startswith("helpers-") or not cell.name]


def order(submission):
    return [cell.name for cell in submission.cells]


def test_a_function_in_a_cell_of_the_students_own(student):
    own = "def twice(x):\n    return 2 * x  # two\nprint(twice(3))"
    student.answer(double="def double(x):\n    return twice(x)").add(own, at="double")

    submission = student.hand_in()

    assert helpers(submission) == [own]
    assert order(submission)[2:4] == ["helpers-double-0", "double"]
    assert any("twice, which double uses, came from a cell that is not graded" in note for note in submission.repaired)


def test_what_a_helper_needs_comes_along(student):
    student.add("import numpy as np\nfrom functools import reduce, partial\nSCALE = 2\nUNUSED = 3", at="double")
    student.add("@partial\ndef twice(x):\n    return np.asarray(SCALE * x)", at="double")
    student.answer(double="def double(x):\n    return twice(x)")

    assert helpers(student.hand_in()) == [
        "import numpy as np\nfrom functools import reduce, partial\nSCALE = 2\nUNUSED = 3",
        "@partial\ndef twice(x):\n    return np.asarray(SCALE * x)",
    ]


def test_an_import_added_to_the_given_cell_survives(student):
    student["imports"]["source"] += "\nimport numpy as np"
    student.answer(square="def square(x):\n    return np.square(x)")

    submission = student.hand_in()

    assert helpers(submission) == ["import numpy as np"]
    assert order(submission)[2:4] == ["helpers-double-0", "double"]


def test_a_submodule_of_a_given_package_survives(student):
    student["imports"]["source"] += "\nimport torch.nn.functional\nimport torch.special as sp"
    student.answer(square="def square(x):\n    return torch.nn.functional.relu(x)")

    assert helpers(student.hand_in()) == ["import torch.nn.functional"]


def test_a_class_and_an_annotated_constant(student):
    student.add("class Twice:\n    def __call__(self, x):\n        return FACTOR * x\n\nFACTOR: int = 2")
    student.answer(double="double = Twice()")

    assert helpers(student.hand_in()) == [
        "class Twice:\n    def __call__(self, x):\n        return FACTOR * x\n\nFACTOR: int = 2"
    ]


def test_a_constant_of_a_demonstration_that_is_not_run(student):
    student.answer(double="def double(x):\n    return x * scale / 5")

    assert helpers(student.hand_in()) == ["scale = 10"]


def test_a_variable_that_is_built_up_keeps_all_its_assignments(student):
    student.add("N = 1").add("N = N + 1")
    student.answer(double="def double(x):\n    return N * x")

    assert helpers(student.hand_in()) == ["N = 1", "N = N + 1"]


def test_of_a_function_defined_twice_the_last_counts(student):
    student.add("def twice(x):\n    return 0").add("def twice(x):\n    return 2 * x")
    student.answer(double="def double(x):\n    return twice(x)")

    assert helpers(student.hand_in())[-1] == "def twice(x):\n    return 2 * x"


def test_a_helper_is_carried_once_to_where_it_stands(student):
    student.add("def half(x):\n    return x / 2", at="square")
    student.answer(square="def square(x):\n    return half(2 * x * x)", both="def both(x):\n    return half(4 * x * x)")

    assert order(student.hand_in()) == ["imports", "helpers", "double", "helpers-square-0", "square", "both"]


def test_a_star_import_goes_first_so_that_it_replaces_nothing_of_ours(student):
    student.add("from numpy import *", at="double")
    student.answer(double="def double(x):\n    return add(x, x)")

    submission = student.hand_in()

    assert submission.cells[0].source == "from numpy import *"
    assert order(submission)[1:] == ["imports", "helpers", "double", "square", "both"]


@pytest.mark.parametrize(
    "source",
    [
        "from numpy import *",
        "def helper(x):\n    return x",
        "import os",
        "print('hello')",
    ],
)
def test_what_no_answer_uses_is_not_carried(student, source):
    submission = student.answer().add(source).hand_in()

    assert helpers(submission) == []
    assert submission.repaired == ()


@pytest.mark.parametrize(
    "source",
    [
        "def given_helper(x):\n    return 0",
        "def square(x):\n    return 0",
        "import numpy as torch",
        "helper, math = max, min",
    ],
)
def test_nothing_of_ours_and_no_other_answer_is_replaced(student, source):
    student.answer(double="def double(x):\n    return helper(given_helper(math.sqrt(torch.square(square(x)))))")
    student["square"]["source"] = "def square(x):\n    return x * x"

    assert helpers(student.add(source).hand_in()) == []


def test_local_names_need_no_helper(student):
    student.add("y = 1").add("def inner():\n    return 0").add("k = 5")
    student.answer(
        double="def double(x):\n    y = [k for k in range(3)]\n    def inner():\n        return y\n    return inner()"
    )

    assert helpers(student.hand_in()) == []


def test_the_notebooks_own_checks_are_never_carried(student):
    student.answer(double="def double(x):\n    return 2 * x\n\ngrader.check('double')")

    assert helpers(student.hand_in()) == []


def test_a_helper_beside_the_stub_of_an_unanswered_question_is_there(student):
    student["square"]["source"] += "\n\ndef helper(x):\n    return x"
    student.answer(double="def double(x):\n    return helper(x)")

    submission = student.hand_in()

    assert helpers(submission) == []
    assert "def helper(x)" in next(cell.source for cell in submission.cells if cell.name == "square")
