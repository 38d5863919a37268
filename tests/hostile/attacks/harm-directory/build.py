"""A directory in a notebook's place."""


def build(folder, honest):
    (folder / "week01_small.ipynb").mkdir()
