"""A link that leads to itself."""


def build(folder, honest):
    (folder / "week01_small.ipynb").symlink_to("week01_small.ipynb")
