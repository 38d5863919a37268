"""A power cut, simulated: what a process wrote is read from its system calls, and what the disk promises is kept.

`traced` lets strace write down every system call with which a copy of this process, in whatever thread, changes files.
`power_cuts` goes through them and gives what may be on the disk if the power fails after each of them: a file's bytes
are there for certain as of its last `fsync`, a name as of the last `fsync` of its folder.
"""

import ctypes
import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from . import small

CALLS = "open openat creat close write pwrite64 writev pwritev fsync fdatasync ftruncate rename renameat renameat2"
CALLS += " unlink unlinkat rmdir mkdir mkdirat link linkat dup dup2 dup3 truncate fallocate copy_file_range sendfile"
CLONES = ("clone", "clone3")
_LINE = re.compile(r"\d+\s+(\w+)\((.*)\)\s+= (-?\d+)")
_BEGUN = re.compile(r"(\d+\s+)(\w+)(\(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"(\d+\s+)<\.\.\. (\w+) resumed>(.*)$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_PR_SET_PTRACER, _ANYONE = 0x59616D61, ctypes.c_ulong(-1)


def traced(work, log):
    """Do `work` in a copy of this process; its system calls, as strace writes them."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("no strace on this machine: apt-get install strace")
    go, begin = os.pipe()

    def waiting():
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYONE, 0, 0, 0)
        os.close(begin)
        os.read(go, 1)
        work()

    child = small.forked(waiting)
    calls = ",".join([*CALLS.split(), *CLONES])
    command = [strace, "-f", "-p", str(child), "-o", log, "-xx", "-s", "100000000", "-e", f"trace={calls}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        said = tracer.stderr.readline()
        os.close(begin)
        os.close(go)
        status = small.ended(child)
        tracer.stderr.read()
    if "attached" not in said:
        pytest.skip(f"strace may not look at processes here: {said}")
    assert status == 0
    return [*_of_threads(str(child), _joined(log.read_text().splitlines()))]


def _of_threads(process, lines):
    """Calls of a process's threads, and none of those of other processes that it started."""
    threads = {process}
    for line in lines:
        thread, _, call = line.partition(" ")
        if thread not in threads:
            continue
        if not call.lstrip().startswith(CLONES):
            yield line
        elif "CLONE_THREAD" in call:
            threads.add(call.rpartition("= ")[2])


def _joined(lines):
    """Calls under which another thread made one stand in two lines; they count when they end."""
    begun = {}
    for line in lines:
        if part := _BEGUN.match(line):
            begun[part[1], part[2]] = part[3]
        elif part := _RESUMED.match(line):
            yield f"{part[1]}{part[2]}{begun.pop((part[1], part[2]))}{part[3]}"
        else:
            yield line


@dataclass
class File:
    """Bytes as a reader sees them, and as they are on the disk for certain."""

    now: bytearray = field(default_factory=bytearray)
    kept: bytes = b""


@dataclass
class Folder:
    """Names as a reader sees them, and as they are on the disk for certain."""

    now: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)


class Disk:
    """The folder `root`, to which the system calls of a trace are done one by one."""

    def __init__(self, root):
        self.root = root
        self.tree = _loaded(root)
        self.open = {}  # descriptor -> (File or Folder, position)

    def call(self, name, arguments, result):
        """Whether the call did anything that can be lost, or kept."""
        texts = [] if name in ("write", "pwrite64") else _TEXT.findall(arguments)
        match name, [_bytes(text).decode() for text, _ in texts]:
            case (("openat" | "open" | "creat"), [path, *_]):
                return self._opened(path, arguments, result)
            case (("rename" | "renameat" | "renameat2"), [old, new]):
                return self._moved(old, new, keep=False)
            case (("link" | "linkat"), [old, new]):
                return self._moved(old, new, keep=True)
            case (("unlink" | "unlinkat" | "rmdir"), [path]):
                return self._taken(path)
            case (("mkdir" | "mkdirat"), [path]):
                return self._put(path, Folder())
        number = int(re.match(r"-?\d+", arguments)[0])
        if name == "close":
            self.open.pop(number, None)
            return False
        if number not in self.open:
            return False
        return self._used(name, number, arguments)

    def _used(self, name, number, arguments):
        node, position = self.open[number]
        match name:
            case "fsync" | "fdatasync":
                node.kept = bytes(node.now) if isinstance(node, File) else dict(node.now)
            case "write" | "pwrite64":
                text, cut = _TEXT.search(arguments).groups()
                assert not cut
                data = _bytes(text)
                at = int(arguments.rsplit(",", 1)[1]) if name == "pwrite64" else position
                node.now.extend(bytes(max(0, at - len(node.now))))
                node.now[at : at + len(data)] = data
                self.open[number] = (node, at + len(data) if name == "write" else position)
            case "ftruncate":
                size = int(arguments.rsplit(",", 1)[1])
                del node.now[size:]
                node.now.extend(bytes(size - len(node.now)))
            case _:
                if not name.startswith("dup"):
                    raise NotImplementedError(f"{name}({arguments})")
        return True

    def _opened(self, path, arguments, descriptor):
        if "O_TMPFILE" in arguments:
            return False
        found, changed = self._find(path), False
        if found is None and "O_CREAT" in arguments and self._put(path, File()):
            found, changed = self._find(path), True
        if found is None:
            return False
        if "O_TRUNC" in arguments and isinstance(found, File) and found.now:
            found.now.clear()
            changed = True
        self.open[descriptor] = (found, 0)
        return changed

    def _moved(self, old, new, *, keep):
        node = self._find(old)
        if node is None:
            return False
        self._put(new, node)
        if not keep:
            self._taken(old)
        return True

    def _put(self, path, node):
        folder, name = self._place(path)
        if folder is None:
            return False
        folder.now[name] = node
        return True

    def _taken(self, path):
        folder, name = self._place(path)
        return folder is not None and folder.now.pop(name, None) is not None

    def _find(self, path):
        if Path(path) == self.root:
            return self.tree
        folder, name = self._place(path)
        return None if folder is None else folder.now.get(name)

    def _place(self, path):
        """The folder in which `path` is a name, and the name; (None, "") where that is not below the root."""
        path = Path(path)
        if self.root not in path.parents:
            return None, ""
        folder = self.tree
        for part in path.relative_to(self.root).parts[:-1]:
            folder = folder.now.get(part)
            if not isinstance(folder, Folder):
                return None, ""
        return folder, path.name


def power_cuts(root, log, *, before):
    """What may be in `root` after a power cut, no two the same; at last what is there if it fails after the end.

    Args:
        root: the folder in which the traced process wrote.
        log: lines of strace.
        before: a copy of `root` as it was when the process began, all of it on the disk.
    """
    disk = Disk(root)
    disk.tree = _loaded(before)
    seen = set()
    for line in ["", *log]:
        parts = _LINE.match(line)
        if line and (not parts or int(parts[3]) < 0 or not disk.call(parts[1], parts[2], int(parts[3]))):
            continue
        # Nothing that was not synced has arrived; or of what was not, the names only, and never the bytes.
        for names in ("kept", "now"):
            state = _state(disk.tree, names)
            digest = hashlib.sha256(repr(state).encode()).digest()
            if digest not in seen:
                seen.add(digest)
                yield (parts[1] if parts else "start"), state
    yield "end", _state(disk.tree, "kept")


def write_out(state, folder):
    folder.mkdir()
    for name, content in state.items():
        if isinstance(content, dict):
            write_out(content, folder / name)
        else:
            (folder / name).write_bytes(content)


def _bytes(text):
    return bytes.fromhex(text.replace("\\x", ""))


def _state(folder, names):
    entries = sorted(getattr(folder, names).items())
    return {name: _state(node, names) if isinstance(node, Folder) else node.kept for name, node in entries}


def _loaded(path):
    folder = Folder()
    for entry in path.iterdir() if path.is_dir() else ():
        if entry.is_dir():
            folder.now[entry.name] = _loaded(entry)
        else:
            data = entry.read_bytes()
            folder.now[entry.name] = File(bytearray(data), data)
    folder.kept = dict(folder.now)
    return folder
