"""When a submission was handed in: a student's folder may hold anything where the time should be."""

from datetime import UTC, datetime

import pytest

from autograder.gradebook.handed_in import FILE, handed_in


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "student-01" / "week"
    folder.mkdir(parents=True)
    (folder / "week.ipynb").touch()
    return folder


def test_a_time_of_another_zone_is_told_in_utc(folder):
    (folder / FILE).write_text("2026-10-19 21:40:00 +0200", encoding="utf-8")

    time = handed_in(folder / "week.ipynb", "week")

    assert (time, time.tzinfo) == (datetime(2026, 10, 19, 19, 40, tzinfo=UTC), UTC)


@pytest.mark.parametrize("text", ["0001-01-01 00:00:00 +1400", "9999-12-31 23:59:59 -1400"])
def test_a_time_that_utc_does_not_have_is_left_aside(folder, text):
    (folder / FILE).write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match="holds no time"):
        handed_in(folder / "week.ipynb", "week")


@pytest.mark.parametrize("target", ["t" * 300, FILE, "/dev/zero", "nowhere"])
def test_a_link_is_no_time_wherever_it_leads(folder, target):
    (folder / FILE).symlink_to(target)

    with pytest.raises(ValueError, match="holds no time"):
        handed_in(folder / "week.ipynb", "week")


def test_of_a_week_that_is_a_link_no_time_is_read(folder):
    (folder / FILE).write_text("2026-10-19 21:40:00 UTC", encoding="utf-8")
    other = folder.parent.parent / "student-02" / "week"
    other.parent.mkdir()
    other.symlink_to(folder)

    assert handed_in(other, "week") is None


def test_a_warning_names_the_file_on_one_line(tmp_path):
    folder = tmp_path / "\x1b[2Jstudent\n01" / "week"
    folder.mkdir(parents=True)
    (folder / FILE).write_text("soon", encoding="utf-8")

    with pytest.raises(ValueError, match="holds no time") as told:
        handed_in(folder, "week")

    assert str(told.value).isprintable()
