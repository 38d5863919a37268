"""An assignment in otter-assign's source format becomes a week: read (`source`), translate (`checks`), write (`week`).

The format: https://otter-grader.readthedocs.io, the pages "Otter Assign". The notebook is parsed, never executed.
"""
