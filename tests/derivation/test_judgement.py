"""What is found about a derivation crosses between processes as JSON, and comes back as it was."""

import json

import pytest

from autograder.derivation import Judgement, judge

from .asked import asked

TEXTS = [r"KL(p\|q) \ge 0", r"KL(p\|q) = \heartsuit \\ &\le -1", "\\begin{align} a", ""]


@pytest.mark.parametrize("text", TEXTS)
def test_a_judgement_comes_back_from_json_as_it_was(text):
    judgement = judge(text, asked()["gibbs_inequality"])

    assert Judgement.from_json(json.loads(json.dumps(judgement.to_json()))) == judgement
