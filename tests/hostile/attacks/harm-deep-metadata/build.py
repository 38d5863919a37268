"""Nests of 900 levels wherever nothing is looked for, and where a word is."""

import json


def build(folder, honest):
    for cell in honest["cells"]:
        cell["metadata"]["deep"] = "NEST"
        if cell["cell_type"] == "code":
            cell["outputs"] = ["NEST"]
            cell["execution_count"] = "NEST"
    honest["metadata"]["kernelspec"] = "NEST"
    honest["nbformat_minor"] = "NEST"
    text = json.dumps(honest).replace('"NEST"', "[" * 900 + "]" * 900)
    (folder / "week01_small.ipynb").write_text(text)
