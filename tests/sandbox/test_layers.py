"""The layers of the wall one by one: each is there inside a kernel, and `doctor` notices where it is not."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.cell import Cell
from autograder.collect.session import Session, open_wall
from autograder.errors import NoWall
from autograder.sandbox import Limits, Wall, layout
from autograder.sandbox.cgroup import Cgroups
from autograder.sandbox.inside import seccomp

pytestmark = pytest.mark.sandbox

CHECKOUT = Path(__file__).parents[2]
filtered = pytest.mark.skipif(not seccomp.supported(), reason="there is no filter for this processor")
grouped = pytest.mark.skipif(Cgroups.find() is None, reason="no control group can be made on this machine")


def printed(wall, source, limits=None):
    """What a cell prints."""
    with Session(wall, [Cell("cell", source)], limits) as session:
        cell = session.cells["cell"]
    assert cell.outcome == "ok", (cell.error, cell.text)
    return "".join(output.get("text", "") for output in cell.outputs).strip()


@filtered
def test_every_call_of_the_list_is_refused_and_ordinary_work_is_not(wall):
    source = f"""
import ctypes, subprocess, threading
libc = ctypes.CDLL(None, use_errno=True)
for name, number in {seccomp.refused()!r}.items():
    ctypes.set_errno(0)
    if libc.syscall(number, -1, -1, -1, -1, -1) != -1 or ctypes.get_errno() not in (1, 38):
        print(name, ctypes.get_errno())
thread = threading.Thread(target=print, args=["a thread"])
thread.start()
thread.join()
print(subprocess.run(["echo", "a program"], capture_output=True, text=True).stdout)
"""
    assert printed(wall, source).split("\n")[:2] == ["a thread", "a program"]


@filtered
def test_no_call_newer_than_the_list_exists(wall):
    source = f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
errors = set()
for number in range({seccomp.NEWEST + 1}, 600):
    libc.syscall(number, 0, 0, 0, 0, 0)
    errors.add(ctypes.get_errno())
print(errors)
"""
    assert printed(wall, source) == "{38}"  # ENOSYS


@filtered
def test_a_new_namespace_is_refused_to_clone_too(wall):
    number = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
    source = f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for flag in (0x10000000, 0x20000000, 0x40000000, 0x00020000, 0x02000000, 0x04000000, 0x08000000):
    print(libc.syscall({number}, flag | 17, 0, 0, 0, 0), ctypes.get_errno(), end=";")
"""
    assert printed(wall, source) == "-1 1;" * 7


@filtered
def test_sockets_that_know_no_network_namespace_cannot_be_had(wall):
    source = """
import socket
for family in range(64):
    try:
        socket.socket(family, socket.SOCK_STREAM if family in (1, 2, 10) else socket.SOCK_RAW, 0).close()
        print(family, end=" ")
    except OSError:
        pass
try:
    socket.socket(16, socket.SOCK_RAW, 9)  # the kernel's audit
    print("audit")
except OSError:
    pass
"""
    assert printed(wall, source) == "1 2 10 16"  # 16: the interfaces of its own network, of which there are none


@filtered
def test_pairs_of_sockets_are_local_ones(wall):
    """Linux makes both before it asks whether their family knows pairs."""
    source = """
import ctypes, errno
libc, pair, codes = ctypes.CDLL(None, use_errno=True), (ctypes.c_int * 2)(), {}
for family in range(64):
    codes[family] = ctypes.get_errno() if libc.socketpair(family, 1, 0, pair) else "made"
print(codes.pop(1), {errno.errorcode[code] for code in codes.values()})
"""
    assert printed(wall, source) == "made {'EAFNOSUPPORT'}"


def test_a_sibling_s_terminal_cannot_be_seen(wall):
    opens = """
import os
master, slave = os.openpty()
os.write(master, b"to whoever reads")
print(*sorted(os.listdir("/dev/pts")))
"""
    with Session(wall, [Cell("cell", opens)], Limits()):
        assert printed(wall, "import os; print(*os.listdir('/dev/pts'))") == "ptmx"
        assert printed(wall, opens) == "0 ptmx"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="only x86_64 has a second set of calls")
def test_a_call_by_the_door_of_32_bits_ends_the_process(wall):
    source = """
import ctypes, mmap, os
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))  # mov eax, 20 (getpid); int 0x80; ret
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
child = os.fork()
if child == 0:
    call()
    os._exit(0)
print(os.WTERMSIG(os.waitpid(child, 0)[1]))
"""
    assert printed(wall, source) == "31"  # SIGSYS


@grouped
def test_memory_of_many_processes_is_counted_by_linux(wall):
    """Each holds little, all together too much: pages of a tmpfs, which belong to no process, count as well."""
    source = """
import os, time
held = []
for number in range(8):
    if os.fork() == 0:
        held = bytearray(40 * 2**20)
        time.sleep(30)
time.sleep(0.2)
with open("/tmp/file", "wb") as file:
    for _ in range(60):
        file.write(bytes(2**20))
time.sleep(30)
"""
    limits = Limits(memory_bytes=192 * 2**20, tmp_bytes=64 * 2**20, cell_seconds=10)

    with Session(wall, [Cell("hogs", source), Cell("after", "print('alive')")], limits) as session:
        assert session.cells["hogs"].outcome == "died"
        assert session.cells["after"].outcome == "ok"

    assert session.notes == (
        "The cell hogs ended the Python process by using more than 192 MiB of memory; it was left out.",
    )


@grouped
def test_processes_are_counted_by_linux(wall):
    groups = Cgroups.find()
    limits = Limits(processes=24)
    source = """
import os, time
started = 0
try:
    for _ in range(100):
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
        started += 1
except OSError:
    print(started < 24)
"""
    assert printed(wall, source, limits) == "True"
    assert left_behind(groups) == []


@grouped
def test_groups_are_gone_when_their_kernels_are_and_those_of_a_killed_grader_are_swept_up(wall):
    groups = Cgroups.find()
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    orphans = [parent / f"autograder-{ended.stdout.strip()}-00ff-1" for parent in groups.parents]
    for orphan in orphans:
        orphan.mkdir()

    with Session(wall, [Cell("cell", "1")]):
        assert left_behind(groups) != []
    Cgroups.find()

    assert left_behind(groups) == []
    assert not any(orphan.exists() for orphan in orphans)


def left_behind(groups):
    return [path for parent in groups.parents for path in parent.glob(f"autograder-{os.getpid()}-*")]


def test_a_bubblewrap_that_only_says_it_is_one_is_noticed(monkeypatch, tmp_path):
    """It runs the command and makes no namespace."""
    (tmp_path / "kernelside").symlink_to(layout.INSIDE)
    packages = ":".join(map(str, [tmp_path, *layout.package_directories()]))
    (tmp_path / "bwrap").write_text(
        f"""#!/bin/sh
while [ "$1" != "{layout.interpreter()}" ]; do shift; done
PYTHONPATH={packages} exec "$@"
"""
    )
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    with pytest.raises(NoWall, match="bwrap has made no ipc namespace"), Wall():
        pass


def test_what_is_private_is_hidden_below_a_directory_that_is_shown(monkeypatch):
    """/usr is shown as a whole; some keep their courses there, and nbgrader everybody's submissions."""
    with tempfile.TemporaryDirectory(dir=sys.base_prefix) as folder:
        Path(folder).chmod(0o755)
        names = ("course", "exchange", "gradebook.db", "other")
        course, exchange, gradebook, other = (Path(folder, name) for name in names)
        monkeypatch.setattr(layout, "EXCHANGE", exchange)
        files = (course / "questions.py", exchange / "inbound.ipynb", gradebook, other)
        for file in files:
            file.parent.mkdir(exist_ok=True)
            file.write_text("seen")
        source = f"""
from pathlib import Path
for path in {list(map(str, files))!r}:
    try:
        print(Path(path).read_text() or "nothing")
    except OSError as error:
        print("nothing")
"""
        with open_wall(private=[course, gradebook]) as wall:
            assert printed(wall, source).split() == ["nothing", "nothing", "nothing", "seen"]


OUTSIDE = """
import json, sys
from autograder.sandbox.probe import attempt
aims = {"checkout": sys.argv[1], "home": "/usr", "calls": {}}
names = ["sources", "home", "reference", "parent", "processes", "privileges", "system calls", "limits"]
print(json.dumps(attempt(aims, names)))
"""


def test_without_a_wall_the_attempts_of_the_doctor_succeed():
    """So a wall without these layers is noticed. What would disturb this machine is not tried."""
    ran = subprocess.run([sys.executable, "-c", OUTSIDE, str(CHECKOUT)], capture_output=True, text=True, cwd=CHECKOUT)

    held = [name for name, breach in json.loads(ran.stdout).items() if not breach]

    assert held == []
