"""Answers that are equal in structure: for a person to look at. It decides no mark, and no student reads of it."""

from .groups import Alike, AlikeAnswer, alike
from .kept import forms_of_week
from .structure import Form, form_of

__all__ = ["Alike", "AlikeAnswer", "Form", "alike", "form_of", "forms_of_week"]
