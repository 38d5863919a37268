"""Gradescope: the zip file that it builds a container from (`pack`), and what runs in that container (`run`).

Its documentation: https://gradescope-autograders.readthedocs.io, the page "Autograder Specifications".
"""
