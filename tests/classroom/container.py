"""A container as Gradescope's: a root of its own, /autograder in it, and run_autograder started there as root.

It is bubblewrap's, around this system's files; our own wall is built inside it. Nothing outside /autograder is changed.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

# What an engine of containers leaves to root, when it is asked for nothing else. The wall of root needs more.
USUAL = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP"]
USUAL += ["SETGID", "SETPCAP", "SETUID", "SYS_CHROOT", "AUDIT_WRITE"]
AS_USUAL = ["--cap-drop", "ALL", *(word for name in USUAL for word in ("--cap-add", f"CAP_{name}"))]
NO_NAMESPACES = ["--unshare-user", "--disable-userns", "--cap-drop", "ALL"]
METADATA = {
    "id": 123456,
    "created_at": "2026-11-20T14:22:32.365935-07:00",
    "assignment": {"due_date": "2026-11-23T23:59:00.000000-07:00", "total_points": "74.0"},
    "users": [{"email": "student-01@example.org", "id": 1234, "name": "student-01"}],
    "previous_submissions": [],
}


class Container:
    """The image, built from a zip file below `folder`; `environment` is what this checkout's tests run in."""

    def __init__(self, folder, archive):
        self.root = folder / "autograder"
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(self.root / "source")
            for member in packed.infolist():
                (self.root / "source" / member.filename).chmod(member.external_attr >> 16)
        shutil.copy(self.root / "source" / "run_autograder", self.root)
        (self.root / "venv").mkdir()

    def set_up(self, **environment):
        """Run setup.sh, as when the image is built."""
        return self._run([], ["/autograder/source/setup.sh"], os.environ | environment)

    def borrow(self):
        """Have the packages that are installed here, where setup.sh would install the same."""
        group = 60451
        for path in [self.root / "source", *(self.root / "source").rglob("*")]:
            os.chown(path, 0, group)
        for path in [*(self.root / "source" / "course").rglob("*"), self.root / "source" / "seeds.json"]:
            path.chmod(0o750 if path.is_dir() else 0o640)
        (self.root / "source").chmod(0o750)
        return ["--ro-bind", sys.prefix, "/autograder/venv"]

    def grade(self, notebook, *options):
        """Hand `notebook` in and start run_autograder: what was printed, and results.json or None."""
        for name in ("submission", "results"):
            shutil.rmtree(self.root / name, ignore_errors=True)
            (self.root / name).mkdir()
        shutil.copy(notebook, self.root / "submission")
        (self.root / "submission_metadata.json").write_text(json.dumps(METADATA))
        done = self._run([*self.borrow(), *options], ["/autograder/run_autograder"], os.environ)
        path = self.root / "results" / "results.json"
        return done, json.loads(path.read_text()) if path.exists() else None

    def _run(self, options, command, environment):
        prefix = ["bwrap", *_system(), "--bind", str(self.root), "/autograder", "--chdir", "/autograder", *options]
        return subprocess.run([*prefix, *command], env=environment, capture_output=True, text=True, timeout=580)


def _system():
    """All of this system's root folder, and the interpreter where any user may reach it: as a system's own is."""
    python = Path(sys.base_prefix).resolve()
    arguments = []
    for entry in sorted(Path("/").iterdir()):
        if entry.is_symlink():
            arguments += ["--symlink", str(entry.readlink()), str(entry)]
        elif not python.is_relative_to(entry) or python.is_relative_to("/usr"):
            arguments += [] if entry.name == "autograder" else ["--dev-bind", str(entry), str(entry)]
    if python.is_relative_to("/usr"):
        return arguments
    for folder in reversed(python.parents[:-1]):
        arguments += ["--perms", "0755", "--dir", str(folder)]
    return [*arguments, "--ro-bind", str(python), str(python)]
