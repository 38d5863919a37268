"""Who would move, before anything is written."""

from autograder.gradebook.regrade import Change, changes

from .conftest import question, submission


def test_a_regrade_names_who_moves_and_by_how_much():
    old = {"student-01": submission(question("first", 1.0), question("second")), "student-02": submission()}
    new = {"student-01": submission(question("first", 2.0), question("second"))}

    moved = changes(old, new)

    assert moved == [Change("student-01", "first", 1.0, 2.0)]
    assert moved[0].delta == 1.0


def test_an_unchanged_class_does_not_move():
    results = {"student-01": submission(question("first"))}

    assert changes(results, results) == []


def test_new_students_and_new_questions_are_changes():
    old = {"student-01": submission(question("first"), question("gone"))}
    new = {
        "student-02": submission(question("first", 0.0)),
        "student-01": submission(question("first"), question("added", 1.5)),
    }

    assert changes(old, new) == [
        Change("student-01", "added", None, 1.5),
        Change("student-01", "gone", 2.0, None),
        Change("student-02", "first", None, 0.0),
    ]
