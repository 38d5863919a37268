"""Another processor rounds the last bits of public checks differently; that alone makes no release a changed one."""

import re

import pytest

from autograder.release import release
from autograder.release.rounding import alike

CHECK = """\
# What is asked of `f`.
case(
    inputs={"x": float64([[2.2553884829880064, -0.3829594509110007], [0.30850520031365, 1e-300]]), "n": 3, "s": 0.5},
    want=float64([[0.499742690829, -3.98181364515e-17], [-3.9818e-17, 5.2222258779]]),
    rtol=1e-06,
)
"""
ROUNDED = """\
# What is asked of `f`.
case(
    inputs={"x": float64(
        [[2.2553884829880064, -0.3829594509109998], [0.3085052003136507, 1e-300]]), "n": 3, "s": 0.5000000000000001},
    want=float64([[0.499742690830, 6.34413156929e-17], [-0.0, 5.2222258779]]),
    rtol=1e-06,
)
"""


def test_other_last_digits_and_what_is_left_of_zero_are_alike():
    assert alike(CHECK, ROUNDED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2.2553884829880064", "2.25538849"),
        ("-0.3829594509110007", "0.3829594509110007"),
        ("1e-06", "1e-07"),
        ('"n": 3', '"n": 4'),
        ("0.5}", "0.5001}"),
        ("# What is asked of `f`.", "# What is asked of `g`."),
        ("rtol", "atol"),
        ("[0.499742690829, -3.98181364515e-17]", "[0.499742690829], [-3.98181364515e-17]"),
        ("5.2222258779]]", "5.2222258779, 1.0]]"),
        ("rtol=1e-06,", ""),
        (")\n", "\n"),
    ],
)
def test_anything_else_is_a_change(old, new):
    assert old in CHECK
    assert not alike(CHECK, CHECK.replace(old, new))


def test_a_released_check_is_left_as_it_is_where_only_its_last_digits_would_change(course, week):
    release(course, week)
    path = course / "assignments" / "week90_tiny" / "tests" / "scaled.py"
    text, changed = re.subn(r"(\d\.\d{9,14})\d\b", r"\g<1>0", path.read_text())
    assert changed
    path.write_text(text)

    assert release(course, week, check=True).up_to_date
    release(course, week)
    assert path.read_text() == text

    path.write_text(text.replace("0", "1", 1))
    assert not release(course, week, check=True).up_to_date
