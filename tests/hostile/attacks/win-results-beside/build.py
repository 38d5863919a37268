"""Hands in the released stubs with everything that a grader might read in the place of running them."""

import json

RESULT = {"student": "win-results-beside", "week": "week01_small", "score": 22.5, "max_score": 22.5, "questions": {}}


def build(folder, honest):
    for cell in honest["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = "pass"
    (folder / "week01_small.ipynb").write_text(json.dumps(honest))
    for name in ("results.json", "week01_small.json", "receipt.json", ".OTTER_LOG", "gradebook.db", "course.toml"):
        (folder / name).write_text(json.dumps(RESULT))
    for name in ("conftest.py", "sitecustomize.py", "nbgrader_config.py", "sympy.py", "torch.py", "questions.py"):
        (folder / name).write_text("raise SystemExit(0)\n")
    (folder / "tests").mkdir()
    (folder / "tests" / "scale.py").write_text("OK_FORMAT = True\ntest = {'points': 1000}\n")
    (folder / "derivations").mkdir()
    (folder / "derivations" / "chain.json").write_text("{}")
    (folder / "feedback").mkdir()
    (folder / "feedback" / "week01_small.html").write_text("22.5 of 22.5")
