"""A million cells."""


def build(folder, honest):
    (folder / "week01_small.ipynb").write_text('{"cells": [' + "{}," * 999_999 + "{}]}")
