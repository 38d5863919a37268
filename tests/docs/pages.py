"""What the pages hold: their commands, links, tables and JSON, as a reader meets them."""

import json
import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)", re.DOTALL)


def blocks(path, language):
    return [body for found, body in _FENCE.findall(path.read_text(encoding="utf-8")) if found == language]


def prose(path):
    """The page without its fenced blocks."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def commands():
    """Every command of every `sh` block, by itself."""
    lines = [line for path in PAGES for body in blocks(path, "sh") for line in body.splitlines()]
    return sorted({part.strip() for line in lines for part in line.split("&&") if part.strip()})


def inline_commands():
    """Command lines of ours that stand within a sentence, `…` and what follows a bare name aside."""
    found = {code for path in PAGES for code in re.findall(r"`(autograder [a-z][^`]*)`", prose(path))}
    return sorted(code.replace("…", "") for code in found)


def links(path):
    """Targets of the page's links within the repository, as paths."""
    targets = [target for target in _LINK.findall(prose(path)) if "://" not in target]
    return [(path.parent / target.split("#")[0]).resolve() for target in targets]


def example(page, heading):
    """The first JSON block below a heading that starts with `heading`."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").split(f"\n## {heading}", 1)[1]
    return json.loads(_FENCE.search(text)[2])


def first_column(page, above):
    """Names in backticks in the first column of the first table below `above`."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").split(above, 1)[1]
    rows = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)[0].splitlines()[2:]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


def example_week():
    """The files that docs/write-a-week.md writes, by path: the first line of a block names it."""
    page = ROOT / "docs" / "write-a-week.md"
    named = [body.split("\n", 1) for language in ("toml", "python") for body in blocks(page, language)]
    return {first.removeprefix("# "): rest for first, rest in named}


def words(command):
    return shlex.split(command)
