"""A grader for notebooks of mathematical machine learning.

A student's notebook runs in one process, the judge in another, and only data crosses. The folders are
the stages, in the order in which a submission meets them: `release`, `intake`, `sandbox`, `collect`,
`judge`, `compare`, `gradebook`, `report`; `algebra` is SymPy at arm's length, for `compare`.
"""

__version__ = "0.1.0"
