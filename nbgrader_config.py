"""nbgrader laid onto this course: its folders, and our engine in the place of its preprocessors.

With it `nbgrader generate_assignment WEEK --force`, `nbgrader autograde WEEK`, `nbgrader generate_feedback WEEK` and
the formgrader of `jupyter lab` work in this folder as in any nbgrader course. See docs/run-a-class.md.
"""

from pathlib import Path

c = get_config()  # noqa: F821

# Folders. `autograder release` writes `build/source`; students receive `assignments`.
c.CourseDirectory.root = str(Path(__file__).parent.resolve())
c.CourseDirectory.course_id = "default_course"
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"

# Generating. As nbgrader itself does it, but that the stub of a derivation is a comment of LaTeX.
STEPS = "IncludeHeaderFooter InstantiateTests LockCells . ClearOutput CheckCellMetadata ComputeChecksums SaveCells"
STEPS += " ClearHiddenTests ClearMarkScheme ComputeChecksums CheckCellMetadata"
c.GenerateAssignment.preprocessors = [
    "autograder.adapters.nbgrader_release.ClearAnswers" if step == "." else f"nbgrader.preprocessors.{step}"
    for step in STEPS.split()
]

# Autograding. nbgrader's own steps would execute the notebook in an open kernel and read marks from its outputs.
ADAPTER = "autograder.adapters.nbgrader"
c.Autograde.pre_convert_hook = f"{ADAPTER}.name_after_week"
c.Autograde.exporter_class = f"{ADAPTER}.ReadNothing"
c.Autograde.sanitize_preprocessors = [f"{ADAPTER}.Rebuild"]
c.Autograde.autograde_preprocessors = [
    f"{ADAPTER}.Judge",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback. nbgrader's own steps, but that what is for whoever marks is left out.
c.GenerateFeedback.preprocessors = [
    f"{ADAPTER}_feedback.LeaveOutStaffCells",
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
