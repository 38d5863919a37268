"""A link to a file of the system."""


def build(folder, honest):
    (folder / "week01_small.ipynb").symlink_to("/etc/passwd")
