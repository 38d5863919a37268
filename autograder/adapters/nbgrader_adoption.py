"""What `autograder adopt` finds in a course of nbgrader's, and the block that it puts into its configuration."""

from __future__ import annotations

import contextlib
import re
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import nbformat
from nbgrader import preprocessors, utils
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader
from traitlets.utils.importstring import import_item

from autograder.errors import UsageError
from autograder.files import write_whole

from .nbgrader_adopted import language_of

CONFIG: Final = "nbgrader_config"
BEGIN: Final = "# >>> autograder adopt: nbgrader executes submissions behind a wall. To undo it, delete this block."
END: Final = "# <<< autograder adopt"
_BLOCK: Final = re.compile(
    r"\n*^# >>> autograder adopt\b.*?^# <<< autograder adopt\b[^\n]*\n?", re.MULTILINE | re.DOTALL
)

_OURS: Final = "autograder.adapters.nbgrader_adopted."
EXPORTER: Final = f"{_OURS}ReadEach"
COLLECT: Final = "autograder.adapters.nbgrader_exchange.Collect"
SWAPPED: Final = {
    preprocessors.Execute: f"{_OURS}ExecuteBehindWall",
    preprocessors.SaveAutoGrades: f"{_OURS}SaveOutcomes",
}


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook of an assignment, as its source has it."""

    name: str
    language: str
    tests: int  # cells that nbgrader marks
    by_person: int  # cells and tasks that a person marks
    points: float

    @property
    def walled(self) -> bool:
        return self.language == "python"


@dataclass(frozen=True, slots=True)
class Setting:
    """A line of the block, with its reason and its price."""

    name: str
    value: str | tuple[str, ...]
    why: str
    cost: str


@dataclass(frozen=True, slots=True)
class Found:
    """A course, and what adopting it takes."""

    course: Path
    file: Path  # the configuration, whether it is there or not
    adopted: bool
    assignments: dict[str, tuple[Notebook, ...]]
    settings: tuple[Setting, ...]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "course": str(self.course),
            "file": str(self.file),
            "adopted": self.adopted,
            "assignments": {
                name: [asdict(notebook) | {"walled": notebook.walled} for notebook in notebooks]
                for name, notebooks in self.assignments.items()
            },
            "settings": [asdict(setting) for setting in self.settings],
            "notes": list(self.notes),
        }


def look(course: Path) -> Found:
    """What is there. Runs the course's own configuration, as nbgrader does; `UsageError` where it is no such course."""
    course = course.resolve()
    file = (course / f"{CONFIG}.py").resolve()
    if (course / "course.toml").is_file():
        raise UsageError(f"{course} is a course of the engine's own (it has a course.toml): there is nothing to adopt")
    if not (file.is_file() or (course / f"{CONFIG}.json").is_file() or (course / "source").is_dir()):
        raise UsageError(f"expected a course of nbgrader's, with {CONFIG}.py or source/, got {course}")
    config, places = _config(course), CourseDirectory()
    with _told(file):
        places = CourseDirectory(config=config, root=str(course))
    settings = tuple(_settings(config, file))
    unread: list[str] = []
    source = Path(places.format_path(places.source_directory, ".", "."))
    assignments = dict(_assignments(source, unread))
    notes = (*unread, *_notes(course, source, assignments))
    return Found(course, file, _is_set(config, settings), assignments, settings, notes)


def write(found: Found) -> bool:
    """Put the block at the end of the configuration, all else as it was; whether anything had to be written."""
    there = found.file.read_bytes().decode("utf-8") if found.file.is_file() else ""
    block = _block(found.settings)
    if found.adopted and block in there:
        return False
    kept = _BLOCK.sub("\n", there).rstrip("\n")
    mode = stat.S_IMODE(found.file.stat().st_mode) if there else 0o644
    return write_whole(found.file, f"{kept}\n\n{block}" if kept else block, mode)


def _block(settings: tuple[Setting, ...]) -> str:
    lines = [BEGIN, "c = get_config()  # noqa: F821"]
    for setting in settings:
        if isinstance(setting.value, str):
            lines.append(f'c.{setting.name} = "{setting.value}"')
        else:
            lines += [f"c.{setting.name} = [", *(f'    "{step}",' for step in setting.value), "]"]
    return "\n".join([*lines, END]) + "\n"


# ---------------------------------------------------------------- what is configured


@contextlib.contextmanager
def _told(file: Path) -> Iterator[None]:
    """The configuration is a program of the instructor's, which may fail in any way."""
    try:
        yield
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(
            f"{file} cannot be used ({type(error).__name__}: {error}). nbgrader would go on without it. Mend it first."
        ) from error


def _config(course: Path) -> Config:
    config = Config()
    for loader in (
        PyFileConfigLoader(f"{CONFIG}.py", str(course)),
        JSONFileConfigLoader(f"{CONFIG}.json", str(course)),
    ):
        with _told(course / loader.filename), contextlib.chdir(course), contextlib.suppress(ConfigFileNotFound):
            config.merge(loader.load_config())
    if _in_json(course):
        raise UsageError(
            f"{course / CONFIG}.json sets Autograde's steps, and has the last word. Move these to {CONFIG}.py first."
        )
    return config


def _in_json(course: Path) -> bool:
    try:
        set_there = JSONFileConfigLoader(f"{CONFIG}.json", str(course)).load_config().get("Autograde", {})
    except ConfigFileNotFound:
        return False
    return bool({"autograde_preprocessors", "exporter_class"} & set(set_there))


def _settings(config: Config, file: Path) -> Iterator[Setting]:
    with _told(file):
        steps = tuple(map(_swapped, Autograde(coursedir=CourseDirectory(config=config), config=config)
                          .autograde_preprocessors))  # fmt: skip
    missing = [nbgraders.__name__ for nbgraders, ours in SWAPPED.items() if ours not in steps]
    if missing:
        raise UsageError(
            f"{file} sets Autograde.autograde_preprocessors without nbgrader's own {' and '.join(missing)}, in whose "
            "place the engine would stand. Put it back, or leave the course with nbgrader."
        )
    yield Setting(
        "Autograde.autograde_preprocessors",
        steps,
        "cells run behind the wall (no network, no files of yours, limits on time and memory), and a test cell is "
        "marked by whether it raised, or by the number it ends in. A warning or a line on stderr costs nothing; a cell "
        "that never ends or kills Python costs itself",
        "Python and packages are those of this engine, whatever kernel the notebook names. Files beside the notebook "
        "are there to be read, not to be changed. Of outputs there remain text, errors, PNG and JPEG, up to 4 MiB a "
        "cell; no HTML, widgets or LaTeX, which would run in your formgrader",
    )
    if _name(config, "Autograde", "exporter_class") in (None, EXPORTER):
        yield Setting(
            "Autograde.exporter_class",
            EXPORTER,
            "a file that is no notebook waits for a person in Manual Grading, and the submission's others are graded",
            "nothing: nbgrader would grade none of that submission",
        )
    if _name(config, "ExchangeFactory", "collect") in (None, COLLECT):
        yield Setting(
            "ExchangeFactory.collect",
            COLLECT,
            "`nbgrader collect` follows no link that a student laid to a file which you may read and they may not",
            "a student who hands in a link hands in nothing",
        )


def _swapped(step: Any) -> str:
    """The name of a step with ours in nbgrader's place; a step of the instructor's own stays."""
    found = import_item(step) if isinstance(step, str) else step
    if found in SWAPPED:
        return SWAPPED[found]
    if found.__module__.startswith("nbgrader.preprocessors."):
        return f"nbgrader.preprocessors.{found.__name__}"
    if isinstance(step, str):
        return step
    import_item(
        name := f"{found.__module__}.{found.__qualname__}"
    )  # one that the configuration itself defines has none
    return name


def _name(config: Config, section: str, trait: str) -> str | None:
    """What a class is configured to be, as a dotted name; None where nothing is said."""
    value = config.get(section, {}).get(trait)
    return value if value is None or isinstance(value, str) else f"{value.__module__}.{value.__qualname__}"


def _is_set(config: Config, settings: tuple[Setting, ...]) -> bool:
    def now(setting: Setting) -> Any:
        section, trait = setting.name.split(".")
        value = config.get(section, {}).get(trait)
        return tuple(value) if isinstance(value, list) else value

    return all(now(setting) == setting.value for setting in settings)


# ---------------------------------------------------------------- what is taught


def _assignments(source: Path, unread: list[str]) -> Iterator[tuple[str, tuple[Notebook, ...]]]:
    for folder in sorted(path for path in source.glob("*") if path.is_dir() and not path.name.startswith(".")):
        notebooks = []
        for path in sorted(folder.glob("*.ipynb")):
            try:
                notebooks.append(_notebook(path))
            except Exception as error:  # nbformat raises many kinds; the instructor's file is not ours to mend
                unread.append(f"{path} cannot be read ({type(error).__name__}); nbgrader will not read it either.")
        yield folder.name, tuple(notebooks)


def _notebook(path: Path) -> Notebook:
    read = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    marked = [cell for cell in read.cells if utils.is_grade(cell) or utils.is_task(cell)]
    tests = [
        cell for cell in marked if cell.cell_type == "code" and not (utils.is_solution(cell) or utils.is_task(cell))
    ]
    points = sum(float(cell.metadata.nbgrader["points"]) for cell in marked)
    return Notebook(path.stem, language_of(read.metadata.get("kernelspec", {})), len(tests),
                    len(marked) - len(tests), points)  # fmt: skip


def _notes(course: Path, source: Path, assignments: dict[str, tuple[Notebook, ...]]) -> Iterator[str]:
    if not assignments:
        yield f"{source} holds no assignment yet."
    for name, notebooks in assignments.items():
        for notebook in notebooks:
            if not notebook.walled:
                yield (
                    f"{name}/{notebook.name} is {notebook.language}, not Python: nbgrader executes and marks it as "
                    "before, without a wall."
                )
    if (course / "gradebook.db").is_file():
        yield "gradebook.db stays as it is; marks change only when a submission is autograded again."
