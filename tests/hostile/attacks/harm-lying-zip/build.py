"""What inflates to more than it says."""

import struct
import zipfile


def build(folder, honest):
    path = folder / "week01_small.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("week01_small.ipynb", "w") as member,
    ):
        for _ in range(200):
            member.write(b" " * 2**20)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(data)
