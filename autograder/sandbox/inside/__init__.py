"""What runs inside the wall: the warm parent, the supervisor of each fork, and the kernel that a notebook meets.

Inside, these files are the package `kernelside`; nothing else of ours exists there but what `Wall` was given to bind
beside them. They import the standard library and ipykernel, and never this package by its name.
"""
