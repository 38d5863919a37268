"""Students' derivations: right ones have every mark, wrong ones lose what they should, at the right row."""

import pytest

from autograder.derivation import judge

from .asked import NAMES, asked, corpus, states

TEXTS = [written for name in NAMES for written in corpus(name)]
RIGHT = [written for written in TEXTS if written.right]
WRONG = [written for written in TEXTS if not written.right]


@pytest.mark.parametrize("written", RIGHT, ids=str)
def test_a_right_derivation_has_every_mark(written):
    judgement = judge(written.text, asked()[written.path.parent.name])

    assert set(states(judgement).values()) == {"yes"}, judgement


@pytest.mark.parametrize("written", WRONG, ids=str)
def test_a_wrong_derivation_loses_what_it_should_and_is_told_where(written):
    judgement = judge(written.text, asked()[written.path.parent.name])

    lost = {part for part, state in states(judgement).items() if state == "no"}
    assert lost == written.loses, judgement
    assert judgement.first_bad == written.first_bad, judgement
    assert "undecided" not in states(judgement).values(), judgement


@pytest.mark.parametrize("name", sorted(asked()))
def test_each_derivation_of_the_course_has_a_corpus_of_both_kinds(name):
    texts = corpus(name)

    assert sum(written.right for written in texts) >= 8
    assert sum(not written.right for written in texts) >= 8


@pytest.mark.parametrize("name", sorted(asked()))
def test_each_part_of_a_derivation_is_lost_by_some_text_of_its_corpus(name):
    derivation = asked()[name]

    lost = frozenset().union(*(written.loses for written in corpus(name)))
    assert lost == {"start", "goal", "validity", *(move.name for move in derivation.moves)}


def test_every_corpus_belongs_to_a_derivation_that_the_course_asks_for():
    assert set(NAMES) == set(asked())
