"""nbgrader laid onto this course: its folders, and our engine in the place of its preprocessors.

With it nbgrader's commands, from `nbgrader generate_assignment` to `nbgrader export`, and the formgrader of `jupyter
lab` work in this folder as in any nbgrader course. See docs/nbgrader.md.
"""

from pathlib import Path

from autograder.adapters.nbgrader_exchange import exchange_root
from autograder.adapters.nbgrader_steps import show_weeks, take_over

c = get_config()  # noqa: F821
root = Path(__file__).parent.resolve()

# The course's name in the exchange. Choose it before the first `nbgrader release_assignment`.
c.CourseDirectory.course_id = "default_course"

# Folders. `autograder release` writes `build/source`; students receive `assignments`.
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"
show_weeks(root, root / "build" / "source")
take_over()

# The exchange: where another configuration says, else where nbgrader has it, else in a folder of this user's own.
if place := exchange_root():
    c.Exchange.root = place
c.ExchangeFactory.collect = "autograder.adapters.nbgrader_exchange.Collect"
c.ExchangeFactory.release_feedback = "autograder.adapters.nbgrader_exchange.ReleaseFeedback"

# Generating. As nbgrader itself does it, but that the stub of a derivation is a comment of LaTeX.
STEPS = "IncludeHeaderFooter InstantiateTests LockCells . ClearOutput CheckCellMetadata ComputeChecksums SaveCells"
STEPS += " ClearHiddenTests ClearMarkScheme ComputeChecksums CheckCellMetadata"
c.GenerateAssignment.preprocessors = [
    "autograder.adapters.nbgrader_release.ClearAnswers" if step == "." else f"nbgrader.preprocessors.{step}"
    for step in STEPS.split()
]

# Autograding. nbgrader's own steps would execute the notebook in an open kernel and read marks from its outputs.
# Lateness is `course.toml`'s: taken off in `nbgrader export` and `autograder report --course`, never in the database.
ADAPTER = "autograder.adapters.nbgrader"
c.Autograde.exporter_class = f"{ADAPTER}.ReadNothing"
c.Autograde.sanitize_preprocessors = [f"{ADAPTER}.Rebuild"]
c.Autograde.autograde_preprocessors = [f"{ADAPTER}.Judge", "nbgrader.preprocessors.CheckCellMetadata"]
c.ExportApp.plugin_class = "autograder.adapters.nbgrader_export.CourseExport"

# Feedback. nbgrader's own steps, but that what is for whoever marks is left out.
c.GenerateFeedback.preprocessors = [
    f"{ADAPTER}_feedback.LeaveOutStaffCells",
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
