"""Archives inside an archive."""

import io
import json
import zipfile


def build(folder, honest):
    data, name = json.dumps(honest).encode(), "week01_small.ipynb"
    for _ in range(3):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(name, data)
        data, name = buffer.getvalue(), "week01_small.zip"
    (folder / name).write_bytes(data)
