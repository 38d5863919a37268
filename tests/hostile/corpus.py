"""The attacks as data: what each folder says, and how it becomes a submission."""

import copy
import importlib.util
import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
COURSE = HERE / "course"
WEEK = "week01_small"
FIELDS = {"what", "points", "refused", "undecided", "notes", "told", "problem", "honest", "open"}

# What each question is worth; `control-right` gets all of it.
WORTH = {"scale": 6.5, "shifted": 3, "spread": 5, "noise": 3, "slope": 2, "chain": 3}


@dataclass(frozen=True)
class Attack:
    """What `attack.toml` says.

    Args:
        name: of the folder, and of the student who hands it in.
        what: one sentence.
        points: by question, exactly; 0 where none are named.
        refused: words of the refusal; empty where the submission is graded.
        undecided: questions that wait for a person.
        open: questions that may wait for a person as well, since time decides that.
        notes: words that must be told to the student in the notes.
        told: words that must stand on the feedback page, wherever.
        problem: whether an answer's cell may end with an error (it is how an attack reports).
        honest: answers that are not named are right, not as released.
    """

    name: str
    what: str
    points: dict = field(default_factory=dict)
    refused: str = ""
    undecided: tuple = ()
    open: tuple = ()
    notes: str = ""
    told: str = ""
    problem: bool = False
    honest: bool = False

    @property
    def folder(self):
        return HERE / "attacks" / self.name.removeprefix("first-").removeprefix("zz-last-")

    def expected(self, question):
        return self.points.get(question, 0)


def load(name):
    attack = Attack(name, "")
    raw = tomllib.loads((attack.folder / "attack.toml").read_text(encoding="utf-8"))
    assert raw.keys() <= FIELDS, f"{name}: attack.toml knows {sorted(FIELDS)}"
    assert raw["points"].keys() <= WORTH.keys(), f"{name}: [points] knows {sorted(WORTH)}"
    return Attack(name, **raw)


# The controls stand at both ends of the class as well: whatever an attack leaves behind, they meet it.
NAMES = sorted(path.name for path in (HERE / "attacks").iterdir() if (path / "attack.toml").is_file())
ENDS = [f"{end}-control-{kind}" for end in ("first", "zz-last") for kind in ("right", "wrong")]
CLASS = [load(name) for name in sorted([*NAMES, *ENDS])]


def hand_in(attack, submitted, released):
    """Write what the attack hands in to `submitted/NAME/WEEK`."""
    folder = submitted / attack.name / WEEK
    folder.mkdir(parents=True)
    honest = with_answers(released, (HERE / "attacks" / "control-right" / "answers.py").read_text(encoding="utf-8"))
    if (attack.folder / "build.py").is_file():
        _build(attack)(folder, honest)
        return
    answers = (attack.folder / "answers.py").read_text(encoding="utf-8")
    (folder / f"{WEEK}.ipynb").write_text(
        json.dumps(with_answers(honest if attack.honest else released, answers)), encoding="utf-8"
    )


def with_answers(released, answers):
    """The released notebook with percent cells in place: `# %% QUESTION` replaces that answer, `# %%` is one more."""
    notebook = copy.deepcopy(released)
    cells = notebook["cells"]
    at = 0
    for name, source in _percent_cells(answers):
        places = [i for i, cell in enumerate(cells) if cell["metadata"].get("nbgrader", {}).get("grade_id") == name]
        if name:
            (at,) = places
            cells[at]["source"] = source
        else:
            cells.insert(at + 1, code_cell(source, id=f"own-{len(cells)}"))
        at += 1
    return notebook


def code_cell(source, **more):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **more}


def _percent_cells(text):
    parts = re.split(r"^# %%( .*)?$\n?", text, flags=re.MULTILINE)[1:]
    for name, source in zip(parts[::2], parts[1::2], strict=True):
        name = (name or "").strip()
        assert name in {*WORTH, ""}, f"no question {name}"
        # As in the course's own notebook, a derivation is commented out.
        source = re.sub(r"^# ?", "", source, flags=re.MULTILINE) if name == "chain" else source
        yield name, source.strip("\n")


def _build(attack):
    spec = importlib.util.spec_from_file_location(f"attack_{attack.name}", attack.folder / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build
