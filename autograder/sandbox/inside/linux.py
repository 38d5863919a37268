"""The few system calls that Python's `os` lacks, by ctypes: namespaces, mounts, capabilities."""

from __future__ import annotations

import contextlib
import ctypes
import os
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_MOVE, MS_REC, MS_PRIVATE = 32, 4096, 8192, 16384, 1 << 18

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
_HUGE, _MADV_COLLAPSE = 2**21, 25
_LAST_CAPABILITY = 63  # those that the kernel does not know answer EINVAL

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(what: str, result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _prctl(option: int, value: int, further: int = 0) -> int:
    arguments = (ctypes.c_ulong(value), ctypes.c_ulong(further), ctypes.c_ulong(0), ctypes.c_ulong(0))
    return int(_libc.prctl(option, *arguments))


def prctl(name: str, option: int, value: int, further: int = 0) -> None:
    _checked(f"prctl({name})", _prctl(option, value, further))


def unshare(flags: int) -> None:
    _checked("unshare", _libc.unshare(flags))


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    _checked(
        f"mount {target}",
        _libc.mount(
            source.encode(), target.encode(), kind.encode() if kind else None, ctypes.c_ulong(flags), data.encode()
        ),
    )


def bind(source: str, target: str, *, read_only: bool = False) -> None:
    """Show `source` at `target` as well; flags that the source's mount has must be named again when it is remounted."""
    mount(source, target, None, MS_BIND)
    if read_only:
        remount_read_only(target)


def remount_read_only(target: str) -> None:
    mount("none", target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | _locked_flags(target))


def _locked_flags(target: str) -> int:
    """Flags of the mount at `target` that an unprivileged remount may not drop; access times are kept unasked."""
    have = os.statvfs(target).f_flag
    pairs = ((os.ST_NOSUID, MS_NOSUID), (os.ST_NODEV, MS_NODEV), (os.ST_NOEXEC, MS_NOEXEC))
    return sum(mine for theirs, mine in pairs if have & theirs)


def make_read_only_below(root: str) -> None:
    """Make every mount at or below `root` read-only (mount_setattr with AT_RECURSIVE, Linux 5.12)."""
    attributes = (ctypes.c_uint64 * 4)(1, 0, 0, 0)  # attr_set=MOUNT_ATTR_RDONLY, attr_clr, propagation, userns_fd
    call, at_fdcwd, at_recursive = 442, -100, 0x8000
    _checked(
        "mount_setattr",
        _libc.syscall(call, at_fdcwd, root.encode(), at_recursive, ctypes.byref(attributes), ctypes.sizeof(attributes)),
    )


def map_ids(uid_inside: int, gid_inside: int) -> None:
    """Give this process's one user and one group a name in the user namespace it has just made."""
    uid, gid = _outer_ids
    set_dumpable(True)  # else /proc/self belongs to root, and the maps cannot be written
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid_inside} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid_inside} {gid} 1")
    set_dumpable(False)


_outer_ids = (os.getuid(), os.getgid())


def become(uid: int, gid: int) -> None:
    """Give up root for good."""
    global _outer_ids
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    _outer_ids = (uid, gid)


def set_dumpable(dumpable: bool) -> None:
    """A process that is not dumpable cannot be traced, nor its memory read, by others of the same user."""
    prctl("PR_SET_DUMPABLE", _PR_SET_DUMPABLE, int(dumpable))


def die_with_parent(signal_number: int) -> None:
    prctl("PR_SET_PDEATHSIG", _PR_SET_PDEATHSIG, signal_number)


def drop_privileges() -> None:
    """Lose every capability, in every set, and the way to get one back. Call it before any thread is started."""
    for capability in range(_LAST_CAPABILITY + 1):
        _prctl(_PR_CAPBSET_DROP, capability)
    _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _checked("capset", _libc.capset(header, (ctypes.c_uint32 * 6)()))
    prctl("PR_SET_NO_NEW_PRIVS", _PR_SET_NO_NEW_PRIVS, 1)


def gather_pages() -> None:
    """Have this process's memory in pages of 2 MiB, as far as Linux can (from 6.1 on): a fork copies a table of pages.

    Takes a third of a second once, and two thirds of the time off each fork. Where it cannot be done all is as before.
    """
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/maps").read_text().splitlines():
            span, modes, *rest = line.split(maxsplit=5)
            anonymous = len(rest) == 3 or rest[-1] == "[heap]" or rest[-1].startswith("[anon")
            if not anonymous or modes != "rw-p":
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            for page in range(-(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE, _HUGE):
                _libc.madvise(ctypes.c_void_p(page), ctypes.c_size_t(_HUGE), _MADV_COLLAPSE)
