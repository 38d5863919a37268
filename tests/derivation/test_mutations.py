"""Small slips in right derivations are found: at least 98 % of those that change what a side is worth."""

import random
from collections import Counter

import pytest

from autograder.derivation import judge
from autograder.derivation.judging.document import read_document
from autograder.derivation.judging.linking import Judging
from autograder.derivation.lexicon import lexicon
from autograder.derivation.meaning.core import Convention
from autograder.derivation.reading.source import Unreadable

from .asked import asked, corpus, states
from .mutations import KINDS, mutations

SEED = 20261101
EACH = 12  # mutations of one derivation's texts
FOUND = 0.98


def read(text, derivation):
    """The document, or None where something cannot be read."""
    try:
        document = read_document(text, lexicon(derivation.notation))
    except Unreadable:
        return None
    return None if any(side.problem is not None for side in document.sides) else document


def says(document):
    """What each claim says, as trees."""
    sides = [side.readings[0] for side in document.sides]
    return [(sides[claim.left], claim.relation, sides[claim.right]) for claim in document.claims]


def has_another_meaning(before, after, derivation):
    """Whether a relation, or the value of a side in some world, is another one."""
    old, new = says(before), says(after)
    if len(old) != len(new) or [relation for _, relation, _ in old] != [relation for _, relation, _ in new]:
        return True
    worth = Judging(before, lexicon(derivation.notation), Convention(), float("inf"))
    pairs = [(a, b) for x, y in zip(old, new, strict=True) for a, b in ((x[0], y[0]), (x[2], y[2])) if a != b]
    return not all(worth.compared_quickly(a, b, "=", "generic") for a, b in pairs)


def mutated(name):
    """Mutations of the right texts of one derivation that can be read and mean something else: always the same ones."""
    derivation = asked()[name]
    pool = [(text.text, mutation) for text in corpus(name) if text.right for mutation in mutations(text.text)]
    found = []
    for text, mutation in random.Random(f"{SEED} {name}").sample(pool, min(len(pool), 5 * EACH)):
        before, after = read(text, derivation), read(mutation.text, derivation)
        if before and after and has_another_meaning(before, after, derivation):
            found.append(mutation)
        if len(found) == EACH:
            break
    return found


@pytest.mark.slow
def test_slips_that_change_the_meaning_are_found():
    missed, seen = [], Counter()
    for name in sorted(asked()):
        for mutation in mutated(name):
            seen[mutation.kind] += 1
            found = states(judge(mutation.text, asked()[name]))
            if "no" not in found.values():
                missed.append((name, mutation.kind, mutation.text[: mutation.at + 60].splitlines()[-1], found))

    assert set(seen) == KINDS, seen
    assert len(missed) <= (1 - FOUND) * sum(seen.values()), (len(missed), seen, missed)
