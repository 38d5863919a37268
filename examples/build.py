"""Write the example class: the released notebook of week 6 with the answers of `examples/answers` in it.

The same release and answers give the same bytes. An answers file holds each answer under a line `# == NAME ==`; what
stands above the first such line is for editors only, but for `# base: FILE`, whose answers are taken where the file has
none of its own. `# == helper ==` becomes a cell of its own behind the imports. Every line of a derivation is a comment
there, `# %%derivation NAME` the first of them. Nothing is executed here.

    python examples/build.py [--check]

Exit status: 0 written, or with --check up to date; 1 --check found a difference; 2 bad usage.
"""

import argparse
import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import mangling

HERE = Path(__file__).parent
WEEK = "week06_ddpm"
RELEASE = HERE.parent / "assignments" / WEEK / f"{WEEK}.ipynb"
SUBMITTED = HERE / "submitted"

Notebook = dict[str, Any]
Files = Mapping[str, bytes]  # by file name
MARKER = re.compile(r"^# == (\w+) ==\n", re.MULTILINE)


def answers_of(name: str) -> dict[str, str]:
    """Source of each answer in `answers/NAME.py`, those of its base included."""
    head, *parts = MARKER.split((HERE / "answers" / f"{name}.py").read_text("utf-8"))
    own = {part: uncommented(source.strip("\n")) for part, source in zip(parts[::2], parts[1::2], strict=True)}
    base = re.search(r"^# base: (\w+)$", head, re.MULTILINE)
    return {**(answers_of(base[1]) if base else {}), **own}


def uncommented(source: str) -> str:
    """A derivation without the comment marks that keep its file Python; anything else as it is."""
    return re.sub(r"^# ?", "", source, flags=re.MULTILINE) if source.startswith("# %%derivation ") else source


def answered(release: Notebook, answers: Mapping[str, str]) -> Notebook:
    """The release with `answers` in its answer cells. Raises `KeyError` for an answer that it has no cell for."""
    notebook = json.loads(json.dumps(release))
    cells = {mangling.grade_id(cell): cell for cell in notebook["cells"] if mangling.is_answer(cell)}
    for name, source in answers.items():
        if name != "helper":
            cells[name]["source"] = mangling.lines(source)
    if "helper" in answers:
        mangling.insert_after(notebook, "imports", mangling.code_cell(answers["helper"], id="helper"))
    return notebook


def plain(notebook: Notebook) -> Files:
    return {f"{WEEK}.ipynb": mangling.written(notebook).encode()}


def syntax_error(notebook: Notebook) -> Files:
    """A colon is missing. (Made here, because the answers file has to stay Python for the editor.)"""
    cell = mangling.cell_of(notebook, "snr")
    cell["source"] = [line.replace("def snr(betas):", "def snr(betas)") for line in cell["source"]]
    return plain(notebook)


def mangled(notebook: Notebook) -> Files:
    """All that happens to notebooks at once; the answers are still all there."""
    return {"Week 6 final (2).ipynb": mangling.mangle(notebook)}


def cut_short(notebook: Notebook) -> Files:
    """A download that broke off in the middle: not JSON."""
    text = mangling.written(notebook).encode()
    return {f"{WEEK}.ipynb": text[: len(text) // 2]}


def another_week(notebook: Notebook) -> Files:
    """The right file name, another assignment inside."""
    return plain(mangling.another_assignment())


# Student → answers file (None: as released), and how the file that was handed in came about.
CLASS: Mapping[str, tuple[str | None, Callable[[Notebook], Files]]] = {
    "student-01": ("student_01", plain),
    "student-02": ("student_02", plain),
    "student-03": ("student_03", plain),
    "student-04": ("student_04", plain),
    "student-05": ("student_05", mangled),
    "student-06": ("student_06", plain),
    "student-07": (None, plain),
    "student-08": ("student_08", plain),
    "student-09": ("student_09", plain),
    "student-10": ("student_10", plain),
    "student-11": ("student_11", plain),
    "student-12": ("student_12", syntax_error),
    "student-13": ("student_13", plain),
    "student-14": ("student_14", plain),
    "student-15": ("student_15", plain),
    "student-16": ("student_16", plain),
    "student-17": ("student_17", plain),
    "student-18": ("student_18", plain),
    "student-19": ("student_01", cut_short),
    "student-20": (None, another_week),
}


def built(release: Notebook) -> dict[Path, bytes]:
    """Bytes of every file of the class, by path under `submitted/`."""
    files = {}
    for student, (name, hand_in) in CLASS.items():
        notebook = answered(release, answers_of(name) if name else {})
        for file, data in hand_in(notebook).items():
            files[Path(student) / WEEK / file] = data
    return files


def differences(wanted: Mapping[Path, bytes]) -> list[str]:
    """What of `submitted/` is not as it would be written."""
    there = {path.relative_to(SUBMITTED) for path in SUBMITTED.rglob("*") if path.is_file()}
    missing = [f"missing: {path}" for path in wanted if path not in there]
    extra = [f"not of the class: {path}" for path in there if path not in wanted]
    other = [f"differs: {path}" for path in wanted if path in there and (SUBMITTED / path).read_bytes() != wanted[path]]
    return sorted(missing + extra + other)


def write(files: Mapping[Path, bytes]) -> None:
    shutil.rmtree(SUBMITTED, ignore_errors=True)
    for path, data in files.items():
        target = SUBMITTED / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the example class, examples/submitted.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where examples/submitted differs")
    check = parser.parse_args().check
    if not RELEASE.is_file():
        print(f"Error: {RELEASE} does not exist; run `autograder release {WEEK}` first", file=sys.stderr)
        return 2
    files = built(json.loads(RELEASE.read_text("utf-8")))
    found = differences(files)
    for line in found:
        print(line)
    if check and found:
        print("examples/submitted is not what examples/build.py writes; run `make examples`", file=sys.stderr)
        return 1
    if found:
        write(files)
    print(f"examples/submitted holds {len(CLASS)} submissions, " + ("written anew." if found else "up to date."))
    return 0


if __name__ == "__main__":
    sys.exit(main())
