"""What exists inside the wall: the arguments of `bwrap`, and the environment of the warm parent."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import autograder

RUNTIME = "/env/runtime"
PACKAGES = "/env/packages"  # followed by a number: one directory of installed packages each
SOCKETS = "/run/kernels"
HOME = "/home/student"
FILES = "files"  # beside a kernel's sockets; `inside.confine` knows it too
INSIDE = Path(__file__).parent / "inside"

# Never shown, wherever an installation put them: this package, the reference, and what names the checkout's path.
HIDDEN = ("autograder*", "reference_impl*", "solutions*", "_autograder*", "__editable__*", "*.pth", "*.egg-link")
# Where nbgrader has everybody's submissions unless it is told otherwise: below /usr, which is shown.
EXCHANGE = Path("/usr/local/share/nbgrader")
ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "fonts", "alternatives", "mime.types")
ENVIRONMENT = {
    "HOME": HOME,
    "USER": "student",
    "LANG": "C.UTF-8",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "TMPDIR": "/tmp",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": f"{HOME}/.config/matplotlib",
    # One thread a notebook: several are graded at once, and a fork must not inherit a pool of threads.
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "TORCH_COMPILE_DISABLE": "1",  # a compiler takes longer than a call may
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",
}


def package_directories() -> list[Path]:
    """The directories of installed packages that this interpreter imports from."""
    return [Path(entry).resolve() for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]


def command(python: Path, setup: str) -> list[str]:
    """The warm parent: no site directory, hence no `.pth` file and no user's packages."""
    return [str(python), "-S", "-s", "-P", "-B", "-m", "kernelside.parent", setup]


def interpreter() -> Path:
    """The interpreter behind a virtual environment."""
    return Path(getattr(sys, "_base_executable", sys.executable)).resolve()


def bubblewrap_arguments(
    bwrap: str, sockets: Path, beside: Sequence[Path], private: Sequence[Path] = (), *, root: bool
) -> list[str]:
    """All of `bwrap`'s arguments before the command.

    Args:
        bwrap: the program.
        sockets: the host's directory in which each kernel gets one for its sockets; an empty file `empty` beside it.
        beside: modules to show as the package `answering`.
        private: folders and files that must not be seen, wherever they lie.
        root: whether bwrap runs as the real root, which then may change to another user inside.
    """
    arguments = [bwrap, "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    arguments += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"] if root else ["--unshare-user"]
    arguments += ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "notebook"]
    for mount in _mounts(sockets, beside, private):
        arguments += mount
    for name, value in environment().items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--chdir", HOME, "--remount-ro", "/"]


def environment() -> dict[str, str]:
    paths = [RUNTIME, *(f"{PACKAGES}{i}" for i, _ in enumerate(package_directories()))]
    return {**ENVIRONMENT, "PYTHONPATH": ":".join(paths)}


def _mounts(sockets: Path, beside: Sequence[Path], private: Sequence[Path]) -> Iterator[list[str]]:
    yield from _directories(RUNTIME, f"{RUNTIME}/answering", "/etc", HOME, "/run/kernel", sys.base_prefix)
    yield ["--perms", "1777", "--dir", "/tmp"]
    yield from _system()
    empty = sockets.parent / "empty"
    yield from _python(empty)
    for i, directory in enumerate(package_directories()):
        target = f"{PACKAGES}{i}"
        yield ["--ro-bind", str(directory), target]
        yield from _masks(directory, target, empty)
    yield from _private_masks(private, empty)
    yield ["--ro-bind", str(INSIDE), f"{RUNTIME}/kernelside"]
    for module in beside:
        yield ["--ro-bind", str(module), f"{RUNTIME}/answering/{module.name}"]
    yield ["--proc", "/proc"]
    yield ["--dev", "/dev"]
    yield ["--perms", "0777", "--size", str(64 * 2**20), "--tmpfs", HOME]  # the warm parent's; each fork has its own
    yield ["--bind", str(sockets), SOCKETS]


def _directories(*paths: str) -> Iterator[list[str]]:
    """Make directories that everyone may enter; those that bwrap makes on the way are root's alone."""
    made = set()
    for path in map(Path, paths):
        for directory in [*reversed(path.parents[:-1]), path]:
            if directory not in made:
                made.add(directory)
                yield ["--perms", "0755", "--dir", str(directory)]


def _system() -> Iterator[list[str]]:
    yield ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/", name)
        if path.is_symlink():
            yield ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            yield ["--ro-bind", str(path), str(path)]
    for name in ETC:
        yield ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]


def _python(empty: Path) -> Iterator[list[str]]:
    prefix = Path(sys.base_prefix).resolve()
    if not prefix.is_relative_to("/usr"):
        yield ["--ro-bind", str(prefix), str(prefix)]
    own = prefix / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    if own.is_dir():
        yield from _masks(own, str(own), empty)


def _masks(directory: Path, target: str, empty: Path) -> Iterator[list[str]]:
    """Empty what `directory`, shown at `target`, must not show."""
    for pattern in HIDDEN:
        for path in sorted(directory.glob(pattern)):
            yield from _mask(path, f"{target}/{path.name}", empty)


def _mask(path: Path, target: str, empty: Path) -> Iterator[list[str]]:
    if path.is_dir():
        yield ["--perms", "0000", "--tmpfs", target]
        yield ["--remount-ro", target]
    else:
        yield ["--ro-bind", str(empty), target]


def _private_masks(private: Sequence[Path], empty: Path) -> Iterator[list[str]]:
    """What lies below a directory that is shown (/usr/local/src, say) and is nobody's business is hidden as a whole."""
    shown = [Path("/usr"), Path(sys.base_prefix).resolve()]
    needed = [interpreter(), Path(sys.base_prefix).resolve()]  # packages are shown at a place of their own
    for path in {_checkout(), EXCHANGE.resolve(), *(path.resolve() for path in private)}:
        below = any(path.is_relative_to(top) and path != top for top in shown)
        if below and path.exists() and not any(place.is_relative_to(path) for place in needed):
            yield from _mask(path, str(path), empty)


def _checkout() -> Path:
    """Of this package; of an installed one the package itself."""
    package = Path(autograder.__file__).resolve().parent
    return package if package.parent.name in ("site-packages", "dist-packages") else package.parent
