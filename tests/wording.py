"""A week of one function and one question that is answered in words, for tests that need a whole small course."""

from autograder.course import Course
from autograder.release import release
from tests import doubling

WEEK = "week94_wording"
NOTE = "A sketch of the two laws with their densities will do as well."
RUBRIC = (("names the two laws", 1.0, NOTE), ("says which is wider", 1.5, ""))

QUESTIONS = f"""
from autograder.authoring import written_question
from autograder.rubric import Criterion
{doubling.QUESTIONS}
WHY = written_question("why", "Why they differ", *(Criterion(*one) for one in {RUBRIC!r}))
QUESTIONS = (question("double", 2, 2), WHY)
"""

CELL = '# %% [markdown] nbgrader={"grade_id": "why", "solution": true}\n'
SOLUTION = """\
# ### BEGIN SOLUTION
# The law at the start is normal, that at the end is a mixture of two, which is wider.
# ### END SOLUTION
"""
PROMPT = """\
# %% [markdown] nbgrader={"grade_id": "why_text", "locked": true}
# **Answer in words**: why do they differ?

"""
NOTEBOOK = doubling.NOTEBOOK.split('# %% nbgrader={"grade_id": "triple"')[0] + PROMPT + CELL + SOLUTION

ANSWER = "One is normal, the other a mixture; the mixture is wider, $a <b$."


def write_course(root, *, notebook=NOTEBOOK, questions=QUESTIONS):
    doubling.write_course(root, WEEK, doubling.course_toml(WEEK, 10, 5, 60), questions)
    (root / "solutions" / WEEK / "notebook.py").write_text(notebook)
    return Course.load(root)


def released(root):
    """The course in `root`, released."""
    course = write_course(root)
    release(root, course.week(WEEK))
    return course
