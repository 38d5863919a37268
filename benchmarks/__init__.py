"""How fast this project grades, beside nbgrader and otter-grader, and over the floor. See README.md here.

`python -m benchmarks --help` says which parts there are; `make bench` runs them all.
"""
