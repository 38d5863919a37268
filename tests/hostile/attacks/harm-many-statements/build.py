"""Two hundred thousand statements."""

import json


def build(folder, honest):
    for i in range(5):
        source = f"noise{i} = {i}\n" + "x=1;" * 45_000
        honest["cells"].append({"cell_type": "code", "metadata": {}, "outputs": [], "source": source})
    (folder / "week01_small.ipynb").write_text(json.dumps(honest))
