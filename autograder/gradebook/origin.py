"""All that decides a mark besides the submission itself, by hash: what a receipt vouches for."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import autograder
from autograder.errors import AutograderError
from autograder.seeds import Secret, fingerprint

from .digests import canonical, digest_tree, environment, sha256

# Parts of the package that no mark can depend on: pages, the command line, what runs in a student's own notebook,
# what is added up or looked for afterwards, the skeleton of a new week.
_DECIDES_NOTHING: Final = (
    "report",
    "student",
    "cli.py",
    "adopt.py",
    "options.py",
    "derive.py",
    "export.py",
    "export_gradescope.py",
    "export_lms.py",
    "downloads.py",
    "importing.py",
    "todo.py",
    "ready.py",
    "standing.py",
    "syllabus.py",
    "new",
    "likeness",
)
# Beyond these, parts that only judge what a notebook answered, or write it down. What they ask is in the calls.
_RUNS_NOTHING: Final = (
    *_DECIDES_NOTHING,
    "judge",
    "compare",
    "algebra",
    "derivation",
    "gradebook",
    "adapters",
    "release",
    "authoring.py",
    "classroom.py",
    "question.py",
    "results.py",
    "rubric.py",
    "seeds.py",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Digests are sha256 in hexadecimal.

    Args:
        week: name of the week.
        release: of what students received.
        questions: of the week's private folder.
        reference_impl: of the mathematics.
        engine: of the platform's code.
        seed: of the course's secret and the week; the secret itself is never written.
        device: where references are computed, "cpu" or a GPU's name.
        isolation: the wall.
        limits: time, memory and size limits by name.
        environment: versions, see `digests.environment`.
    """

    week: str
    release: str
    questions: str
    reference_impl: str
    engine: str
    seed: str
    device: str
    isolation: str
    limits: Mapping[str, Any]
    environment: Mapping[str, str]

    @classmethod
    def of(cls, root: Path, week: str, *, secret: Secret, device: str, limits: Any, isolation: str) -> Self:
        """What decides marks of a week in the course at `root`. `limits` is a dataclass of plain values."""
        return cls(
            week=week,
            release=_tree(root / "assignments" / week, "Run `autograder release` first."),
            questions=_tree(root / "solutions" / week, "Look at the week's name."),
            reference_impl=_tree(_reference_impl(root), "Install the whole course, not the students' wheel."),
            engine=engine_digest(),
            seed=fingerprint(secret, week),
            device=device,
            isolation=isolation,
            limits=dataclasses.asdict(limits),
            environment=environment(),
        )

    def key(self, submission: str) -> str:
        """The same for the same inputs, and different as soon as one of them is. `submission` is a file's digest."""
        return sha256(canonical([self.to_json(), submission]))

    def running(self) -> str:
        """The same as long as nothing changed that a notebook could notice when it is run, and asked the same."""
        engine = engine_digest(_RUNS_NOTHING)
        return sha256(canonical([self.release, engine, self.isolation, self.limits, self.environment]))

    def to_json(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


def _tree(path: Path, advice: str) -> str:
    if not path.exists():
        raise AutograderError(f"expected a folder {path}, found none. {advice}")
    return digest_tree([path])


def _reference_impl(root: Path) -> Path:
    """The course's own folder, or the installed package where the course has none."""
    if (root / "reference_impl").is_dir():
        return root / "reference_impl"
    spec = importlib.util.find_spec("reference_impl")
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else root / "reference_impl"


def engine_digest(left_out: Sequence[str] = _DECIDES_NOTHING) -> str:
    """Of the platform's code, as it is installed here, some of its parts left out."""
    package = Path(autograder.__file__).parent
    return digest_tree(sorted(path for path in package.iterdir() if path.name not in (*left_out, "__pycache__")))
