"""Moves all answers but one to places that are no cells of code."""

import base64
import json


def build(folder, honest):
    cells, state = [], {}
    for cell in honest["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        name = meta.get("grade_id", "")
        if meta.get("solution") and name != "spread":
            source = cell["source"]
            data = base64.b64encode(source.encode()).decode()
            comment = {
                "cell_type": "markdown",
                "source": f"![{name}](attachment:{name}.py)",
                "metadata": {"answer": source},
            }
            cells.append({**comment, "attachments": {f"{name}.py": {"text/x-python": data}}})
            cells.append({"cell_type": "raw", "source": "", "metadata": {"format": "text/x-python", "source": source}})
            output = {"output_type": "stream", "name": "stdout", "text": source}
            cell |= {"source": "pass", "outputs": [output]}
            cell["metadata"]["jupyter"] = {"source_hidden": True, "source": source}
            state[name] = {"model_name": "TextareaModel", "state": {"value": source}}
        cells.append(cell)
    honest["cells"] = cells
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": state, "version_major": 2, "version_minor": 0}}
    honest["metadata"]["widgets"] = widgets
    (folder / "week01_small.ipynb").write_text(json.dumps(honest))
