"""What a notebook behind the wall cannot see, reach or become."""

import os
import threading
from pathlib import Path

import pytest

import autograder
from autograder.cell import Cell
from autograder.collect.session import Session, open_wall
from autograder.collect.wire import Call
from autograder.course import Course
from autograder.engine import Grader
from autograder.errors import NoWall
from autograder.sandbox import Wall
from autograder.sandbox.doctor import inspect_wall

pytestmark = pytest.mark.sandbox

CHECKOUT = Path(autograder.__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def odd_wall(tmp_path_factory):
    """Started beside the other by a thread that has ended since, with a secret in the environment and a temporary
    directory of a very long name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_SECRET", "hush")
        long = tmp_path_factory.mktemp("d" * 90)
        patch.setattr("tempfile.tempdir", str(long))
        wall = open_wall()
        starter = threading.Thread(target=wall.start)
        starter.start()
        starter.join()
        yield wall
        wall.stop()


def printed(wall, source):
    """What a cell prints."""
    with Session(wall, [Cell("cell", source)]) as session:
        cell = session.cells["cell"]
    assert cell.outcome == "ok", (cell.error, cell.text)
    return "".join(output.get("text", "") for output in cell.outputs).strip()


def test_no_path_of_the_checkout_exists(wall):
    assert printed(wall, f"import os; print(os.path.exists({str(CHECKOUT)!r}))") == "False"


def test_no_file_that_is_shown_names_the_checkout(wall):
    source = f"""
from pathlib import Path
needle = {str(CHECKOUT)!r}.encode()
for folder in Path("/env").glob("packages*"):
    for path in [*folder.glob("*.pth"), *folder.glob("*.dist-info/direct_url.json")]:
        if needle in path.read_bytes():
            print(path)
"""
    assert printed(wall, source) == ""


HIDDEN = ["reference_impl", "autograder.judge", "autograder.derivation", "autograder.student.derivation", "solutions"]


@pytest.mark.parametrize("name", HIDDEN)
def test_neither_the_grader_nor_the_reference_can_be_imported(wall, name):
    source = f"try:\n    import {name}\nexcept ImportError:\n    print('no such module')"

    assert printed(wall, source) == "no such module"


def test_what_a_notebook_loads_as_the_student_package_is_an_empty_stand_in(wall):
    source = """
import sys
import autograder.student as student
print(hasattr(student, "__file__"), hasattr(sys.modules["autograder"], "__path__"))
"""

    assert printed(wall, source) == "False False"


def test_no_socket_leaves(wall):
    source = """
import socket
for family, address in ((socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_INET, ("127.0.0.1", 22))):
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.settimeout(2)
        try:
            sock.connect(address)
            print("connected")
        except OSError:
            pass
print(socket.gethostname())
"""
    assert printed(wall, source) == "notebook"


def test_the_environment_holds_nothing_of_ours(odd_wall):
    environment = printed(odd_wall, "import os; print(dict(os.environ))")

    assert "COURSE_SECRET" not in environment
    assert "hush" not in environment


def test_several_walls_stand_at_once_whatever_the_temporary_directory(wall, odd_wall):
    assert printed(wall, "print('first')") == "first"
    assert printed(odd_wall, "print('second')") == "second"


def test_a_notebook_is_an_unprivileged_user_with_an_empty_home(wall):
    source = "import os, glob; print(os.getuid(), os.path.expanduser('~'), glob.glob(os.path.expanduser('~/*')))"

    assert printed(wall, source) == "1000 /home/student []"


def test_siblings_are_invisible(wall):
    """Two live kernels: neither sees the other's processes, files or sockets."""
    look = """
from pathlib import Path
print([path for path in Path("/proc").iterdir() if path.name.isdigit()])
print(list(Path("/run/kernels").iterdir()), Path("/tmp/secret").exists())
"""
    with Session(wall, [Cell("sibling", "open('/tmp/secret', 'w').write('mine')")]):
        seen = printed(wall, look)

    assert seen.split() == ["[]", "[]", "False"]


def test_the_directory_of_the_sockets_cannot_be_filled(wall):
    source = "try:\n    open('/run/kernel/file', 'w')\nexcept OSError as error:\n    print(error.strerror)"

    assert printed(wall, source) == "Read-only file system"


def test_no_namespace_can_be_made_within(wall):
    source = "import ctypes; print([ctypes.CDLL(None).unshare(flag) for flag in (0x10000000, 0x20000, 0x40000000)])"

    assert printed(wall, source) == "[-1, -1, -1]"


def test_a_fork_inherits_no_descriptor_of_ours(wall):
    source = """
import os, stat
kinds = set()
for number in range(256):
    try:
        mode, target = os.fstat(number).st_mode, number
    except OSError:
        continue
    kinds.add("socket" if stat.S_ISSOCK(mode) else "directory" if stat.S_ISDIR(mode) else "other")
print("directory" in kinds)
"""
    assert printed(wall, source) == "False"


def test_linear_algebra_and_threads_of_libraries_work(wall):
    source = """
import numpy as np, torch, scipy.linalg, sympy
print(np.linalg.det(np.eye(9)), torch.linalg.svdvals(torch.eye(50)).sum().item(), sympy.diff("x**2"))
print(scipy.linalg.inv(np.eye(2)).sum())
"""
    assert printed(wall, source).split() == ["1.0", "50.0", "2*x", "2.0"]


def test_the_doctor_finds_the_wall_sound():
    assert [finding for finding in inspect_wall() if not finding.ok] == []


def test_the_doctor_names_a_missing_bubblewrap_and_its_cure(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    [finding] = inspect_wall()

    assert not finding.ok
    assert "apt-get install bubblewrap" in finding.remedy


def test_no_wall_no_grading(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoWall, match="apt-get install bubblewrap"), Wall():
        pass


def test_a_bubblewrap_that_fails_is_quoted(monkeypatch, tmp_path):
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho 'no permission to do that' >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    with pytest.raises(NoWall, match="no permission to do that"), Wall():
        pass


def test_a_copy_of_the_grader_sees_that_the_wall_runs_on(wall):
    """It is not the copy's own child, which a copy that took it for ended would then end for everybody."""
    if (copy := os.fork()) == 0:
        os._exit(17 if wall.ended() else 0)

    assert os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) == 0
    assert not wall.ended()


def test_stopping_the_wall_ends_its_kernels_and_leaves_nothing_behind():
    """A kernel that ends with the wall is our failure, not an answer of the student's."""
    with open_wall() as wall, Session(wall, [Cell("cell", "1")]) as session:
        wall.stop()

        with pytest.raises(NoWall, match="supervisor ended"):
            session.ask([Call("f", {})])

    assert not wall.directory.exists()


def test_without_isolation_a_notebook_runs_all_the_same():
    with open_wall("none") as wall:
        assert printed(wall, "print(1 + 1)") == "2"


def test_without_isolation_every_run_begins_with_a_warning(copy_course, tmp_path, capfd):
    """Also a run in which nothing has changed, for which no kernel is started."""
    course = Course.load(copy_course(tmp_path / "course"))

    for _ in range(2):
        with Grader(course, "week06_ddpm", isolation="none"):
            assert "isolation is off" in capfd.readouterr().err
