"""A course on disk: the secret that its hidden inputs are drawn with."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.course import Course
from autograder.errors import UsageError


@pytest.fixture
def course(tmp_path):
    (tmp_path / "course.toml").write_text('title = "A course"\n')
    return Course.load(tmp_path)


def test_a_secret_is_made_once_and_kept(course):
    assert course.existing_secret() is None

    made = course.secret()

    assert len(made) == 32
    assert course.secret() == course.existing_secret() == made
    assert (course.root / ".autograder" / "secret").stat().st_mode & 0o077 == 0


def test_all_who_make_the_secret_at_once_get_the_same(tmp_path):
    for number in range(20):
        root = tmp_path / str(number)
        root.mkdir()
        (root / "course.toml").write_text('title = "A course"\n')
        course = Course.load(root)

        with ThreadPoolExecutor(16) as pool:
            made = set(pool.map(Course.secret, [course] * 16))

        assert len(made) == 1
        assert [file.name for file in (root / ".autograder").iterdir()] == ["secret"]


@pytest.mark.parametrize("text", ["", "\n", "no hexadecimal digits"])
def test_a_damaged_secret_is_told_and_left_as_it_is(course, text):
    file = course.root / ".autograder" / "secret"
    file.parent.mkdir()
    file.write_text(text)

    with pytest.raises(UsageError, match="is damaged: expected hexadecimal digits; restore it"):
        course.secret()

    assert file.read_text() == text
