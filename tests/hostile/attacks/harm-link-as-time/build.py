import json


def build(folder, honest):
    (folder / "week01_small.ipynb").write_text(json.dumps(honest), encoding="utf-8")
    (folder / "timestamp.txt").symlink_to("t" * 300)
