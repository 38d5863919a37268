"""What runs in a student's own notebook: the public checks that `grader.check("name")` calls.

Each check prints nothing for a right answer and one plain sentence for a wrong one. It decides no mark: grading asks
again, elsewhere, with the same comparators. Nothing of the reference and no hidden check is in this package.
"""

from .checks import check_gradient, check_normal_law, check_reproducible, check_unchanged, check_value
from .literals import boolean, float32, float64, int64, seeded

__all__ = [
    "boolean",
    "check_gradient",
    "check_normal_law",
    "check_reproducible",
    "check_unchanged",
    "check_value",
    "float32",
    "float64",
    "int64",
    "seeded",
]
