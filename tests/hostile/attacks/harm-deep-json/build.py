"""Depth without end."""


def build(folder, honest):
    (folder / "week01_small.ipynb").write_text('{"cells": ' + "[" * 100_000)
