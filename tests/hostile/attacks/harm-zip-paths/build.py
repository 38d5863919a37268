"""Names that lead out of the folder, and a link."""

import json
import zipfile


def build(folder, honest):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "week01_small.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../../diary.txt", "overwritten")
        archive.writestr("/tmp/autograder-was-here", "overwritten")
        archive.writestr(link, "/etc/passwd")
        archive.writestr("link/passwd", "overwritten")
        archive.writestr("../../control-wrong/week01_small/week01_small.ipynb", json.dumps(honest))
