"""Ten million digits."""


def build(folder, honest):
    (folder / "week01_small.ipynb").write_text('{"cells": [], "nbformat": ' + "9" * 10**7 + "}")
