"""The walls of one fork: its own namespaces and mounts, then limits and no privileges.

`enclose` runs in the supervisor, which keeps its power over the new namespaces; `confine` runs in the kernel's process
before its first thread, and takes all power away.
"""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from . import linux, seccomp

USER_ID = GROUP_ID = 1000
TERMINALS = "/dev/pts"
HOME, TMP, SHM, PROC = "/home/student", "/tmp", "/dev/shm", "/proc"
SOCKETS, ALL_SOCKETS = "/run/kernel", "/run/kernels"
FILES = "files"  # beside the sockets: what a notebook finds in its working directory
OPEN_FILES = 256
PENDING_SIGNALS = 1024
# What numerical libraries read; none of it names a process.
READABLE_PROC = ("cpuinfo", "meminfo", "stat", "uptime", "loadavg", "version", "filesystems")
NAMESPACES = (
    linux.CLONE_NEWUSER
    | linux.CLONE_NEWNS
    | linux.CLONE_NEWPID
    | linux.CLONE_NEWNET
    | linux.CLONE_NEWIPC
    | linux.CLONE_NEWUTS
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one kernel may use; the fields of `Limits` that are enforced in here."""

    memory_bytes: int
    processes: int
    file_bytes: int
    tmp_bytes: int
    cpu_seconds: int


def enclose(socket_directory: str, bounds: Bounds, sysctl_user: int) -> None:
    """Move this process into namespaces of its own and show it only what a kernel may see.

    Args:
        socket_directory: where this kernel's sockets go; the one place that the host sees too.
        bounds: `tmp_bytes` caps /tmp, the home and /dev/shm together.
        sysctl_user: descriptor of /proc/sys/user on a writable mount.
    """
    linux.unshare(NAMESPACES)
    linux.map_ids(USER_ID, GROUP_ID)
    _forbid_namespaces(sysctl_user)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.make_read_only_below("/")
    _private_places(bounds.tmp_bytes)
    _private_terminals()
    _cover_proc()
    linux.bind(socket_directory, SOCKETS)
    # Where the host forbids to run what lies in its /tmp, a remount that allows it is refused.
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("none", SOCKETS, None, linux.MS_REMOUNT | linux.MS_BIND | flags)
    linux.mount("tmpfs", ALL_SOCKETS, "tmpfs", linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV, "size=4k")
    _show_files()
    os.chdir(HOME)


def has_files() -> bool:
    return Path(SOCKETS, FILES).is_dir()


def _show_files() -> None:
    """Links, for they lie where nothing can be written once the kernel has opened its sockets."""
    for path in Path(SOCKETS, FILES).iterdir() if has_files() else ():
        with suppress(FileExistsError):
            Path(HOME, path.name).symlink_to(path)


def _forbid_namespaces(sysctl_user: int) -> None:
    """Without this a student's process could make a user namespace, and mount a tmpfs in it that nothing caps."""
    descriptor = os.open("max_user_namespaces", os.O_WRONLY, dir_fd=sysctl_user)
    try:
        os.write(descriptor, b"0")
    finally:
        os.close(descriptor)


def _private_places(size: int) -> None:
    """One capped tmpfs behind /tmp, the home directory and /dev/shm."""
    flags = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("tmpfs", TMP, "tmpfs", flags, f"size={size},nr_inodes=20000,mode=0700")
    for name, target in (("home", HOME), ("shm", SHM)):
        Path(TMP, f".{name}").mkdir()
        linux.bind(f"{TMP}/.{name}", target)


def _private_terminals() -> None:
    """`!ls` in a notebook takes a terminal; through common ones siblings could speak to each other."""
    flags = linux.MS_NOSUID | linux.MS_NOEXEC
    try:
        linux.mount("devpts", TERMINALS, "devpts", flags, "newinstance,ptmxmode=0666,mode=0600,max=64")
    except OSError:  # some systems refuse it to a namespace without a root: then there are none
        linux.mount("tmpfs", TERMINALS, "tmpfs", flags | linux.MS_RDONLY | linux.MS_NODEV, "size=4k")


def _cover_proc() -> None:
    """Hide the processes of the outer namespace; a fresh /proc is refused to a nested user namespace."""
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    scene = f"{TMP}/.proc"
    Path(scene).mkdir()
    linux.mount("tmpfs", scene, "tmpfs", flags, "size=64k,mode=0755")
    for name in READABLE_PROC:
        if Path(PROC, name).exists():
            Path(scene, name).touch()
            linux.bind(f"{PROC}/{name}", f"{scene}/{name}")
    linux.mount(scene, PROC, None, linux.MS_MOVE)
    linux.make_read_only_below(PROC)
    Path(scene).rmdir()


def own_sizes() -> tuple[int, int]:
    """Bytes of address space and of data that a fork inherits from the warm parent. Ask before /proc is covered."""
    pages = Path("/proc/self/statm").read_text().split()
    return int(pages[0]) * resource.getpagesize(), int(pages[5]) * resource.getpagesize()


def confine(bounds: Bounds, inherited: tuple[int, int]) -> None:
    """Take limits and lose every privilege: the last thing before code that a student can reach. No threads yet."""
    size, data = inherited
    limits = {
        resource.RLIMIT_AS: size + bounds.memory_bytes + 2**30,  # threads reserve address space that they never touch
        resource.RLIMIT_DATA: data + bounds.memory_bytes,
        resource.RLIMIT_FSIZE: bounds.file_bytes,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: bounds.processes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_CPU: bounds.cpu_seconds,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
        resource.RLIMIT_SIGPENDING: PENDING_SIGNALS,
    }
    for kind, value in limits.items():
        already = resource.getrlimit(kind)[1]  # a hard limit cannot be raised
        most = value if already == resource.RLIM_INFINITY else min(value, already)
        resource.setrlimit(kind, (most, most))
    os.nice(5)  # a flood of processes must not starve the side that will end it
    linux.drop_privileges()
    if seccomp.supported():  # elsewhere `autograder doctor` names it as missing
        seccomp.install()
