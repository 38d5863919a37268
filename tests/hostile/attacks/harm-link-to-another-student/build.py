"""A link to another student's notebook."""


def build(folder, honest):
    (folder / "week01_small.ipynb").symlink_to("../../control-right/week01_small/week01_small.ipynb")
