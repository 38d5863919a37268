"""What cannot be read is refused with one plain sentence; nothing that a student sends raises."""

import json
import os
import random

import pytest

from autograder.intake import Submission, read_submission


def refused(path, release):
    submission = read_submission(path, release)
    assert submission.cells == ()
    assert set(submission.answered) == {"double", "square", "both"}
    assert not any(submission.answered.values())
    return submission.refused


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (b" \n\t ", "The file is empty"),
        (b"print('hello')", "not valid JSON"),
        (b'{"cells": [', "not valid JSON"),
        (b"\x00\x01\x02", "not valid JSON"),
        (b"PK\x03\x04\xff\xfe\xfd", "The archive is damaged; submit the notebook itself"),
        (b"\x89PNG\r\n\x1a\n\xff", "not UTF-8 text"),
        (b'{"cells": ["\xff"]}', "not UTF-8 text"),
        (b"\xff\xfe\x00", "not UTF-8 text"),
        (b"[]", "not a notebook"),
        (b"3", "not a notebook"),
        (b'{"a": 1}', "not a notebook"),
        (b'{"cells": {}}', "not a notebook"),
        (b'{"cells": []}', "This looks like another notebook: none of the 3 answers of week91_tiny is in it."),
        (b'{"cells": [1, null, "x", [], {}]}', "This looks like another notebook"),
        (b'{"worksheets": [1, {"cells": 3}]}', "This looks like another notebook"),
        (b'{"cells": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"cells": [], "n": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (
            b'{"cells": [], "n": [' + b"[]," * 2**20 + b"[]]}",
            "more than a million lists and objects; clear its outputs",
        ),
        (b'{"cells": [' + b"{}," * 2000 + b"{}]}", "The notebook has 2001 cells; at most 2000 are read"),
    ],
)
def test_a_file_that_is_no_notebook_of_ours_is_refused(tmp_path, release, data, sentence):
    path = tmp_path / "student-01.ipynb"
    path.write_bytes(data)

    assert sentence in refused(path, release)


def test_a_file_over_the_size_cap_is_refused_without_being_read(tmp_path, release):
    path = tmp_path / "large.ipynb"
    with path.open("wb") as file:
        file.truncate(2**40)

    assert "larger than 20 MiB; clear its outputs" in refused(path, release)


def test_a_notebook_of_megabytes_of_code_is_refused(student):
    student.answer().add("x = 1\n" * 400_000)

    assert student.hand_in().refused == "The notebook holds more than 1 MiB of code; keep data in files."


def test_links_are_not_followed(tmp_path, release, student):
    student.answer().hand_in()
    target = tmp_path / "submitted" / "student-01" / "week91_tiny" / "week91_tiny.ipynb"
    link = tmp_path / "link.ipynb"
    link.symlink_to(target)
    (tmp_path / "folder").symlink_to(target.parent)
    (tmp_path / "dangling.ipynb").symlink_to("nowhere")

    for path in (link, tmp_path / "folder", tmp_path / "dangling.ipynb"):
        assert "is a symbolic link, which is not followed" in refused(path, release)


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path, release):
    os.mkfifo(tmp_path / "fifo.ipynb")

    assert "not a regular file" in refused(tmp_path / "fifo.ipynb", release)
    assert "not a regular file" in refused(tmp_path.__class__("/dev/zero"), release)
    assert "No notebook was found in the folder" in refused(tmp_path / "course", release)
    assert "No notebook was found" in refused(tmp_path / "absent.ipynb", release)


def test_another_weeks_notebook_is_refused_and_named(student):
    text = json.dumps(student.answer().raw)
    for name in ("double", "square", "both", "week91_tiny"):
        text = text.replace(name, f"other_{name}")

    assert student.hand_in(data=text.encode()).refused == (
        "This looks like another notebook: none of the 3 answers of week91_tiny is in it. "
        "It says that it is other_week91_tiny."
    )


def test_a_stray_name_of_ours_does_not_make_another_weeks_notebook_ours(student, release):
    foreign = student.raw
    for cell in foreign["cells"]:
        nbgrader = cell["metadata"]["nbgrader"]
        nbgrader["grade_id"] = f"other_{nbgrader['grade_id']}"
        cell["source"] = cell["source"].replace("def ", "def other_")
    for i in range(12):
        name = f"answer_{i}"
        meta = {"nbgrader": {"grade_id": name, "solution": True, "grade": False, "locked": False}}
        foreign["cells"].append({"cell_type": "code", "source": f"def {name}():\n    return 1", "metadata": meta})

    assert "This looks like another notebook" in student.hand_in().refused


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "-" * 50_000 + "1",
        "x = 1" + "+1" * 60_000,
        "x = " + "(" * 5000,
        "x = f" + "()" * 60_000,
        "x = a" + ".b" * 50_000,
        "if 1: pass\n" + "elif 1: pass\n" * 10_000,
        "\n" * 190_000 + "x = (",
        " " * 190_000 + "x = (",
        "x = '\\d \\q'",
        "x = 1\x00",
        "\x0c\x0b def",
        "lambda: (yield)",
        "return 5",
        "%%",
        "%",
        "?",
        "!",
        "%%derivation",
        "from . import *",
        "import a.b.c as d, e.f",
        "global double",
        "x: int",
        "(a, [b, *c]) = 1, [2]",
        "async def double(x): await x",
        "del double",
        "nonlocal x",
        "class double(double): pass",
        "from __future__ import braces",
        "𝐝𝐨𝐮𝐛𝐥𝐞 = 1",
    ],
)
def test_code_of_any_kind_is_read(student, source):
    student.answer(square=source).add(source).add(source, kind="markdown")
    student["both"]["source"] = "def both(x):\n    return a + b + d + e + x"

    submission = student.hand_in()

    assert submission.refused is None
    assert submission.answered["square"]


VALUES = [
    None,
    True,
    -1,
    1e308,
    10**400,
    "",
    "double",
    "\ud800",
    "\x00",
    [],
    {},
    [[]],
    ["def double(x):\n", 3],
    {"a": {}},
]


def places(node):
    """Every place in a JSON value where something may be put."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, item in items:
        yield node, key
        yield from places(item)


@pytest.mark.parametrize("seed", range(60))
def test_a_notebook_with_anything_anywhere_is_read_or_refused(student, seed):
    chance = random.Random(seed)
    student.answer()
    for _ in range(chance.randint(1, 12)):
        node, key = chance.choice(list(places(student.raw)))
        node[key] = chance.choice(VALUES)

    submission = student.hand_in()

    assert isinstance(submission, Submission)
    assert (submission.refused is None) == bool(submission.cells)


@pytest.mark.parametrize("seed", range(60))
def test_a_file_with_broken_bytes_is_read_or_refused(student, seed):
    chance = random.Random(seed)
    data = bytearray(json.dumps(student.answer().raw).encode())
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data))
        match chance.randrange(3):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(200)]
            case 2:
                data[at:at] = data[: chance.randrange(500)]

    submission = student.hand_in(data=bytes(data))

    assert isinstance(submission, Submission)
    assert (submission.refused is None) == bool(submission.cells)
