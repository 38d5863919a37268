"""A class is graded again from the answers that are kept: nothing is run, and the receipts are those of a fresh run."""

import shutil

import pytest

from autograder.errors import NoWall
from autograder.gradebook import receipts
from autograder.gradebook.answers import answers_path
from tests.faults.small import Silent
from tests.faults.test_full_disk import FillsTheDisk, mounted

from .conftest import CLASS, DIES, WEEK

pytestmark = pytest.mark.sandbox

LAXER = ("float64=(1e-9, 0.0)", "float64=(1e-6, 0.0)")
OTHER_INPUTS = ("1 + torch.rand(4", "3 + torch.rand(4")
ONE_CHECK_LESS = ('        Check("one batch", 1, (Case("a", draw),), TIGHT, shown=Shown.PUBLIC),\n', "")


def require_fresh(graded, out, wall, tmp_path):
    """What stands in `out` is what grading from nothing leaves behind."""
    fresh = tmp_path / "fresh"
    assert not graded.grade(fresh, wall).failed
    expected, found = (receipts.load_all(folder, WEEK) for folder in (fresh, out))
    assert found.keys() == expected.keys()
    assert [student for student in found if not found[student].same_as(expected[student])] == []
    for kind in ("autograded", "feedback"):
        pages = [{p.relative_to(f): p.read_text() for p in f.glob(f"{kind}/*/*/*")} for f in (fresh, out)]
        assert pages[0] == pages[1]


def moved(run):
    return [(move.student, move.question, move.before, move.after) for move in run.moves]


def snapshot(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_laxer_tolerance_moves_whom_it_should_and_runs_nothing(small_class, out, wall, no_wall, tmp_path):
    laxer = small_class.but(tmp_path / "laxer", *LAXER)

    run = laxer.grade(out)

    assert moved(run) == [("student-02", "double", 0, 2)]
    assert not run.failed
    require_fresh(laxer, out, wall, tmp_path)


def test_whoever_waits_is_told_how_many_were_judged(small_class, out, no_wall, tmp_path):
    class Counting(Silent):
        seen = ()

        def looked(self, week, done, total):
            self.seen = (*self.seen, (done, total))

    listener = Counting()

    small_class.but(tmp_path / "laxer", *LAXER).grade(out, listener=listener)

    assert listener.seen == tuple((done, len(CLASS)) for done in range(1, len(CLASS) + 1))


def test_a_disk_that_is_full_leaves_nobody_untold(small_class, graded_once, tmp_path):
    """Several receipts are being written when the third one fails."""
    laxer = small_class.but(tmp_path / "laxer", *LAXER)
    with mounted(tmp_path / "disk", "size=3m") as disk:
        shutil.copytree(graded_once, disk / "out")

        run = laxer.grade(disk / "out", listener=FillsTheDisk(disk, after=0))

        told = [result.student for result in run.results] + [failed.found.student for failed in run.failed]
        assert sorted(told) == sorted(CLASS)
        assert len(run.failed) > 3


def test_a_preview_says_who_would_move_and_writes_nothing(small_class, out, no_wall, tmp_path):
    before = snapshot(out)

    run = small_class.but(tmp_path / "laxer", *LAXER).grade(out, preview=True)

    assert moved(run) == [("student-02", "double", 0, 2)]
    assert snapshot(out) == before


def test_other_inputs_have_every_notebook_run_again(small_class, out, wall, no_wall, tmp_path):
    other = small_class.but(tmp_path / "other", *OTHER_INPUTS)
    with pytest.raises(NoWall):
        other.grade(out)

    run = other.grade(out, wall)

    assert not run.failed
    require_fresh(other, out, wall, tmp_path)


def test_an_answer_that_depends_on_what_was_asked_before_is_never_taken_out_of_its_turn(
    small_class, out, wall, tmp_path
):
    """student-03 answers wrongly from the third call on; asked less, it is right."""
    less = small_class.but(tmp_path / "less", *ONE_CHECK_LESS)
    text = (less.root / "solutions" / WEEK / "questions.py").read_text()
    (less.root / "solutions" / WEEK / "questions.py").write_text(text.replace("points - 1", "points"))

    less.grade(out, wall)

    require_fresh(less, out, wall, tmp_path)


@pytest.mark.parametrize("damage", ["a byte", "half", "nothing left", "another's", "no file"])
def test_where_kept_answers_are_damaged_the_notebook_is_run(small_class, out, wall, no_wall, tmp_path, damage):
    laxer = small_class.but(tmp_path / "laxer", *LAXER)
    path = answers_path(out, "student-02", WEEK)
    data = path.read_bytes()
    middle = len(data) // 2
    changed = {
        "a byte": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "half": data[:middle],
        "nothing left": b"",
        "another's": answers_path(out, "student-01", WEEK).read_bytes(),
    }
    if damage == "no file":
        path.unlink()
    else:
        path.write_bytes(changed[damage])
    with pytest.raises(NoWall):
        laxer.grade(out)

    laxer.grade(out, wall)

    assert path.read_bytes()[:32] != changed.get(damage, b"")[:32]
    require_fresh(laxer, out, wall, tmp_path)


def test_another_notebook_is_run_and_takes_the_place_of_the_last(small_class, out, wall, no_wall, tmp_path):
    changed = small_class.but(tmp_path / "changed", "Look at the factor.", "Look at the factor again.")
    changed.hand_in("student-02", CLASS["student-01"])
    with pytest.raises(NoWall):
        changed.grade(out)

    run = changed.grade(out, wall)

    assert moved(run) == [("student-02", "double", 0, 2)]
    require_fresh(changed, out, wall, tmp_path)


def test_grading_all_again_runs_all_of_it(small_class, out, no_wall):
    with pytest.raises(NoWall):
        small_class.grade(out, again=True)


def test_a_notebook_that_ended_its_kernel_is_run_again_each_time(small_class, out, wall, no_wall, tmp_path):
    laxer = small_class.but(tmp_path / "laxer", *LAXER)
    laxer.hand_in("student-04", DIES)
    laxer.grade(out, wall)
    assert not answers_path(out, "student-04", WEEK).exists()
    stricter = laxer.but(tmp_path / "stricter", LAXER[1], "float64=(1e-8, 0.0)")

    with pytest.raises(NoWall):
        stricter.grade(out)


def test_what_is_unchanged_is_not_looked_into(small_class, out, no_wall):
    run = small_class.grade(out)

    assert run.reused == len(CLASS)
    assert not run.moves


def test_nobody_else_may_read_kept_answers(out):
    assert (out / "answers").stat().st_mode & 0o077 == 0
