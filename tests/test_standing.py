"""Standings by hand: shares, late deductions, averages by category, the total so far."""

import math
from datetime import UTC, datetime, timedelta

import pytest

from autograder.gradebook.marks import Mark, Marks
from autograder.standing import NO_TIME, nobodys, standings
from autograder.syllabus import Assignment, Category, LatePolicy, Syllabus

DUE = datetime(2026, 10, 19, 22, 0, tzinfo=UTC)
NOW = DUE + timedelta(days=30)
WEEKLY, EXAMS = Category("weekly", "Weekly", 0.75), Category("exams", "Examinations", 0.25)

POLICY = LatePolicy(percent_per_day=10, max_percent=50)


def syllabus(*assignments, late=POLICY):
    return Syllabus({"weekly": WEEKLY, "exams": EXAMS}, {one.name: one for one in assignments}, late)


def week(name, due=DUE, category="weekly"):
    return Assignment(name, name.capitalize(), category, due)


def only(syllabus, marks, now=NOW, handed_in=frozenset()):
    """The standing of the one student."""
    (found,) = standings(syllabus, Marks({"student-01": marks}, {}), now, handed_in)
    return found


def mark(points, most=10.0, days_late=None, **more):
    submitted = None if days_late is None else DUE + timedelta(days=days_late)
    return Mark(points, most, submitted, **more)


def test_the_total_weighs_the_categories_in_which_something_counts():
    course = syllabus(week("one"), week("two"), week("three"), week("exam", category="exams"))

    found = only(course, {"one": mark(8.0), "two": mark(1.0, 2.0), "three": mark(3.0, 3.0), "exam": mark(5.0)})

    assert found.categories["weekly"].average == pytest.approx((0.8 + 0.5 + 1) / 3)
    assert found.total == pytest.approx(0.75 * 2.3 / 3 + 0.25 * 0.5)
    assert found.share_of_course == pytest.approx(1)


def test_what_is_not_due_counts_neither_in_the_total_nor_in_the_share_of_the_course():
    later = NOW + timedelta(days=1)
    course = syllabus(week("one"), week("two", later), week("three", None), week("exam", later, "exams"))

    found = only(course, {"one": mark(8.0)})

    assert [item.state for item in found.items] == ["graded", "not due yet", "not due yet", "not due yet"]
    assert found.categories["exams"].average is None
    assert found.total == pytest.approx(0.8)
    assert found.share_of_course == pytest.approx(0.75 / 3)


def test_nothing_counts_before_the_first_mark():
    found = only(syllabus(week("one", NOW + timedelta(days=1))), {})

    assert found.total is None
    assert found.share_of_course == 0


def test_a_missing_submission_counts_zero_once_it_is_due():
    found = only(syllabus(week("one"), week("two")), {"one": mark(8.0)})

    assert found.items[1].state == "not handed in"
    assert found.items[1].share == 0
    assert found.total == pytest.approx(0.4)


def test_a_missing_submission_does_not_count_at_the_very_moment_it_is_due():
    assert only(syllabus(week("one")), {}, now=DUE).items[0].state == "not due yet"


def test_what_lies_handed_in_without_a_mark_is_not_missing_and_makes_the_total_provisional():
    found = only(syllabus(week("one"), week("two")), {"one": mark(8.0)}, handed_in={("student-01", "two")})

    assert found.items[1].state == "not graded yet"
    assert found.total == pytest.approx(0.8)
    assert found.provisional


def test_a_student_who_only_handed_in_is_listed():
    found = standings(syllabus(week("one")), Marks({}, {"one": 4.0}), NOW, {("student-02", "one")})

    assert [one.student for one in found] == ["student-02"]
    assert found[0].items[0].max_points == 4.0


def test_lateness_takes_its_percentage_of_the_points_gained_and_leaves_the_points_visible():
    found = only(syllabus(week("one")), {"one": mark(8.0, days_late=1.5)})
    (item,) = found.items

    assert (item.points, item.deduction_percent) == (8.0, 20)
    assert item.late == timedelta(days=1.5)
    assert item.deduction == pytest.approx(1.6)
    assert found.total == pytest.approx(0.64)


def test_an_extension_moves_the_due_date_of_its_student():
    found = only(syllabus(week("one")), {"one": mark(8.0, days_late=2.5, extension=timedelta(days=2))})

    assert found.items[0].late == timedelta(days=0.5)
    assert found.items[0].deduction_percent == 10


def test_an_early_submission_is_not_late():
    assert only(syllabus(week("one")), {"one": mark(8.0, days_late=-3)}).items[0].late == timedelta()


def test_without_a_time_on_record_a_submission_is_on_time_and_that_is_said():
    (item,) = only(syllabus(week("one")), {"one": mark(8.0)}).items

    assert item.deduction == 0
    assert item.note == NO_TIME


def test_an_assignment_that_is_never_due_is_never_late():
    (item,) = only(syllabus(week("one", None)), {"one": mark(8.0, days_late=400)}).items

    assert (item.late, item.note) == (timedelta(), "")


def test_what_waits_for_a_person_counts_as_it_is_and_is_provisional():
    found = only(syllabus(week("one")), {"one": mark(3.0, waiting=True)})

    assert found.total == pytest.approx(0.3)
    assert found.provisional


def test_extra_credit_may_pass_the_whole():
    assert only(syllabus(week("one")), {"one": mark(11.0)}).total == pytest.approx(1.1)


def test_an_assignment_of_no_points_counts_as_nothing_gained():
    assert only(syllabus(week("one")), {"one": mark(0.0, 0.0)}).total == 0


def test_marks_of_what_the_course_does_not_list_are_left_out():
    found = only(syllabus(week("one")), {"one": mark(8.0), "old_week": mark(0.0)})

    assert [item.assignment.name for item in found.items] == ["one"]


def test_an_overdue_assignment_that_nobody_handed_in_is_told():
    course = syllabus(week("one"), week("two"), week("three", None), week("four", NOW))
    found = standings(course, Marks({"a": {"one": mark(1.0)}, "b": {}}, {}), NOW)

    assert nobodys(course, found, NOW) == ("two",)


def test_the_json_is_plain_data_without_nan():
    found = only(syllabus(week("one"), week("exam", None, "exams")), {"one": mark(8.0, days_late=1)})
    raw = found.to_json()

    assert raw["assignments"]["one"]["due"] == "2026-10-19T22:00:00+00:00"
    assert raw["assignments"]["one"]["late_seconds"] == 86400
    assert raw["assignments"]["exam"]["share"] is None
    assert math.isclose(raw["total"], 0.72)
