"""Slips, made on purpose in right derivations: one small change of the text each."""

import re
from dataclasses import dataclass

INDEX = re.compile(r"_(?:\{(t-1|t-2|t|i|0|T)\}|([tiT0])(?![A-Za-z0-9:\-+]))")
NAME = r"(?:D_\{?\\?(?:mathrm|text)?\{?KL\}?\}?|\\mathrm\{KL\}|\\text\{KL\}|KL|D_KL)"
KL = re.compile(NAME + r"\s*(?:\\left|\\big[lg]?|\\Big[lg]?)?[(\[]")
ENDS = (r"\\", r"\ge", r"\le", r"\quad", r"\qquad", "$$", r"\,d", " d")  # of a term, besides signs and brackets
KINDS = {"flip a sign", "drop a term", "swap a relation", "swap the arguments of a divergence", "change an index"}
SEPARATORS = (r"\,\|\,", r"\Vert", r"\parallel", r"\|", "||")


@dataclass(frozen=True)
class Mutation:
    """What was done where (a place in the text), and the text afterwards."""

    kind: str
    at: int
    text: str


def mutations(text):
    """Every mutation of `text`, in the order of their places."""
    found = [*_signs(text), *_terms(text), *_relations(text), *_divergences(text), *_indices(text)]
    return sorted((entry for entry in found if entry.text != text), key=lambda entry: (entry.at, entry.kind))


def _is_remark(text, at):
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return "&&" in line or "\\text" in line or "%" in line or "\\tag" in line


def _signs(text):
    """`+` for `-` and the other way round, not at the beginning of an index or of a script."""
    for match in re.finditer(r"[+-]", text):
        at = match.start()
        if _in_script(text, at) or _is_remark(text, at) or not _in_formula(text, at):
            continue
        yield Mutation("flip a sign", at, text[:at] + ("-" if match.group() == "+" else "+") + text[at + 1 :])


def _in_formula(text, at):
    """Not a hyphen of a word."""
    return not (text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha() and text[at - 2 : at - 1].isalpha())


def _in_script(text, at):
    depth = 0
    for place in range(at - 1, -1, -1):
        if text[place] == "}":
            depth += 1
        elif text[place] == "{":
            if depth == 0:
                return text[:place].endswith(("_", "^"))
            depth -= 1
    return text[:at].endswith(("_", "^"))


def _terms(text):
    """A term between two signs of the same bracket, or between a sign and the end of the row, left out."""
    for match in re.finditer(r"(?<![{(\[&^_])\s[+-]\s", text):
        start = match.start()
        end = _end_of_term(text, match.end())
        if end is None or _in_script(text, start) or _is_remark(text, start):
            continue
        yield Mutation("drop a term", start, text[:start] + " " + text[end:])


def _end_of_term(text, at):
    depth = 0
    for place in range(at, len(text)):
        if text[place] in "([{":
            depth += 1
        elif text[place] in ")]}":
            depth -= 1
            if depth < 0:
                return place - 6 if text[:place].endswith(r"\right") else None if text[place - 1] == "\\" else place
        sign = text[place] in "=+-&\n" and text[place - 1] not in "_^"
        if depth == 0 and (sign or text.startswith(ENDS, place)):
            return place
    return None


def _relations(text):
    """An inequality turned round, or made an equality."""
    for match in re.finditer(r"\\geq?(?:slant)?(?![a-z])|\\leq?(?:slant)?(?![a-z])|>=|<=", text):
        at, end = match.span()
        if _is_remark(text, at):
            continue
        turned = r"\le" if "g" in match.group() or match.group() == ">=" else r"\ge"
        yield Mutation("swap a relation", at, text[:at] + turned + text[end:])
        yield Mutation("swap a relation", at, text[:at] + "=" + text[end:])


def _divergences(text):
    """The two laws of a divergence exchanged."""
    for match in KL.finditer(text):
        depth, place = 1, match.end()
        while place < len(text) and depth:
            depth += (text[place] in "([") - (text[place] in ")]")
            place += 1
        inside = text[match.end() : place - 1]
        closing = r"\right" if inside.endswith(r"\right") else ""
        inside = inside.removesuffix(r"\right")
        for separator in SEPARATORS:
            if inside.count(separator) == 1:
                first, second = inside.split(separator)
                apart = f" {separator} "
                swapped = text[: match.end()] + second + apart + first + closing + text[place - 1 :]
                yield Mutation("swap the arguments of a divergence", match.start(), swapped)
                break


def _indices(text):
    """`t` for `t - 1`, `0` for `1`, a lost index."""
    other = {"t-1": "t", "t": "t-1", "t-2": "t-1", "0": "1", "T": "1"}
    for match in INDEX.finditer(text):
        index = match.group(1) or match.group(2)
        if index in other and not _is_remark(text, match.start()):
            at, end = match.span()
            yield Mutation("change an index", at, text[:at] + "_{" + other[index] + "}" + text[end:])
