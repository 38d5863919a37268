"""A compressed tar archive."""

import io
import json
import tarfile


def build(folder, honest):
    data = json.dumps(honest).encode()
    with tarfile.open(folder / "week01_small.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("../week01_small.ipynb")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
