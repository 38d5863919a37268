"""/dev/zero under another name."""

import os
import stat


def build(folder, honest):
    try:
        os.mknod(folder / "week01_small.ipynb", 0o644 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        os.mkfifo(folder / "week01_small.ipynb")
