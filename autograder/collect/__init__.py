"""Run a student's notebook behind the wall and ask its functions: calls go in, plain data comes out.

`answer.py`, `formula.py` and `wire.py` are the only code of ours that runs beside a student's; they
import the standard library, numpy, torch, sympy and safetensors, and nothing else of this package.
"""
