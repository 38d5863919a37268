"""A class is graded by a crew: threads behind one wall, processes with a wall each, or workers on other machines.

Whoever grades gets a file's bytes and returns a result. One process, the coordinator, writes the gradebook. What runs
in a worker of Dask imports neither the judge nor torch, so this file imports nothing.
"""
