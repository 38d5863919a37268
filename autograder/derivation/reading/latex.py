"""LaTeX source to a flat list of tokens with their places. The only module that knows pylatexenc."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexCommentNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexNode,
    LatexSpecialsNode,
    LatexWalker,
    LatexWalkerError,
)
from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, MacroSpec

from .source import Span, Unreadable

Kind = Literal["command", "character", "open", "close", "begin", "end", "word", "remark"]

LONGEST_SOURCE = 40_000  # characters
DEEPEST = 40  # groups in groups
ROW_SPACE = re.compile(r"\*?\s*\[\s*-?[\d.]+\s*(pt|em|ex|mm|cm|in|bp|pc|mu|\\\w+)\s*\]|\*")
NESTING = re.compile(r"\\[\\{}]|(?P<opens>\{|\\begin|\\\[|\\\()|(?P<closes>\}|\\end|\\\]|\\\))")

# What keyboards and editors offer in place of a command.
UNICODE = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Σ": "Sigma",
    "Θ": "Theta", "Φ": "Phi", "Λ": "Lambda", "Δ": "Delta", "Π": "Pi", "∑": "sum", "∏": "prod", "∫": "int",
    "∂": "partial", "∇": "nabla", "√": "sqrt", "∞": "infty", "≥": "ge", "⩾": "ge", "≤": "le", "⩽": "le", "≠": "ne",
    "≈": "approx", "∝": "propto", "≡": "equiv", "∼": "sim", "∈": "in", "·": "cdot", "⋅": "cdot", "×": "times",
    "∥": "|", "‖": "|", "∣": "mid", "⇒": "Rightarrow", "⟹": "Longrightarrow", "⇔": "Leftrightarrow",
    "⟺": "Longleftrightarrow", "→": "to", "∴": "therefore", "…": "ldots", "⋯": "cdots", "⟨": "langle",
    "⟩": "rangle", "ℒ": "mathscr L", "ℓ": "ell",
}  # fmt: skip
PLAIN = {"−": "-", "–": "-", "∗": "*", "′": "'", "\u00a0": " ", "\u200b": " ", "\ufeff": " ", "\t": " ", "\r": " "}
ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar"}  # combining, behind their letter


@dataclass(frozen=True, slots=True)
class Token:
    """A command (`text` without its backslash), a character, a brace, or the begin or end of an environment."""

    kind: Kind
    text: str
    at: Span

    def __str__(self) -> str:
        match self.kind:
            case "command":
                return f"\\{self.text}"
            case "begin" | "end":
                return f"\\{self.kind}{{{self.text}}}"
        return self.text if self.text.isprintable() else " ".join(f"U+{ord(character):04X}" for character in self.text)

    def command(self, *names: str) -> bool:
        return self.kind == "command" and self.text in names

    def character(self, *characters: str) -> bool:
        return self.kind == "character" and self.text in characters

    @property
    def letter(self) -> bool:
        return self.kind == "character" and self.text.isascii() and self.text.isalpha()

    @property
    def digit(self) -> bool:
        return self.kind == "character" and self.text.isascii() and self.text.isdigit()


def tokens(text: str) -> list[Token]:
    """All tokens of `text`, without comments and blanks.

    Raises:
        Unreadable: braces, environments or `$` that do not pair, or too much of anything.
    """
    if len(text) > LONGEST_SOURCE:
        raise Unreadable(f"The derivation has more than {LONGEST_SOURCE} characters.", Span(0, 1), "a shorter one")
    _refuse_depth(text)
    try:
        nodes, _, _ = LatexWalker(text, latex_context=_nothing_known(), tolerant_parsing=False).get_latex_nodes()
    except LatexWalkerError as error:
        raise _unpaired(text, error) from None
    return _without_blanks(_flat(nodes, text), text)


def _without_blanks(given: Iterable[Token], text: str) -> list[Token]:
    r"""Without the space behind `\\[2pt]`, and without `{}`, unless a command or a script wants a group there."""
    kept: list[Token] = []
    end = 0
    for token in given:
        if token.at.start < end:
            continue
        if token.command("\\") and (space := ROW_SPACE.match(text, token.at.end)):
            end = space.end()
        wanted = len(kept) > 1 and (kept[-2].kind in ("command", "close") or kept[-2].character("_", "^"))
        if token.kind == "close" and kept and kept[-1].kind == "open" and not wanted:
            kept.pop()
        else:
            kept.append(token)
    return kept


def _nothing_known() -> LatexContextDb:
    """Every command is one token: what it takes is the grammar's affair."""
    known = LatexContextDb()
    known.set_unknown_macro_spec(MacroSpec(""))
    known.set_unknown_environment_spec(EnvironmentSpec(""))
    return known


def _refuse_depth(text: str) -> None:
    depth = 0
    for found in NESTING.finditer(text):
        depth += (found["opens"] is not None) - (found["closes"] is not None)
        if depth > DEEPEST:
            at = Span(found.start(), found.end())
            raise Unreadable(f"More than {DEEPEST} groups are nested here.", at, "fewer braces and environments")


def _unpaired(text: str, error: LatexWalkerError) -> Unreadable:
    at = min(getattr(error, "pos", None) or 0, max(0, len(text) - 1))
    said = str(getattr(error, "msg", error))
    if "expecting '}'" in said:
        at = _unclosed(text)
        return Unreadable("This brace is never closed.", Span(at, at + 1), "a `}` for it")
    if "mismatching closing brace" in said:
        return Unreadable("This brace closes nothing.", Span(at, at + 1), "a `{` before it")
    if said.startswith("Unexpected end of stream"):
        closing = said.rsplit("expecting ", 1)[-1].strip("'")
        opening = closing.replace("\\end", "\\begin").replace("\\]", "\\[").replace("\\)", "\\(")
        at = max(0, text.rfind(opening))
        return Unreadable(
            f"`{opening}` is begun and never ended.", Span(at, at + len(opening)), f"`{closing}` behind it"
        )
    return Unreadable("The `$`, braces or environments here do not pair.", Span(at, at + 1), "each with its partner")


def _unclosed(text: str) -> int:
    opened: list[int] = []
    escaped = False
    for at, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "{":
            opened.append(at)
        elif character == "}" and opened:
            opened.pop()
    return opened[-1] if opened else 0


def _flat(nodes: Sequence[LatexNode | None], text: str) -> Iterator[Token]:
    for node in nodes:
        if node is None or isinstance(node, LatexCommentNode):
            continue
        start, end = node.pos, node.pos + node.len
        if isinstance(node, LatexCharsNode | LatexSpecialsNode):
            yield from _characters(text[start:end], start)
        elif isinstance(node, LatexMacroNode):
            yield Token("command", node.macroname, Span(start, start + 1 + len(node.macroname)))
        elif isinstance(node, LatexGroupNode):
            yield Token("open", "{", Span(start, start + 1))
            yield from _flat(node.nodelist, text)
            yield Token("close", "}", Span(end - 1, end))
        elif isinstance(node, LatexMathNode):
            opening, closing = node.delimiters
            yield Token("begin", opening, Span(start, start + len(opening)))
            yield from _flat(node.nodelist, text)
            yield Token("end", opening, Span(end - len(closing), end))
        elif isinstance(node, LatexEnvironmentNode):
            name = node.environmentname
            yield Token("begin", name, Span(start, start + len(name) + 8))
            yield from _flat(node.nodelist, text)
            yield Token("end", name, Span(end - len(name) - 6, end))


def _characters(characters: str, start: int) -> Iterator[Token]:
    for at, character in enumerate(characters, start):
        here = Span(at, at + 1)
        if character in ACCENTS and at > start:  # it stands on the letter before
            continue
        parts = unicodedata.normalize("NFD", character) if "\u1f00" <= character <= "\u1fff" else character
        bare, marks = parts[0], list(parts[1:])
        marks += characters[at - start + 1 : at - start + 2]
        if marks[0:1] and marks[0] in ACCENTS:
            yield Token("command", ACCENTS[marks[0]], here)
        elif len(marks) > 1:
            bare = character
        if (plain := PLAIN.get(bare, bare)).isspace():
            continue
        if plain in UNICODE:
            for command in UNICODE[plain].split():
                yield Token("command" if len(command) > 1 or command == "|" else "character", command, here)
        else:
            yield Token("character", plain, here)
