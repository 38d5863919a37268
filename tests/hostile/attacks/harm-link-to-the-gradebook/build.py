"""A link to the gradebook."""


def build(folder, honest):
    (folder / "week01_small.ipynb").symlink_to("../../../out/gradebook.db")
