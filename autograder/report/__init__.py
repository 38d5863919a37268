"""Feedback for a student, a report for a class: pages, a table and JSON, all from `autograder.results` alone."""
