"""Compare expressions: with SymPy and mpmath, in processes of their own that can be ended.

`clerk.py` keeps the processes; `worker.py` is what runs in them, with `numeric.py` (values at points) and `symbolic.py`
(what SymPy can prove). Expressions come as the trees of `autograder.collect.formula`: nothing is parsed or evaluated as
code. This package imports no torch, so that a process starts in half a second.
"""
