"""The filter of system calls that a kernel's process takes on itself, and all that it starts inherit.

Every call of Linux up to 6.2 was looked at; what a notebook has no use for and what reaches deep into the system is
refused, and so is all that is newer. A refusal is an error number, not a death: libraries fall back on older calls.

The program is classic BPF, see seccomp(2) and Documentation/userspace-api/seccomp_filter.rst of Linux.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from . import linux

# Numbers on x86_64 and on aarch64; None where there is no such call.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # other processes: their memory, their descriptors
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # programs and queues inside Linux
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_setup": (206, 0),
    "io_submit": (209, 2),
    "vmsplice": (278, 75),
    "remap_file_pages": (216, 234),
    # keys
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # the machine
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "create_module": (174, None),
    "query_module": (178, None),
    "get_kernel_syms": (177, None),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "acct": (163, 89),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "lookup_dcookie": (212, 18),
    "nfsservctl": (180, 42),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    # old interfaces, and those of one processor
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "iopl": (172, None),
    "ioperm": (173, None),
    "uselib": (134, None),
    "ustat": (136, None),
    "sysfs": (139, None),
    "_sysctl": (156, None),
    # placement of memory
    "mbind": (237, 235),
    "set_mempolicy": (238, 237),
    "set_mempolicy_home_node": (450, 450),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # shared memory and queues of System V and POSIX: memory that no limit of ours counts
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "shmdt": (67, 197),
    "semget": (64, 190),
    "semop": (65, 193),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "mq_timedsend": (242, 182),
    "mq_timedreceive": (243, 183),
    "mq_notify": (244, 184),
    "mq_getsetattr": (245, 185),
}
# Refused as if Linux did not have them, so that libraries do without: files in memory that no limit counts; and a call
# whose flags lie behind a pointer, where no filter can see them.
UNKNOWN: dict[str, tuple[int, int]] = {"memfd_create": (319, 279), "memfd_secret": (447, 447), "clone3": (435, 435)}
NEWEST = 450  # of Linux 6.2, on both processors; newer calls do not exist

CLONE, SOCKET, SOCKETPAIR, IOCTL = (56, 220), (41, 198), (53, 199), (16, 29)
NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET
FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6: a virtual machine's or a packet socket knows no namespace of ours
LOCAL = 1  # AF_UNIX
NETLINK, NETLINK_ROUTE = 16, 0  # ZeroMQ asks for the interfaces, of which there are none
TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX

_PROCESSORS = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column above, AUDIT_ARCH
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, (16, 24, 32)  # offsets in struct seccomp_data; low halves
_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2

Instruction = tuple[int, int, int, int]  # code, steps to skip if true, if false, constant


def supported() -> bool:
    """Whether this processor's calls are known here."""
    return platform.machine() in _PROCESSORS


def refused() -> dict[str, int]:
    """Numbers of the calls that are refused whatever their arguments, by name; none where there is no filter."""
    if not supported():
        return {}
    column = _PROCESSORS[platform.machine()][0]
    every = {name: numbers[column] for name, numbers in {**REFUSED, **UNKNOWN}.items()}
    return {name: number for name, number in every.items() if number is not None}


def program() -> bytes:
    """The filter as the system takes it: an array of `struct sock_filter`."""
    column, architecture = _PROCESSORS[platform.machine()]
    steps: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),  # 32-bit calls on a 64-bit system have other numbers
        (_LOAD, 0, 0, _NUMBER),
        (_GREATER, 0, 1, NEWEST),
        _refuse(errno.ENOSYS),
    ]
    for numbers in REFUSED.values():
        if (number := numbers[column]) is not None:
            steps += [(_EQUAL, 0, 1, number), _refuse(errno.EPERM)]
    for known in UNKNOWN.values():
        steps += [(_EQUAL, 0, 1, known[column]), _refuse(errno.ENOSYS)]
    steps += _if_called(
        CLONE[column], [(_LOAD, 0, 0, _ARGUMENTS[0]), (_ANY_BIT, 0, 1, NEW_NAMESPACES), _refuse(errno.EPERM)]
    )
    families: list[Instruction] = [(_EQUAL, len(FAMILIES) - i + 3, 0, family) for i, family in enumerate(FAMILIES)]
    route: list[Instruction] = [
        (_EQUAL, 0, 2, NETLINK),
        (_LOAD, 0, 0, _ARGUMENTS[2]),
        (_EQUAL, 1, 0, NETLINK_ROUTE),
        _refuse(errno.EAFNOSUPPORT),
    ]
    steps += _if_called(SOCKET[column], [(_LOAD, 0, 0, _ARGUMENTS[0]), *families, *route])
    # It makes both sockets, of whatever family, before it asks whether they can be a pair; only these can.
    steps += _if_called(
        SOCKETPAIR[column], [(_LOAD, 0, 0, _ARGUMENTS[0]), (_EQUAL, 1, 0, LOCAL), _refuse(errno.EAFNOSUPPORT)]
    )
    requests = [step for request in TERMINAL_INPUT for step in ((_EQUAL, 0, 1, request), _refuse(errno.EPERM))]
    steps += _if_called(IOCTL[column], [(_LOAD, 0, 0, _ARGUMENTS[1]), *requests])
    steps.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def install() -> None:
    """Filter this process's calls for good. Needs `no_new_privs`; call it before any thread is started."""
    code = ctypes.create_string_buffer(program())
    whole = _Program(len(code.raw) // 8, ctypes.addressof(code))
    linux.prctl("PR_SET_SECCOMP", _PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(whole))


def _refuse(number: int) -> Instruction:
    return (_RETURN, 0, 0, _ERROR | number)


def _if_called(number: int, then: list[Instruction]) -> list[Instruction]:
    """`then` where the call is `number`, and afterwards the call is allowed."""
    return [(_EQUAL, 0, len(then) + 1, number), *then, (_RETURN, 0, 0, _ALLOW)]


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))
