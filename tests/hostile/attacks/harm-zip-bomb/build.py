"""What inflates a thousand times."""

import zipfile


def build(folder, honest):
    with (
        zipfile.ZipFile(folder / "week01_small.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("week01_small.ipynb", "w") as member,
    ):
        for _ in range(200):
            member.write(b" " * 2**20)
