"""Right answers of the week under attack. CANARY-right-answers-4c70."""

from autograder.authoring import RightAnswers

RIGHT_ANSWERS = RightAnswers()
