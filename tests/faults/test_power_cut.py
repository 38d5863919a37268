"""A power cut at each write: what had not reached the disk is lost, and the next run makes up for it."""

import shutil

import pytest

from autograder.course import Course

from . import small
from .disk import power_cuts, traced, write_out

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]


@pytest.fixture(scope="module")
def handed_in(course, tmp_path_factory):
    """Two submissions that are refused, and then one of them mended."""
    folder = tmp_path_factory.mktemp("handed_in")
    for name, answers in (("first", None), ("again", small.RIGHT)):
        small.hand_in(course, folder / name, "student-01", answers)
        small.hand_in(course, folder / name, "student-03", None)
    return folder


@pytest.fixture(scope="module")
def complete(course, handed_in, wall, tmp_path_factory):
    """What is left behind when nothing goes wrong, of each."""
    out = tmp_path_factory.mktemp("complete")
    for name in ("first", "again"):
        small.grade(course, handed_in / name, out / name, wall)
    return out


@pytest.mark.parametrize("name", ["first", "again"])
def test_after_a_power_cut_at_any_write_the_next_run_ends_as_if_nothing_had_happened(
    course, handed_in, complete, wall, tmp_path, name
):
    root, before = tmp_path / "root", tmp_path / "before"
    if name == "again":
        shutil.copytree(complete / "first", root / "out")
    root.mkdir(exist_ok=True)
    shutil.copytree(root, before)
    copy = next(small.copies)

    def grading():
        small.as_its_own(wall, copy)
        small.grade(course, handed_in / name, root / "out", wall)

    log = traced(grading, tmp_path / "log")
    undisturbed = small.left_behind(root / "out")
    assert undisturbed == small.left_behind(complete / name)
    met = 0
    for call, state in power_cuts(root, log, before=before):
        met += 1
        there = tmp_path / f"{met}-{call}"
        write_out(state, there)
        (there / "out").mkdir(exist_ok=True)
        small.require_sound(there / "out", {"student-01": {0.0, 5.0}, "student-03": {0.0}})

        if call == "end":
            assert small.left_behind(there / "out") == undisturbed, "the run had ended, and was not on the disk"
        run = small.grade(course, handed_in / name, there / "out", wall)

        assert not run.failed
        small.require_done(there / "out", undisturbed)
    assert met > 20, "the trace shows too few writes"


def test_after_a_power_cut_the_secret_is_whole_or_new(course, tmp_path):
    root, before = tmp_path / "root", tmp_path / "before"
    root.mkdir()
    shutil.copy(course.root / "course.toml", root)
    shutil.copytree(root, before)

    log = traced(lambda: Course.load(root).secret(), tmp_path / "log")

    secret, kept = Course.load(root).secret(), []
    for number, (_, state) in enumerate(power_cuts(root, log, before=before)):
        write_out(state, tmp_path / str(number))
        found = Course.load(tmp_path / str(number)).secret()
        assert len(found) == 32
        assert not small.leftovers(tmp_path / str(number)), "a copy of a secret is lying about"
        kept.append(found == secret)
    assert not kept[0]
    assert kept[-1], "the secret that was used had not reached the disk"
