"""A notebook in otter-assign's format, read into records. Cells are counted from 1, as an author counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import yaml

from autograder.errors import UsageError

_BOUNDARY = re.compile(r"#\s+(begin|end)\s+(question|prompt|solution|tests)\s*$", re.IGNORECASE)
_CONFIG = re.compile(r"#\s+assignment\s+config\s*$", re.IGNORECASE)
_IGNORED = re.compile(r"##?\s*ignore\b", re.IGNORECASE)
_IGNORE_BLOCK = re.compile(
    r"^[ \t]*#\s*BEGIN\s*IGNORE.*?#\s*END\s*IGNORE[^\n]*\n?", re.DOTALL | re.MULTILINE | re.IGNORECASE
)
_IGNORE_LINE = re.compile(r"^[^\n]*# IGNORE[ \t]*(?:\n|\Z)", re.MULTILINE)
_FENCE = re.compile(r"^```otter[ \t]*\n(.*?)^```[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TEST_CONFIG = re.compile(
    r"\A(?:\w\s*=\s*)?\"{2,3}\s*#\s*BEGIN\s*TEST\s*CONFIG\s*\n(.*?)\"{2,3}\s*#\s*END\s*TEST\s*CONFIG[^\n]*\n?",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell. `output` is what was saved with it, as plain text."""

    number: int
    kind: str
    source: str
    output: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """One cell of tests. `points` is None where the test's own configuration says nothing."""

    cell: int
    source: str
    hidden: bool
    points: float | None
    message: str
    output: str


@dataclass
class Task:
    """What otter calls a question."""

    cell: int
    config: dict[str, Any]
    text: list[Cell] = field(default_factory=list)
    prompt: list[Cell] = field(default_factory=list)
    solution: list[Cell] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.config["name"])

    @property
    def manual(self) -> bool:
        return bool(self.config.get("manual"))


@dataclass(frozen=True, slots=True)
class Assignment:
    """A whole notebook: its cells outside of questions and its questions, in their order."""

    config: dict[str, Any]
    parts: tuple[Cell | Task, ...]

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(part for part in self.parts if isinstance(part, Task))

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(part for part in self.parts if isinstance(part, Cell))


def read(path: Path) -> Assignment:
    """Read the notebook, or raise `UsageError` that names the cell in which it is no otter-assign source."""
    try:
        notebook: Any = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except Exception as error:
        raise UsageError(
            f"{path} is no notebook ({type(error).__name__}); give otter-assign's source, .ipynb"
        ) from None
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if str(language).casefold() != "python":
        raise UsageError(f"{path} is written in {language}; only Python can be imported")
    return _Reader(path).read([cell for raw in enumerate(notebook.cells, 1) for cell in _unfenced(*raw)])


def _unfenced(number: int, raw: Any) -> Iterator[Cell]:
    """The cell; raw ones in the place of fences in a text cell."""
    if raw.cell_type != "markdown":
        yield Cell(number, raw.cell_type, raw.source, _output(raw))
        return
    parts = _FENCE.split(raw.source)
    for i, part in enumerate(parts):
        if part.strip():
            yield Cell(number, "raw" if i % 2 else "markdown", part.strip("\n"))


def _output(raw: Any) -> str:
    texts = []
    for output in raw.get("outputs", ()):
        texts += [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
    return "".join("".join(text) for text in texts).strip()


class _Reader:
    """Follows the blocks of a notebook from cell to cell."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config: dict[str, Any] = {}
        self.parts: list[Cell | Task] = []
        self.blocks: list[str] = []

    def read(self, cells: Sequence[Cell]) -> Assignment:
        for cell in cells:
            self._step(cell)
        if self.blocks:
            raise UsageError(f"{self.path}: the last {self.blocks[-1]} has no end")
        assignment = Assignment(self.config, tuple(self.parts))
        if not assignment.tasks:
            raise UsageError(f"{self.path} has no `# BEGIN QUESTION`: give otter-assign's source notebook")
        return assignment

    def _step(self, cell: Cell) -> None:
        first = cell.source.split("\n", 1)[0].strip()
        if _IGNORED.match(first):
            return
        if cell.kind == "raw" and _CONFIG.match(first):
            self.config |= self._yaml(cell)
        elif cell.kind == "raw" and (found := _BOUNDARY.match(first)):
            self._bound(cell, found[1].lower() == "begin", found[2].lower())
        else:
            self._keep(cell)

    def _bound(self, cell: Cell, begins: bool, block: str) -> None:
        if not begins:
            if not self.blocks or self.blocks.pop() != block:
                raise self._odd(cell, f"this ends a {block} that has not begun")
            return
        if (block == "question") != (not self.blocks) or len(self.blocks) > 1:
            raise self._odd(cell, f"a {block} cannot begin here")
        self.blocks.append(block)
        if block == "question":
            config = self._yaml(cell)
            if not str(config.get("name") or "").strip():
                raise self._odd(cell, "the question has no name")
            self.parts.append(Task(cell.number, config))

    def _keep(self, cell: Cell) -> None:
        if cell.kind == "code":
            source = _IGNORE_LINE.sub("", _IGNORE_BLOCK.sub("", cell.source)).strip("\n")
            cell = Cell(cell.number, cell.kind, source, cell.output)
        if not self.blocks:
            self.parts.append(cell)
            return
        task = self.parts[-1]
        assert isinstance(task, Task)
        match self.blocks[-1]:
            case "tests":
                task.tests.append(self._test(cell))
            case "solution":
                task.solution.append(cell)
            case "prompt":
                task.prompt.append(cell)
            case _:
                task.text.append(cell)

    def _test(self, cell: Cell) -> Test:
        if cell.kind != "code":
            raise self._odd(cell, "tests are code")
        first = cell.source.lstrip().split("\n", 1)[0]
        hidden = first.startswith("#") and re.search(r"\bhidden\b", first, re.IGNORECASE) is not None
        config: dict[str, Any] = {}
        source = cell.source
        if found := _TEST_CONFIG.match(source):
            config = self._parsed(cell, found[1])
            source = source[found.end() :]
        points = config.get("points")
        return Test(
            cell.number,
            source,
            bool(config.get("hidden", hidden)),
            None if points is None else float(points),
            str(config.get("failure_message") or ""),
            cell.output,
        )

    def _yaml(self, cell: Cell) -> dict[str, Any]:
        return self._parsed(cell, cell.source.partition("\n")[2])

    def _parsed(self, cell: Cell, text: str) -> dict[str, Any]:
        try:
            config = yaml.safe_load(text) or {}
        except yaml.YAMLError as error:
            raise self._odd(cell, f"its configuration is no YAML ({type(error).__name__})") from None
        if not isinstance(config, dict):
            raise self._odd(cell, "its configuration is no table of keys")
        return config

    def _odd(self, cell: Cell, text: str) -> UsageError:
        return UsageError(f"{self.path}, cell {cell.number}: {text}")
