"""Our steps in nbgrader's exchange, on folders as students leave them there."""

import os
import stat
from types import SimpleNamespace

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import Exchange
from traitlets.config import Config

from autograder.adapters import nbgrader_exchange
from autograder.adapters.nbgrader_exchange import Collect, ReleaseFeedback, exchange_root

WEEK = "week98_small"
COURSE = "default_course"


@pytest.fixture
def place(tmp_path):
    """A course with a solution in it, and an exchange that two students handed in through."""
    (tmp_path / "course" / "solutions").mkdir(parents=True)
    (tmp_path / "course" / "solutions" / "answers.ipynb").write_text("the solution")
    for student in ("student-01", "student-02"):
        hand_in(tmp_path, student)
    return tmp_path


def hand_in(place, student):
    folder = inbound(place, student)
    (folder / "tests").mkdir(parents=True)
    (folder / f"{WEEK}.ipynb").write_text(f"of {student}")
    (folder / "tests" / "double.py").write_text("a check")
    (folder / "timestamp.txt").write_text("2026-10-19 21:40:00 UTC")
    (folder / "submission_secret.txt").write_text(f"secret of {student}")


def inbound(place, student):
    return place / "exchange" / COURSE / "inbound" / f"{student}+{WEEK}+2026-10-19 21:40:00 UTC+x"


def step(kind, place):
    config = Config()
    config.Exchange.root = str(place / "exchange")
    directories = CourseDirectory(root=str(place / "course"), course_id=COURSE, assignment_id=WEEK)
    return kind(coursedir=directories, authenticator=Authenticator(), config=config)


@pytest.fixture
def collect(place):
    return step(Collect, place)


def submitted(place, student):
    return place / "course" / "submitted" / student / WEEK


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def test_what_students_handed_in_is_collected_as_it_is(place, collect):
    collect.start()

    assert files(submitted(place, "student-02")) == files(inbound(place, "student-02"))
    assert (submitted(place, "student-02") / f"{WEEK}.ipynb").read_text() == "of student-02"
    assert sorted(path.name for path in (place / "course" / "submitted" / "student-02").iterdir()) == [WEEK]


@pytest.mark.parametrize("where", [f"{WEEK}.ipynb", "tests", "more.txt"])
def test_a_link_brings_nothing_in(place, collect, where):
    """Who collects may read the solutions; a student may not."""
    aim = place / "course" / "solutions"
    link = inbound(place, "student-01") / where
    if where == "tests":
        (link / "double.py").unlink()
        link.rmdir()
        link.symlink_to(aim)
    else:
        link.unlink(missing_ok=True)
        link.symlink_to(aim / "answers.ipynb")

    collect.start()

    assert not os.path.lexists(submitted(place, "student-01") / where)
    assert "the solution" not in [p.read_text() for p in submitted(place, "student-01").rglob("*") if p.is_file()]
    assert submitted(place, "student-02").is_dir()


def test_a_pipe_is_left_out_and_nobody_waits_for_it(place, collect):
    os.mkfifo(inbound(place, "student-01") / "pipe")

    collect.start()

    assert files(submitted(place, "student-01")) == sorted(set(files(inbound(place, "student-01"))) - {"pipe"})


def test_a_folder_that_is_a_link_is_named_and_the_others_are_collected(place, collect):
    folder = inbound(place, "student-01")
    folder.rename(place / "elsewhere")
    folder.symlink_to(place / "course" / "solutions")

    with pytest.raises(ExchangeError, match=r"Not collected: .*student-01.*The others were"):
        collect.start()

    assert not submitted(place, "student-01").exists()
    assert (submitted(place, "student-02") / f"{WEEK}.ipynb").is_file()


def test_a_program_is_collected_as_a_file_that_nobody_runs(place, collect):
    (inbound(place, "student-01") / "tests" / "double.py").chmod(0o4777)

    collect.start()

    assert stat.S_IMODE((submitted(place, "student-01") / "tests" / "double.py").stat().st_mode) == 0o644


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # nbgrader's
def test_feedback_is_released_to_whom_it_can_be_and_the_others_are_named(place, caplog):
    for student in ("student-01", "student-02"):
        folder = place / "course" / "feedback" / student / WEEK
        folder.mkdir(parents=True)
        (folder / f"{WEEK}.html").write_text(f"page of {student}")
    for name in nbgrader_exchange.FILES:
        (place / "course" / "feedback" / "student-02" / WEEK / name).write_text("text")
    release = step(ReleaseFeedback, place)
    release.log.propagate = True

    release.start()

    pages = [path.read_text() for path in (place / "exchange" / COURSE / "feedback").glob("*.html")]
    assert pages == ["page of student-02"]
    assert "No feedback was released to student-01" in caplog.text


# ---------------------------------------------------------------- where the exchange is


@pytest.fixture
def nobody_configured(monkeypatch, tmp_path):
    """A machine without configuration of nbgrader's, and a user who may write to their home alone."""
    monkeypatch.setattr(nbgrader_exchange, "jupyter_config_path", lambda: [str(tmp_path / "config")])
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(nbgrader_exchange, "os", SimpleNamespace(access=lambda *_: False, W_OK=2, X_OK=1))
    return tmp_path


def test_a_user_without_rights_gets_an_exchange_in_their_own_folder(nobody_configured):
    assert exchange_root() == str(nobody_configured / "data" / "nbgrader_exchange")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nbgrader_config.py", 'c = get_config()\nc.Exchange.root = "/srv/exchange"\n'),
        ("nbgrader_config.json", '{"Exchange": {"root": "/srv/exchange"}}'),
    ],
)
def test_what_another_configuration_says_holds(nobody_configured, name, text):
    (nobody_configured / "config").mkdir()
    (nobody_configured / "config" / name).write_text(text)

    assert exchange_root() is None


def test_a_setting_that_is_commented_out_says_nothing(nobody_configured):
    (nobody_configured / "config").mkdir()
    (nobody_configured / "config" / "nbgrader_config.py").write_text('# c.Exchange.root = "/srv/exchange"\n')

    assert exchange_root() is not None


def test_nbgraders_own_place_is_left_where_it_can_be_used(monkeypatch, tmp_path):
    monkeypatch.setattr(nbgrader_exchange, "jupyter_config_path", list)
    monkeypatch.setattr(Exchange.root, "default_value", str(tmp_path / "share" / "exchange"))

    assert exchange_root() is None
