"""JSON as no program writes it, in places that do not matter."""

import json


def build(folder, honest):
    for cell in honest["cells"]:
        nbgrader = cell["metadata"].get("nbgrader", {})
        if nbgrader.get("grade"):
            nbgrader["points"] = "ODD"
    honest["metadata"]["name"] = "SURROGATE"
    honest["cells"].insert(0, {"cell_type": "markdown", "source": ["SURROGATE", None, 3], "metadata": None})
    text = json.dumps(honest).replace('"ODD"', "1e999").replace("SURROGATE", "\\ud800\\u0000")
    text = text.replace('"nbformat": 4', '"nbformat": 3, "nbformat": NaN, "nbformat": 4, "cells_": -Infinity', 1)
    (folder / "week01_small.ipynb").write_text(text)
