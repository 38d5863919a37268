"""Fifty megabytes of output."""

import json


def build(folder, honest):
    output = {"output_type": "stream", "name": "stdout", "text": "x" * (50 * 2**20)}
    honest["cells"][1]["outputs"] = [output]
    (folder / "week01_small.ipynb").write_text(json.dumps(honest))
