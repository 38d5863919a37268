"""Behind the wall a derivation's cell does nothing, and the student's package need not be there."""

import pytest

from autograder.cell import Cell
from autograder.collect.session import Session
from autograder.collect.wire import Call

pytestmark = pytest.mark.sandbox


def test_the_extension_loads_and_its_cells_do_nothing(wall):
    cells = (
        Cell("load", "%load_ext autograder.student"),
        Cell("again", "import autograder.student\nfrom autograder import student"),
        Cell("derivation", "%%derivation bound\nraise SystemExit"),
        Cell("answer", "def f(x):\n    return x + 1"),
    )

    with Session(wall, cells) as session:
        outcomes = {name: outcome.outcome for name, outcome in session.cells.items()}
        (given,) = session.ask([Call("f", {"x": 1.0})])

    assert outcomes == {"load": "ok", "again": "ok", "derivation": "ok", "answer": "ok"}
    assert given.outcome == "returned"


def test_nothing_else_of_the_package_is_there(wall):
    cells = (Cell("judge", "import autograder.judge"), Cell("reader", "import autograder.derivation"))

    with Session(wall, cells) as session:
        assert {outcome.error for outcome in session.cells.values()} == {"ModuleNotFoundError"}
