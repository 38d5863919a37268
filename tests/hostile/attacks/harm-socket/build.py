"""A socket that nobody listens on."""

import os
import socket
from pathlib import Path


def build(folder, honest):
    # A socket's path must be short: it is made in the folder, by a relative name.
    here = Path.cwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("week01_small.ipynb")
    finally:
        os.chdir(here)
