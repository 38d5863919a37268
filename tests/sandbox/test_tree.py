"""What the watch over a kernel's memory sees, whatever the processes call themselves."""

import ctypes
import os

import pytest

from autograder.sandbox.inside import tree

PR_SET_NAME = 15
HELD = 64 * 2**20
NAMES = [b"python", b"\xff\xfe", b"a\rPPid:\t1", b"a\x85RssAnon:\t0", b"\xe2\x80\xa8PPid:\t0", b"a\nPPid:\t0", b"a:\tb"]


def child(name):
    """A process that calls itself so, and holds memory of its own until it is killed."""
    ready, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        ctypes.CDLL(None).prctl(PR_SET_NAME, name, 0, 0, 0)
        held = bytearray(b"x") * HELD
        os.write(told, bytes([held[-1]]))
        os.read(ready, 0)
        os.kill(os.getpid(), 19)
        os._exit(0)
    os.read(ready, 1)
    os.close(ready)
    os.close(told)
    return pid


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_memory_is_seen_whatever_a_process_calls_itself(name):
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    inherited = tree.own_private_bytes(proc)
    pid = child(name)
    try:
        seen = tree.private_bytes(proc, {os.getpid()}, inherited)
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(proc)

    assert seen > HELD // 2  # Linux counts in steps
