"""Public checks: what they hold, and what they say of right and wrong answers."""

import contextlib
import dataclasses
import doctest
import io
import re

import numpy as np
import pytest
import torch

from autograder import compare
from autograder.errors import UsageError
from autograder.question import Case, Check, Shown
from autograder.release import public_checks
from autograder.seeds import case_generator


def spec(text):
    namespace = {}
    exec(text, namespace)
    return namespace["test"]


def told(code, **answers):
    """What a case's code prints when it is run as otter runs it: the statements of its doctest, in the notebook."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        for example in doctest.DocTestParser().get_examples(code):
            exec(example.source, answers)
    return out.getvalue()


def cases(week, name):
    return {case["name"]: case for case in spec(public_checks(week.question(name), week.name))["suites"][0]["cases"]}


def right_scaled(x, factor):
    return (x - x.mean(dim=0)) * factor


def right_noise(n, generator):
    return torch.randn(n, generator=generator, dtype=torch.float64) * 3


def test_the_same_question_gives_the_same_text(week):
    first = public_checks(week.question("scaled"), week.name)

    assert public_checks(week.question("scaled"), week.name) == first
    assert public_checks(week.question("scaled"), "another_week") != first


def test_every_public_check_and_no_hidden_one_is_written(week):
    text = public_checks(week.question("scaled"), week.name)

    assert list(cases(week, "scaled")) == ["values (1)", "values (2)", "arguments"]
    assert not re.search(r"large|secret|hidden drawing", text)
    assert not any(case["hidden"] for case in cases(week, "scaled").values())


def test_right_answers_print_nothing(week):
    for case in cases(week, "scaled").values():
        assert told(case["code"], scaled=right_scaled) == ""
    for case in cases(week, "loss").values():
        assert told(case["code"], loss=lambda a, b: ((a - b) ** 2).mean()) == ""
    for case in cases(week, "noise").values():
        assert told(case["code"], noise=right_noise) == ""


def test_the_same_values_in_numpy_are_right(week):
    code = cases(week, "scaled")["values (1)"]["code"]

    assert told(code, scaled=lambda x, factor: factor * (x.numpy() - x.numpy().mean(axis=0))) == ""


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda x, factor: x * 0, r"entries are outside the tolerance .*; all entries are 0; the worst .*got 0, want"),
        (lambda x, factor: right_scaled(x, factor)[0], r"^expected shape \(3, 2\), got \(2,\)\.$"),
        (lambda x, factor: right_scaled(x, factor).float(), r"^expected dtype float64, got float32\.$"),
        (lambda x, factor: None, r"expected a tensor of shape \(3, 2\), got None: does the function end with a return"),
        (lambda x, factor: x / 0, r"entries are NaN or infinite"),
        (lambda x, factor: np.nope, r"the call raised AttributeError"),
        (lambda x, factor: [["a", "b"]] * 3, r"expected a tensor of shape"),
    ],
)
def test_a_wrong_answer_is_told_one_sentence(week, answer, sentence):
    message = told(cases(week, "scaled")["values (1)"]["code"], scaled=answer)

    assert re.search(sentence, message.strip())
    assert message.count("\n") == 1


def test_an_answer_that_is_not_written_yet_is_told_so(week):
    def scaled(x, factor):
        raise NotImplementedError

    message = told(cases(week, "scaled")["values (1)"]["code"], scaled=scaled)

    assert message == "The answer cell still raises NotImplementedError: fill it in, run it, and check again.\n"


def test_changing_an_argument_in_place_is_seen(week):
    message = told(cases(week, "scaled")["arguments"]["code"], scaled=lambda x, factor: x.mul_(factor))

    assert message == "an argument was changed in place; work on a copy.\n"


def test_a_gradient_that_is_detached_or_wrong_is_seen(week):
    code = cases(week, "loss")["gradient"]["code"]

    assert "has no gradient" in told(code, loss=lambda a, b: ((a - b) ** 2).mean().detach())
    assert told(code, loss=lambda a, b: ((a - b) ** 2).sum()).startswith("the gradient: 4 of 4 entries are outside")


def test_a_sampler_of_the_wrong_law_or_with_its_own_randomness_is_seen(week):
    law, state = cases(week, "noise")["law"]["code"], cases(week, "noise")["state"]["code"]

    assert "their variance differs" in told(law, noise=lambda n, generator: right_noise(n, generator) / 2)
    assert "take all randomness from the generator" in told(state, noise=lambda n, generator: torch.randn(n))


def test_the_hidden_checks_are_counted_whether_the_public_ones_pass_or_fail(week):
    *first, last = cases(week, "scaled").values()

    for key in ("success_message", "failure_message"):
        assert "Only public checks ran; 2 hidden checks were not run." in last[key]
        assert not any("hidden" in (case[key] or "") for case in first)
    assert "1 hidden check was not run" in cases(week, "loss")["gradient"]["success_message"]
    assert cases(week, "noise")["law"]["success_message"].startswith("Only public checks ran, on other inputs")


def test_the_authors_hint_is_shown_where_the_check_fails(week):
    case = cases(week, "scaled")["values (1)"]

    assert case["failure_message"] == "Hint: Take the mean over the first axis only."
    assert case["success_message"] is None


def test_a_question_of_hidden_checks_alone_still_has_a_file_that_says_so(week):
    question = dataclasses.replace(week.question("loss"), checks=week.question("loss").checks[:1])

    (case,) = spec(public_checks(question, week.name))["suites"][0]["cases"]

    assert case["code"].strip() == ""
    assert case["success_message"].startswith("There is no public check. Only")


def test_inputs_are_written_exactly(week):
    question = week.question("scaled")
    seen = []

    told(cases(week, "scaled")["values (1)"]["code"], scaled=lambda x, factor: seen.append(x))
    told(cases(week, "scaled")["values (2)"]["code"], scaled=lambda x, factor: seen.append(x))

    for got, case in zip(seen, question.checks[0].cases, strict=True):
        drawn = case.draw(case_generator(None, week.name, question.name, case.label))["x"]
        assert got.dtype == drawn.dtype
        assert torch.equal(got, drawn)


def test_infinite_inputs_and_values_can_be_written(week):
    def inputs(generator):
        return {"x": torch.tensor([0.0, float("inf")]), "factor": 1.0}

    check = Check("ends", 1, (Case("ends", inputs),), compare.tensor((0, 0), (0, 0)), shown=Shown.PUBLIC)
    question = dataclasses.replace(week.question("scaled"), reference=lambda x, factor: x * factor, checks=(check,))

    (case,) = spec(public_checks(question, week.name))["suites"][0]["cases"]

    assert told(case["code"], scaled=lambda x, factor: x) == ""


def test_a_picked_value_is_compared_alone(week):
    check = dataclasses.replace(week.question("scaled").checks[0], pick=1)
    question = dataclasses.replace(
        week.question("scaled"), reference=lambda x, factor: (x, x * factor), checks=(check,)
    )

    case, _ = spec(public_checks(question, week.name))["suites"][0]["cases"]

    assert told(case["code"], scaled=lambda x, factor: [None, x * factor]) == ""
    assert told(case["code"], scaled=lambda x, factor: x) == "expected 2 values, got a tensor of shape (3, 2).\n"


def test_a_public_check_that_no_notebook_could_run_is_refused_to_the_author(week):
    def same(got, want, precision):
        return compare.Verdict(passed=True)

    check = dataclasses.replace(week.question("scaled").checks[0], compare=same)
    question = dataclasses.replace(week.question("scaled"), checks=(check,))

    with pytest.raises(UsageError, match=r"check 'values' of scaled cannot be public.*make it HIDDEN"):
        public_checks(question, week.name)


def test_inputs_too_large_to_read_are_refused_to_the_author(week):
    def large(generator):
        return {"x": torch.zeros(50, 50), "factor": 1.0}

    check = dataclasses.replace(week.question("scaled").checks[0], cases=(Case("large", large),))
    question = dataclasses.replace(week.question("scaled"), checks=(check,))

    with pytest.raises(UsageError, match=r"shape \(50, 50\).*the limit is 200 entries"):
        public_checks(question, week.name)
