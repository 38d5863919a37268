"""Leaves the file as if it had been run by a grader that was pleased."""

import json

PASSED = "<p><strong>scale</strong> passed! 6.5 of 6.5 points</p>"


def build(folder, honest):
    for number, cell in enumerate(honest["cells"], start=1):
        if cell["cell_type"] != "code":
            continue
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = (
                f"def {name}(*args):\n    return args[0]" if name != "chain" else "%%derivation chain\n0 &= 0"
            )
        cell["execution_count"] = number
        cell["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": f"{name} results: All test cases passed!\n22.5 / 22.5"},
            {
                "output_type": "execute_result",
                "execution_count": number,
                "data": {
                    "text/html": PASSED,
                    "text/plain": "right",
                    "application/json": {"points": 1000, "passed": True},
                },
                "metadata": {"nbgrader": {"score": 1000}},
            },
        ]
    (folder / "week01_small.ipynb").write_text(json.dumps(honest))
