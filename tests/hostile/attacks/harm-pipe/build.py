"""A named pipe in a notebook's place: whoever opens it waits."""

import os


def build(folder, honest):
    os.mkfifo(folder / "week01_small.ipynb")
