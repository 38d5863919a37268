"""Students whose answers are equal in structure more often than chance would have it.

What many write alike says nothing: the formula of the lecture is everybody's. So an equality counts by how rare it is
in the class, and by how long the answer is; and a single short one never counts enough. What is left is worth a look
by a person, who may find two friends, one tutor, or a common page of the lecture's notes. It proves nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from .structure import Form

LEAST_CLASS: Final = 8  # submissions, below which nobody can tell what is rare
LEAST_SIZE: Final = 30  # parts of an answer, below which there are few ways to write it
USUAL_SIZE: Final = 120  # parts: an equality of longer answers counts for more
MOST_HOLDERS: Final = 30  # of one form: what more have is no secret of a few. It bounds the pairs that are looked at
BEYOND_CHANCE: Final = 8.0  # bits beyond those at which one pair of the class would be expected to be as equal


@dataclass(frozen=True, slots=True)
class AlikeAnswer:
    """One answer that some of a group share.

    Args:
        question: its name, or "" for what stands beside the answers.
        students: who of the group share it.
        others: how many in the class have the same beside them.
    """

    question: str
    students: tuple[str, ...]
    others: int

    def to_json(self) -> dict[str, Any]:
        return {"question": self.question, "students": list(self.students), "others": self.others}


@dataclass(frozen=True, slots=True)
class Alike:
    """Students who share several rare answers, the rarest ones first."""

    students: tuple[str, ...]
    answers: tuple[AlikeAnswer, ...]

    def to_json(self) -> dict[str, Any]:
        return {"students": list(self.students), "answers": [answer.to_json() for answer in self.answers]}


def alike(forms: Mapping[str, Mapping[str, Form]], telling_nothing: Collection[str] = ()) -> tuple[Alike, ...]:
    """Groups of students to look at, the most striking first; the same in whatever order the students come.

    Of n students, the chance that two who do not know each other write one answer alike is taken to be the share of
    the others who write it so, and answers to be independent. A pair is told where its equalities together are less
    likely than that by a factor of n² / 2 pairs and of 2^BEYOND_CHANCE. Time grows with students times answers: pairs
    are looked for among the few holders of a rare form only.

    Args:
        forms: by student and by name of the answer.
        telling_nothing: digests of what was handed out, and of the plain solution.
    """
    if len(forms) < LEAST_CLASS:
        return ()
    holders, answered = _holders(forms, set(telling_nothing))
    weights = {
        key: _bits(len(students), answered[key[0]], size)
        for key, (size, students) in holders.items()
        if 2 <= len(students) <= MOST_HOLDERS
    }
    bits: dict[tuple[str, str], float] = defaultdict(float)
    for key in sorted(weights):
        for pair in combinations(sorted(holders[key][1]), 2):
            bits[pair] += weights[key]
    enough = 2 * math.log2(len(forms)) - 1 + BEYOND_CHANCE
    pairs = sorted(pair for pair, total in bits.items() if total >= enough)
    most: dict[str, float] = defaultdict(float)
    for pair in pairs:
        for student in pair:
            most[student] = max(most[student], bits[pair])
    groups = sorted(_joined(pairs), key=lambda group: (-max(most[s] for s in group), group))
    return tuple(_described(group, holders, weights) for group in groups)


_Key = tuple[str, str]  # name of an answer, digest of its form


def _holders(
    forms: Mapping[str, Mapping[str, Form]], telling_nothing: Collection[str]
) -> tuple[dict[_Key, tuple[int, list[str]]], dict[str, int]]:
    """Of each form that may tell something its size and who has it; and how many answered each question."""
    holders: dict[_Key, tuple[int, list[str]]] = {}
    answered: dict[str, int] = defaultdict(int)
    for student, answers in forms.items():
        for name, form in answers.items():
            answered[name] += 1
            if form.size >= LEAST_SIZE and form.digest not in telling_nothing:
                holders.setdefault((name, form.digest), (form.size, []))[1].append(student)
    return holders, answered


def _bits(holders: int, answered: int, size: int) -> float:
    """How much it says that two share a form which `holders` of `answered` have: the two themselves do not count."""
    chance = (holders - 2 + 0.5) / (answered - 2 + 1)
    return -math.log2(chance) * (1 + max(0, size - USUAL_SIZE) / (2 * USUAL_SIZE)) if chance < 1 else 0.0


def _joined(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Pairs that have somebody in common are one group."""
    group_of: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = group_of.get(one, {one}) | group_of.get(other, {other})
        for student in joined:
            group_of[student] = joined
    return sorted({tuple(sorted(group)) for group in group_of.values()})


def _described(
    group: Sequence[str], holders: Mapping[_Key, tuple[int, list[str]]], weights: Mapping[_Key, float]
) -> Alike:
    members = set(group)
    shared = []
    for key in weights:
        among = sorted(members.intersection(holders[key][1]))
        if len(among) >= 2:
            shared.append((-weights[key], AlikeAnswer(key[0], tuple(among), len(holders[key][1]) - len(among))))
    shared.sort(key=lambda item: (item[0], item[1].question, item[1].students))
    return Alike(tuple(group), tuple(answer for _, answer in shared))
