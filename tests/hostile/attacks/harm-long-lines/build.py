"""Lines without end."""

import json


def build(folder, honest):
    for cell in honest["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "noise":
            cell["source"] += "\n# " + "x" * 500_000
    honest["cells"].append(
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "y = '" + "x" * 400_000 + "'"}
    )
    (folder / "week01_small.ipynb").write_text(json.dumps(honest))
