"""What `course.toml` says about weights, due dates and lateness, and the slips in it that are told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.errors import UsageError
from autograder.sandbox import Limits
from autograder.syllabus import LatePolicy

SEED_WEIGHTS = {"weekly": 0.40, "projects": 0.35, "midterm": 0.15, "final_project": 0.10}
WEEK = '[weeks.week01]\ntitle = "One"\n'
HALVES = """
[categories]
weekly = { title = "Weekly", weight = 0.5 }
exams = { weight = 0.5 }
"""


def load(tmp_path, text, title='title = "A course"\n'):
    (tmp_path / "course.toml").write_text(title + text)
    return Course.load(tmp_path)


def days(number):
    return timedelta(days=number)


def test_this_course_weighs_as_its_sources_say_and_every_week_is_due():
    course = Course.load(Path(__file__).parents[1])
    dues = [assignment.due for assignment in course.syllabus.assignments.values()]

    assert {name: category.weight for name, category in course.syllabus.categories.items()} == SEED_WEIGHTS
    assert None not in dues
    assert dues == sorted(dues)
    assert course.syllabus.late.percent(days(1)) > 0


def test_a_course_without_weights_is_of_weekly_notebooks_alone_and_lateness_costs_nothing(tmp_path):
    course = load(tmp_path, WEEK)

    assert [(c.name, c.weight) for c in course.syllabus.categories.values()] == [("weekly", 1.0)]
    assert course.syllabus.assignments["week01"].due is None
    assert course.syllabus.late.percent(days(100)) == 0
    assert course.limits == Limits()


def test_an_examination_is_one_more_entry_with_its_category(tmp_path):
    exam = '[assessments.midterm]\ntitle = "Mid-term"\ncategory = "exams"\ndue = 2026-11-20T12:00:00+01:00\n'

    course = load(tmp_path, HALVES + WEEK + exam)

    assert dict(course.weeks) == {"week01": "One", "midterm": "Mid-term"}
    assert course.syllabus.assignments["midterm"].category == "exams"
    assert course.syllabus.assignments["midterm"].due == datetime(2026, 11, 20, 11, tzinfo=UTC)


def test_a_week_may_belong_to_another_category(tmp_path):
    assert load(tmp_path, HALVES + WEEK + 'category = "exams"\n').syllabus.assignments["week01"].category == "exams"


def test_weights_may_be_thirds(tmp_path):
    thirds = "[categories]\n" + "".join(f"{name} = {{ weight = 0.3333333 }}\n" for name in ("weekly", "b", "c"))

    assert len(load(tmp_path, thirds).syllabus.categories) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HALVES.replace("0.5", "0.45"), r"must add up to 1, but 0.45 \+ 0.45 = 0.9"),
        (HALVES.replace("0.5", "50"), r"\[categories.weekly\]: expected a weight above 0 and up to 1 \(40 % is 0.40\)"),
        (HALVES.replace("0.5", '"half"'), r"expected a number of at least 0 for weight, got 'half'"),
        (HALVES.replace("weight", "wait"), r"\[categories.weekly\] has no key 'wait'; it has title, weight"),
        ("[categories]\nweekly = 1.0\n", r"\[categories.weekly\]: expected { title = ..., weight = ... }, got 1.0"),
        ("[categories]\nexams = { weight = 1.0 }\n" + WEEK, r"\[weeks.week01\]: expected a category of exams"),
        (WEEK + 'category = "exams"\n', r"\[weeks.week01\]: expected a category of weekly, got 'exams'"),
        ('[assessments.midterm]\ntitle = "M"\n', r"\[assessments.midterm\]: expected a category of weekly, got none"),
        (WEEK + '[assessments.week01]\ntitle = "M"\n', r"week01: both under \[weeks\] and under \[assessments\]"),
        (
            WEEK + "due = 2026-10-19T23:59:00\n",
            r"expected a due date with time and time zone, as 2026-10-19T23:59:00\+",
        ),
        (WEEK + "due = 2026-10-19\n", r"expected a due date with time and time zone"),
        (WEEK + 'due = "2026-10-19T23:59:00+02:00"\n', r"expected a due date with time and time zone"),
        (WEEK + "dew = 2026-10-19T23:59:00+02:00\n", r"\[weeks.week01\] has no key 'dew'; it has title, category, due"),
        ("[weeks.week01]\n", r'\[weeks.week01\]: expected a title = "..."'),
        (
            '[weeks."week-1"]\ntitle = "One"\n',
            r"a name is of letters, digits and underscores, and begins with a letter",
        ),
        ('[weeks."../x"]\ntitle = "One"\n', r"a name is of letters, digits and underscores"),
        ("weeks = 6\n", r"expected a table \[weeks\], got 6"),
        ("[late]\npercent = 10\n", r"\[late\] has no key 'percent'; it has grace_minutes, percent_per_day"),
        ("[late]\npercent_per_day = -10\n", r"\[late\]: expected a number of at least 0 for percent_per_day, got -10"),
        ("[late]\ngrace_minutes = true\n", r"\[late\]: expected a number of at least 0 for grace_minutes, got True"),
        ("[late]\nmax_percent = 150\n", r"\[late\]: max_percent is of 100 %, got 150"),
        ("[late]\nmax_days = nan\n", r"\[late\]: expected a number of at least 0 for max_days, got nan"),
        ("[limits]\ncell_second = 20\n", r"\[limits\] has no key 'cell_second'; it has cell_seconds"),
        ('[limits]\ncell_seconds = "20"\n', r"\[limits\]: expected a number of at least 0 for cell_seconds"),
        ("[wheels.week01]\n", r"the file has no key 'wheels'; it has title, weeks"),
    ],
)
def test_a_slip_is_told_with_the_place_and_what_was_expected(tmp_path, text, told):
    with pytest.raises(UsageError, match=f"course.toml: .*{told}"):
        load(tmp_path, text)


def test_a_file_without_a_title_is_told(tmp_path):
    with pytest.raises(UsageError, match=r'expected a title = "..."'):
        load(tmp_path, WEEK, title="")


POLICY = LatePolicy(grace_minutes=15, percent_per_day=10, max_percent=35, max_days=6)


@pytest.mark.parametrize(
    ("late", "percent"),
    [
        (timedelta(0), 0),
        (timedelta(minutes=15), 0),
        (timedelta(minutes=15, seconds=1), 10),
        (days(1), 10),
        (days(1) + timedelta(seconds=1), 20),
        (days(4), 35),
        (days(6), 35),
        (days(6) + timedelta(seconds=1), 100),
        (-days(2), 0),
    ],
)
def test_each_started_day_costs_after_the_grace_and_up_to_a_bound(late, percent):
    assert POLICY.percent(late) == percent
