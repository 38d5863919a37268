"""Learning management systems: marks into the files that they import, submissions out of those that they export.

No program of theirs is called. What is written down here of a format is what the system's own code reads and writes;
each module names the file in which that stands.
"""
