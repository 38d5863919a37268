"""The whole corpus, graded once as one class by the command line; and what it left behind."""

import ctypes
import hashlib
import json
import os
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from . import corpus

PR_SET_CHILD_SUBREAPER = 36
SECRET = "5eed" * 16  # of the course: always the same, so that a failure is one again
MARK = "CANARY-"  # stands in everything that no student may see


@dataclass(frozen=True)
class Evidence:
    """What grading the corpus left.

    Args:
        lines: by student, the object that `grade --json` printed.
        status: of the command.
        said: on standard error.
        root: of the course and of everything beside it.
        out: where pages, receipts and the gradebook are.
        changed: files beside `out` that are not as they were, or are new.
        alive: processes that the command left behind.
        temporary: what it left in its temporary directory.
        heard: what reached the servers that listened on this machine.
    """

    lines: dict
    status: int
    said: str
    root: Path
    out: Path
    changed: list
    alive: list
    temporary: list
    heard: list

    def page(self, student):
        return (self.out / "feedback" / student / corpus.WEEK / f"{corpus.WEEK}.html").read_text(encoding="utf-8")

    def receipt(self, student):
        return json.loads((self.out / "receipts" / student / f"{corpus.WEEK}.json").read_text(encoding="utf-8"))

    def autograded(self, student):
        path = self.out / "autograded" / student / corpus.WEEK / f"{corpus.WEEK}.ipynb"
        return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    """The course, released, and beside it what an attack may be after."""
    root = tmp_path_factory.mktemp("hostile")
    shutil.copytree(corpus.COURSE, root / "course", ignore=shutil.ignore_patterns("__pycache__"))
    _run(root, "release", corpus.WEEK, "--course", "course")
    (root / "course" / ".autograder").mkdir()
    (root / "course" / ".autograder" / "secret").write_text(SECRET)
    (root / "diary.txt").write_text(f"{MARK}beside-the-course-{secrets.token_hex(8)}")
    (root / "home").mkdir()
    (root / "home" / ".netrc").write_text(f"{MARK}in-the-home-{secrets.token_hex(8)}")
    return root


@pytest.fixture(scope="session")
def graded(root):
    """The corpus as one class, two submissions at a time, as an instructor would grade it."""
    released = json.loads((root / "course" / "assignments" / corpus.WEEK / f"{corpus.WEEK}.ipynb").read_text())
    for attack in corpus.CLASS:
        corpus.hand_in(attack, root / "submitted", released)
    before = _files(root)
    with Adopting() as children, Listening() as heard, tempfile.TemporaryDirectory(prefix="h-") as temporary:
        done = _run(
            root,
            *("grade", corpus.WEEK, "submitted", "--course", "course", "--out", "out", "--jobs", "2", "--json"),
            TMPDIR=temporary,
            HOME=str(root / "home"),
            API_TOKEN=f"{MARK}in-the-environment-{secrets.token_hex(8)}",
            check=False,
        )
        alive = children()
        left = sorted(path.name for path in Path(temporary).rglob("*"))
    after = _files(root)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return Evidence(
        lines={line["student"]: line for line in lines},
        status=done.returncode,
        said=done.stderr,
        root=root,
        out=root / "out",
        changed=sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)),
        alive=alive,
        temporary=left,
        heard=heard,
    )


def _run(root, *arguments, check=True, **environment):
    command = [sys.executable, "-m", "autograder", *arguments]
    done = subprocess.run(
        command, cwd=root, env=os.environ | environment, capture_output=True, text=True, timeout=580, check=False
    )
    assert done.returncode == 0 or not check, done.stdout + done.stderr
    return done


def _files(root):
    """Kind and content of all that lies under `root`, but for what grading is meant to write."""
    found = {}
    for path in root.rglob("*"):
        name = str(path.relative_to(root))
        if name.startswith("out/") or name in ("out", "course/.autograder") or "__pycache__" in path.parts:
            continue
        if stat.S_ISREG(path.lstat().st_mode):  # a link is not looked through: some lead nowhere that has a name
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            found[name] = f"{path.lstat().st_mode:o}"
    return found


class Adopting:
    """Become the parent of whatever the command leaves behind, and say what that is."""

    def __enter__(self):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.before = {child.pid for child in psutil.Process().children(recursive=True)}
        return self.left

    def left(self):
        children = [child for child in psutil.Process().children(recursive=True) if child.pid not in self.before]
        running = psutil.wait_procs(children, timeout=5)[1]
        return [f"{child.pid} {child.name()}" for child in running]

    def __exit__(self, *_):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _first_free(family, addresses):
    for address in addresses:
        server = socket.socket(family)
        with suppress(OSError):
            server.bind(address)
            return server
        server.close()
    pytest.fail(f"none of {addresses} is free")


class Listening:
    """Servers on loopback and on an abstract socket, with fixed names, as an attack would look for them."""

    def __enter__(self):
        self.heard = []
        self.sockets = [
            _first_free(socket.AF_UNIX, [f"\0autograder-hostile-{i}" for i in range(10)]),
            _first_free(socket.AF_INET, [("127.0.0.1", 47900 + i) for i in range(10)]),
        ]
        for server in self.sockets:
            server.listen()
            threading.Thread(target=self._serve, args=(server,), daemon=True).start()
        return self.heard

    def _serve(self, server):
        while True:
            try:
                connection, address = server.accept()
            except OSError:
                return
            self.heard.append(str(address))
            connection.close()

    def __exit__(self, *_):
        for server in self.sockets:
            server.shutdown(socket.SHUT_RDWR)
            server.close()
