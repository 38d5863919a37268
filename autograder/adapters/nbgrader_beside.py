"""The files that lie beside a notebook when nbgrader runs it, without those that a link of a student's brought in."""

from __future__ import annotations

from pathlib import Path


def files_beside(folder: Path, submitted: Path, source: Path) -> tuple[dict[str, Path], list[str]]:
    """What a notebook may read in its working directory, by relative path, and what is left out as a link.

    nbgrader copies the submission's files and then, over them, the assignment's released ones; it follows links. Other
    notebooks are not among them: theirs are tests.

    Args:
        folder: of the autograded submission, as nbgrader made it.
        submitted: where it copied from.
        source: of the assignment, which students receive but for its notebooks.
    """
    files: dict[str, Path] = {}
    left_out: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.suffix == ".ipynb" or not path.is_file():
            continue
        if not (path.is_symlink() or _through_a_link(submitted, name)):
            files[str(name)] = path
        elif (source / name).is_file():
            files[str(name)] = source / name
        else:
            left_out.append(str(name))
    return files, left_out


def _through_a_link(submitted: Path, name: Path) -> bool:
    return any((submitted / part).is_symlink() for part in (name, *name.parents[:-1]))
