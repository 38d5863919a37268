"""Hands in the stubs, but for one right answer, with metadata that promise more."""

import json


def build(folder, honest):
    cells = honest["cells"]
    stub = "def {}(*args):\n    return None"
    for cell in cells:
        meta = cell["metadata"].setdefault("nbgrader", {})
        name = meta.get("grade_id", "")
        if meta.get("solution") and name != "spread":
            cell["source"] = stub.format(name) if name != "chain" else "%%derivation chain"
        meta |= {"points": 1000, "grade": True, "locked": True, "checksum": "0" * 32, "schema_version": 3}
        meta |= {"score": 1000, "max_score": 1000, "task": False, "auto_score": 1000}
        cell["metadata"] |= {"trusted": True, "editable": True, "deletable": True, "tags": ["given"]}
    extra = {"nbgrader": {"grade_id": "check_bonus", "grade": True, "points": 1000, "solution": False, "locked": True}}
    cells.append({"cell_type": "code", "source": "assert True", "metadata": extra, "outputs": [], "execution_count": 1})
    again = {"nbgrader": {"grade_id": "imports", "locked": True, "solution": True}}
    cells.insert(
        0, {"cell_type": "code", "source": "import sympy", "metadata": again, "outputs": [], "execution_count": 1}
    )
    honest["metadata"] = {
        "kernelspec": {"name": "../../../bin/sh", "display_name": "sh", "language": "sh"},
        "celltoolbar": "Create Assignment",
        "otter": {"score": 1.0, "assignment_name": "week01_small", "tests": {"scale": {"points": 1000}}},
        "signature": "hmac-sha256:" + "0" * 64,
    }
    (folder / "week01_small.ipynb").write_text(json.dumps(honest))
