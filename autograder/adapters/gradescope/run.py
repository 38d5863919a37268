"""What runs in Gradescope's container for each submission: `python -m autograder.adapters.gradescope.run`.

Laid out there is, by Gradescope's specification,

    /autograder/source/                     the zip file, unpacked, when the image was built
    /autograder/submission/                 what the student handed in
    /autograder/submission_metadata.json    who, when, for which assignment
    /autograder/results/results.json        to be written

A student's code runs behind our wall or not at all. As root of a container that lacks privileges the wall cannot be
had, while a user without any may have it: so both are tried.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.engine import Course, Graded, Grader
from autograder.errors import AutograderError, NoWall
from autograder.files import write_whole
from autograder.intake import Found
from autograder.seeds import Seeds
from autograder.words import one_line, points

from .results import Visibility, failure, results

ROOT: Final = Path("/autograder")
GRADER: Final = 60451  # number of the user, and of its group, that grades where root cannot; `setup.sh` knows it too
PRINT: Final = "--print"
MOST_FILES: Final = 1000  # of a submission are looked at
FAILED: Final = 3


@dataclass(frozen=True, slots=True)
class Source:
    """What `pack` put into the zip file.

    Args:
        course: folder of the course, cut down to one week.
        week: name of the week.
        show: when students see verdicts.
        seeds: of the week's hidden inputs.
    """

    course: Path
    week: str
    show: Visibility
    seeds: Seeds

    @classmethod
    def load(cls, folder: Path) -> Source:
        settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        seeds = json.loads((folder / "seeds.json").read_text(encoding="utf-8"))
        return cls(folder / "course", settings["week"], settings["show"], Seeds(**seeds))


def main(arguments: list[str]) -> int:
    """Grade what was handed in. Exit status 0, or 3 where our side failed; then there is no score."""
    printed = PRINT in arguments
    root = next((Path(text) for text in arguments if text != PRINT), ROOT)
    try:
        told = _results(root) if printed else _results_somehow(root)
        status = 0
    except Exception as error:
        if not isinstance(error, AutograderError):
            traceback.print_exc()
        print(f"The grader failed, and there is no score: {_reason(error)}", file=sys.stderr)
        told, status = {"failed": _reason(error)} if printed else failure(), FAILED
    if printed:
        print(json.dumps(told))
    else:
        write_whole(root / "results" / "results.json", json.dumps(told, indent=1) + "\n")
    return status


def _reason(error: Exception) -> str:
    return (
        str(error) if isinstance(error, AutograderError) else f"a fault in the grader: {type(error).__name__}: {error}"
    )


def _results_somehow(root: Path) -> dict[str, Any]:
    try:
        return _results(root)
    except NoWall as error:
        if os.geteuid() != 0:
            raise
        print(f"As root there is no wall ({error}); trying as a user without privileges.", flush=True)
        return _results_as(GRADER, root, error)


def _results_as(user: int, root: Path, without: NoWall) -> dict[str, Any]:
    """The same, in a process of its own that has no privileges: who has none may make user namespaces."""
    command = [sys.executable, "-m", f"{__package__}.run", PRINT, str(root)]
    with tempfile.TemporaryDirectory() as home:
        try:
            os.chown(home, user, user)
            done = subprocess.run(
                command,
                user=user,
                group=user,
                extra_groups=[],
                env=os.environ | {"HOME": home, "TMPDIR": home},
                stdout=subprocess.PIPE,
                text=True,
            )
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            raise NoWall(f"{without} Nor could another user be tried: {error.strerror}{where}.") from None
    *lines, last = done.stdout.splitlines() or [""]
    print("\n".join(lines))
    try:
        told: dict[str, Any] = json.loads(last)
    except ValueError:
        raise AutograderError(f"the grader ended with status {done.returncode} and said nothing") from None
    if "failed" in told:
        raise AutograderError(f"As root: {without} As a user without privileges: {told['failed']}")
    return told


def _results(root: Path) -> dict[str, Any]:
    source = Source.load(root / "source")
    metadata = _metadata(root / "submission_metadata.json")
    found = Found(f"submission-{metadata.get('id', 'unknown')}", handed_in(root / "submission"))
    with Grader(Course.load(source.course), source.week, secret=source.seeds, private=[root]) as grader:
        graded = grader.grade(found)
    _tell_staff(graded, metadata)
    return results(graded.result, source.show, graded.submission.digest)


def _metadata(path: Path) -> Mapping[str, Any]:
    """What Gradescope says of the submission; nothing of it moves a mark, so nothing where it cannot be read."""
    try:
        metadata = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return metadata if isinstance(metadata, dict) else {}


def handed_in(folder: Path) -> Path:
    """The folder that holds the notebook: an archive that was handed in is unpacked, its folders and all."""
    if not folder.is_dir():
        raise AutograderError(f"expected what was handed in under {folder}, and there is no such folder")
    folders = {folder}
    for _, (where, names, files) in zip(range(MOST_FILES), os.walk(folder), strict=False):
        names[:] = [name for name in names if not name.startswith((".", "__"))]
        if any(name.casefold().endswith(".ipynb") for name in files):
            folders.add(Path(where))
    below = folders - {folder}
    has_one = any(path.suffix.casefold() == ".ipynb" for path in folder.iterdir())
    return below.pop() if len(below) == 1 and not has_one else folder


def _tell_staff(graded: Graded, metadata: Mapping[str, Any]) -> None:
    """Printed, which only staff sees. No hidden value all the same: who knows what a later setting shows."""
    result = graded.result
    print(f"{result.week}: {points(result.score)} of {points(result.max_score)} points")
    print(f"submission: sha256 {graded.submission.digest}")
    if result.refused is not None:
        print(f"refused: {one_line(result.refused)}")
    for question in result.questions.values():
        print(f"  {question.name}: {question.verdict}, {points(question.points)} of {points(question.max_points)}")
    assignment = metadata.get("assignment")
    total = assignment.get("total_points") if isinstance(assignment, dict) else None
    if total is not None and _number(total) < result.max_score:
        print(
            f"The assignment has {total} points on Gradescope and {points(result.max_score)} here; "
            "set its autograder points to the latter."
        )


def _number(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return float("inf")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
