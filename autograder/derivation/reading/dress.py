"""Taking off what TeX needs for the eye only: spaces, sizes, fonts, colours, boxes, braces under a term.

What stays are tokens that mean something; upright runs of letters become one `word`, upright text a `remark`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from .latex import Token
from .source import Span, Unreadable

SPACES = frozenset({",", ";", ":", "!", ">", " ", "\n", "quad", "qquad", "thinspace", "medspace", "thickspace",
                    "enspace", "~", "negthinspace", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle",
                    "limits", "nolimits", "nonumber", "notag", "noindent", "allowbreak", "hfill", "strut", "relax",
                    "null", "mathstrut", "/", "small", "large", "Large", "normalsize", "footnotesize", "centering",
                    "smallskip", "medskip", "bigskip", "newline", "par"})  # fmt: skip
BLANK_WITH_GROUP = frozenset(
    {"tag", "label", "hspace", "vspace", "phantom", "hphantom", "vphantom", "ref", "eqref", "hspace*"}
)
SIZES = frozenset({"left", "right", "middle", *(f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg")
                                                for side in ("", "l", "r", "m"))})  # fmt: skip
LETTERS = frozenset({"mathbf", "boldsymbol", "bm", "bold", "pmb", "mathit", "mathsf", "mathnormal", "vec", "mathtt",
                     "symbf", "symbfit", "mathbfit", "bf", "it", "rm", "sf"})  # fmt: skip
UPRIGHT = frozenset({"mathrm", "text", "textrm", "textit", "textbf", "textnormal", "textsf", "texttt", "operatorname",
                     "operatorname*", "mathop", "mbox", "hbox", "mathsf", "mathbf", "mathit", "emph"})  # fmt: skip
BOXES = frozenset({"boxed", "cancel", "bcancel", "xcancel", "fbox", "mathstrut", "ensuremath", "mathord", "mathrel",
                   "mathbin", "mathopen", "mathclose", "smash", "substack"})  # fmt: skip
BETWEEN_ROWS = frozenset({"intertext", "shortintertext"})
COLOURS = frozenset({"textcolor", "colorbox", "color"})
DOUBLE = frozenset({"mathbb", "mathds", "Bbb"})
SCRIPT = frozenset({"mathcal", "mathscr", "mathfrak", "cal"})
BRACES = frozenset({"underbrace", "overbrace", "underline", "underbracket", "overbracket"})
WORD = re.compile(r"[A-Za-z]+[0-9]*")
CONSTANTS = frozenset({"const", "constant", "Const"})
# Words of prose; other words may name something (`data`, `ML`, `KL`, `model`).
PROSE = frozenset({"where", "let", "with", "and", "so", "hence", "then", "thus", "therefore", "since", "because",
                   "as", "for", "by", "note", "recall", "if", "define", "denote", "using", "is", "or", "that",
                   "from", "of", "the", "a", "which", "independent", "definition", "Jensen", "Bayes", "we", "set",
                   "now", "here", "put", "write", "also", "all", "gives", "but", "on", "to", "marginalise",
                   "marginalize", "only", "again"})  # fmt: skip

# Of these, the ones that are no product of letters where they stand in plain lines, outside of `\\text`.
PLAIN_WORDS = frozenset({"where", "let", "with", "and", "so", "hence", "then", "thus", "therefore", "since", "because",
                         "note", "using", "now", "here", "which", "gives", "also"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """What stands below or above a brace, and the tokens that it spans."""

    span: Span
    tokens: tuple[Token, ...]
    of: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Dressed:
    """The tokens that mean something, the places of wide spaces, and the names given by braces."""

    tokens: tuple[Token, ...]
    wide: frozenset[int]  # offsets of `\quad` and `\qquad`
    labels: tuple[Label, ...]


def undress(given: Sequence[Token], text: str) -> Dressed:
    """Take the dress off `given`.

    Raises:
        Unreadable: a command that lacks what it must be followed by.
    """
    work = _Undressing(text)
    kept = tuple(work.take(list(given)))
    return Dressed(kept, frozenset(work.wide), tuple(work.labels))


# What is kept and the place after it, of the tokens, the place after the argument, the command and its argument.
Way = Callable[[list[Token], int, Token, list[Token]], tuple[list[Token], int]]


class _Undressing:
    def __init__(self, text: str) -> None:
        self.text = text
        self.wide: set[int] = set()
        self.labels: list[Label] = []

    def take(self, given: list[Token]) -> Iterator[Token]:
        i = 0
        while i < len(given):
            if (word := self._plain_word(given, i)) is not None:
                yield word
                i += len(word.text)
            elif given[i].kind != "command":
                yield given[i]
                i += 1
            else:
                kept, i = self._command(given, i)
                yield from kept

    def _command(self, given: list[Token], i: int) -> tuple[list[Token], int]:
        """What is kept of the command at place `i` and its argument, and the place after them."""
        token = given[i]
        name = token.text
        if given[i + 1 : i + 2] and given[i + 1].character("*") and f"{name}*" in UPRIGHT | BLANK_WITH_GROUP:
            i += 1
        if name in SPACES:
            if name in ("quad", "qquad"):
                self.wide.add(token.at.start)
            return [], i + 1
        if name in SIZES:
            return [], i + (2 if given[i + 1 : i + 2] and given[i + 1].character(".") else 1)
        for names, way in self._ways:
            if name in names:
                inner, after = self._argument(given, i, token)
                return way(given, after, token, inner)
        return [token], i + 1

    @cached_property
    def _ways(self) -> tuple[tuple[frozenset[str], Way], ...]:
        """What becomes of a command's argument, by the command's name."""
        return (
            (BLANK_WITH_GROUP, lambda given, after, token, inner: ([], after)),
            (BETWEEN_ROWS, lambda given, after, token, inner: ([Token("command", "\\", token.at)], after)),
            (COLOURS, self._coloured),
            (BOXES, lambda given, after, token, inner: (list(self.take(inner)), after)),
            (BRACES, self._braced),
            (DOUBLE, lambda given, after, token, inner: ([self._double(inner, token)], after)),
            (SCRIPT, lambda given, after, token, inner: ([self._script(inner, token)], after)),
            (UPRIGHT | LETTERS, lambda given, after, token, inner: (list(self._upright(inner, token)), after)),
        )

    def _coloured(self, given: list[Token], after: int, token: Token, inner: list[Token]) -> tuple[list[Token], int]:
        r"""`\textcolor{red}{x}` and `\color{red} x`; `inner` is the colour."""
        del inner
        if after < len(given) and given[after].kind == "open":
            coloured, after = self._argument(given, after - 1, token)
            return list(_bracketed(list(self.take(coloured)))), after
        return [], after

    def _braced(self, given: list[Token], after: int, token: Token, inner: list[Token]) -> tuple[list[Token], int]:
        """What a brace spans, with its label kept."""
        del token
        kept = list(self.take(inner))
        if after < len(given) and given[after].character("_", "^"):
            label, after = self._argument(given, after, given[after])
            if kept:
                self.labels.append(Label(kept[0].at | kept[-1].at, tuple(self.take(label)), tuple(kept)))
        return list(_bracketed(kept)), after

    def _plain_word(self, given: list[Token], i: int) -> Token | None:
        """A word of prose that begins at place `i` and stands by itself."""
        start = given[i].at.start
        if not given[i].letter or (start and (self.text[start - 1].isalnum() or self.text[start - 1] in "\\\\_^{")):
            return None
        found = WORD.match(self.text, start)
        said = found.group() if found else ""
        run = given[i : i + len(said)]
        if said.lower() not in PLAIN_WORDS or not all(token.letter for token in run):
            return None
        if run[-1].at.end != start + len(said):
            return None
        return Token("remark", said, run[0].at | run[-1].at)

    def _argument(self, given: list[Token], i: int, command: Token) -> tuple[list[Token], int]:
        """The group or the single token after place `i`, and the place after it."""
        i += 1
        if i >= len(given):
            raise Unreadable(f"{command} is followed by nothing.", command.at, "a group in braces")
        if given[i].kind != "open":
            return [given[i]], i + 1
        end = closing(given, i)
        return given[i + 1 : end], end + 1

    def _double(self, inner: list[Token], command: Token) -> Token:
        name = "".join(token.text for token in inner)
        at = command.at | inner[-1].at if inner else command.at
        return Token("word", {"E": "E", "P": "P"}.get(name, f"bb {name}"), at)

    def _script(self, inner: list[Token], command: Token) -> Token:
        name = "".join(token.text for token in inner)
        at = command.at | inner[-1].at if inner else command.at
        return Token("word", "normal" if name == "N" else f"cal {name}", at)

    def _upright(self, inner: list[Token], command: Token) -> Iterator[Token]:
        """One letter, a formula in a font, one word, or text."""
        kept = list(self.take(inner))
        if not kept:
            return
        at = kept[0].at | kept[-1].at
        if len(kept) == 1:
            yield replace(kept[0], at=command.at | at)
            return
        letters = all(token.letter or token.digit for token in kept)
        said = self.text[at.start : at.end].replace("\\,", "").replace("\\;", "").replace("\\ ", "").strip()
        if said.rstrip(".") in CONSTANTS:
            yield Token("word", "const", command.at | at)
        elif letters and WORD.fullmatch(said) and said.lower() not in PROSE and said not in PROSE:
            yield Token("word", said, command.at | at)
        elif (command.text in LETTERS and command.text not in ("rm",)) or (
            command.text in ("mathrm", "operatorname", "mathop") and not letters
        ):
            yield from kept
        else:
            yield Token("remark", said, command.at | at)


def _bracketed(kept: list[Token]) -> Iterator[Token]:
    """A brace under a term keeps it together, as a group does."""
    if not kept:
        return
    if kept[0].character("+", "-"):  # signed terms: they belong to the sum around them
        yield kept[0]
        end = next((place for place in range(2, len(kept)) if _is_sign_of_sum(kept, place)), len(kept))
        yield from _grouped(kept[1:end])
        yield from _bracketed(kept[end:])
        return
    yield from _grouped(kept)


def _grouped(kept: list[Token]) -> Iterator[Token]:
    if kept:
        yield Token("open", "{", Span(kept[0].at.start, kept[0].at.start))
        yield from kept
        yield Token("close", "}", Span(kept[-1].at.end, kept[-1].at.end))


def _is_sign_of_sum(given: Sequence[Token], place: int) -> bool:
    """Whether a sign outside of brackets stands between two terms."""
    if not given[place].character("+", "-") or given[place - 1].character("^", "_", "=", "<", ">", "/", "*"):
        return False
    if given[place - 1].command("cdot", "times", "log", "ln", "exp"):
        return False
    depth = 0
    for token in given[:place]:
        depth += token.kind == "open" or token.character("(", "[") or token.command("{", "langle", "lbrace")
        depth -= token.kind == "close" or token.character(")", "]") or token.command("}", "rangle", "rbrace")
    return depth == 0


def closing(given: Sequence[Token], opened: int) -> int:
    """The place of the brace that closes the one at `opened`."""
    depth = 0
    for i in range(opened, len(given)):
        depth += (given[i].kind == "open") - (given[i].kind == "close")
        if depth == 0:
            return i
    raise Unreadable("This brace is never closed.", given[opened].at, "a `}` for it")
