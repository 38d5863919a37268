"""A linked folder."""


def build(folder, honest):
    folder.rmdir()
    folder.symlink_to("../control-right/week01_small")
