"""Public checks: what they hold, and what they say of right and wrong answers."""

import dataclasses
import re
import warnings
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from autograder import compare
from autograder.errors import UsageError
from autograder.question import Case, Check, Shown
from autograder.release import public_checks
from autograder.seeds import case_generator

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of a library that otter imports
    from otter.test_files.exception_test import ExceptionTestFile


def results(text, **answers):
    """What otter makes of a test file in a notebook that holds `answers`, by name of the case."""
    file = ExceptionTestFile.from_string(text)
    file.run(answers)
    return {
        result.test_case.name: SimpleNamespace(
            passed=result.passed,
            hidden=result.test_case.hidden,
            on_success=result.test_case.success_message,
            echo=result.message.split("CheckFailed: ")[0],
            lines=result.message.split("CheckFailed: ")[-1].split("\n"),
        )
        for result in file.test_case_results
    }


def cases(week, name, answer=None):
    return results(public_checks(week.question(name), week.name), **{name: answer})


def told(week, name, case, answer):
    """The sentence about a wrong answer."""
    assert not cases(week, name, answer)[case].passed
    return cases(week, name, answer)[case].lines[0]


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
    assert not any(case.hidden for case in cases(week, "scaled").values())


def test_right_answers_pass(week):
    assert all(case.passed for case in cases(week, "scaled", right_scaled).values())
    assert all(case.passed for case in cases(week, "loss", lambda a, b: ((a - b) ** 2).mean()).values())
    assert all(case.passed for case in cases(week, "noise", right_noise).values())


def test_the_same_values_in_numpy_are_right(week):
    answer = cases(week, "scaled", lambda x, factor: factor * (x.numpy() - x.numpy().mean(axis=0)))

    assert answer["values (1)"].passed


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            lambda x, factor: x * 0,
            r"entries are outside the tolerance .*; all entries are 0; the worst .*got 0, want .*\.$",
        ),
        (lambda x, factor: right_scaled(x, factor)[0], r"^expected shape \(3, 2\), got \(2,\)\.$"),
        (lambda x, factor: right_scaled(x, factor).float(), r"^expected dtype float64, got float32\.$"),
        (
            lambda x, factor: None,
            r"^expected a tensor of shape \(3, 2\), got None: does the function end with a return statement\?$",
        ),
        (lambda x, factor: x / 0, r"entries are NaN or infinite"),
        (lambda x, factor: np.nope, r"the call raised AttributeError: .*has no attribute .nope.\.$"),
        (lambda x, factor: [["a", "b"]] * 3, r"expected a tensor of shape"),
    ],
)
def test_a_wrong_answer_is_told_one_sentence(week, answer, sentence):
    assert re.search(sentence, told(week, "scaled", "values (1)", answer))


def test_otter_echoes_one_short_call_and_none_of_the_data(week):
    case = cases(week, "scaled", lambda x, factor: x)["values (1)"]

    assert [line.strip() for line in case.echo.strip().split("\n")[2:]] == ["public.check(scaled, CASE_1)"]


def test_an_answer_that_is_not_written_yet_is_told_so_and_gets_no_hint(week):
    def scaled(x, factor):
        raise NotImplementedError

    first, *_, last = cases(week, "scaled", scaled).values()

    assert first.lines == ["Not answered yet: scaled raises NotImplementedError."]
    assert last.lines[0] == first.lines[0]
    assert last.lines[1].startswith("Only public checks ran; 2 hidden checks")
    assert len(last.lines) == 2


def test_an_answer_that_the_notebook_does_not_hold_is_told_so(week):
    assert told(week, "scaled", "arguments", None) == "scaled is not defined: run its answer cell, then check again."


def test_changing_an_argument_in_place_is_seen(week):
    sentence = told(week, "scaled", "arguments", lambda x, factor: x.mul_(factor))

    assert sentence == "an argument was changed in place; work on a copy."


def test_a_gradient_that_is_detached_or_wrong_is_seen(week):
    detached = told(week, "loss", "gradient", lambda a, b: ((a - b) ** 2).mean().detach())
    summed = told(week, "loss", "gradient", lambda a, b: ((a - b) ** 2).sum())

    assert "has no gradient" in detached
    assert summed.startswith("the gradient: 4 of 4 entries are outside")


def test_a_sampler_of_the_wrong_law_or_with_its_own_randomness_is_seen(week):
    narrow = told(week, "noise", "law", lambda n, generator: right_noise(n, generator) / 2)
    own = told(week, "noise", "state", lambda n, generator: torch.randn(n))

    assert "their variance differs" in narrow
    assert "take all randomness from the generator" in own


def test_the_hidden_checks_are_counted_once_whether_the_public_ones_pass_or_fail(week):
    note = "Only public checks ran; 2 hidden checks were not run. Grading makes all of them, on other inputs."
    *first, last = cases(week, "scaled", lambda x, factor: x.mul_(0)).values()

    assert last.on_success == last.lines[-1] == note
    assert not any(note in (case.on_success, *case.lines) for case in first)
    assert "1 hidden check was not run" in cases(week, "loss")["gradient"].on_success
    assert cases(week, "noise")["law"].on_success.startswith("Only public checks ran, on other inputs")


def test_the_authors_hint_is_told_only_where_a_value_came_back(week):
    hint = "Hint: Take the mean over the first axis only."

    assert cases(week, "scaled", lambda x, factor: x)["values (1)"].lines[1:] == [hint]
    assert cases(week, "scaled", lambda x, factor: x.nope)["values (1)"].lines[1:] == []


def test_a_question_of_hidden_checks_alone_still_has_a_file_that_says_so(week):
    question = dataclasses.replace(week.question("loss"), checks=week.question("loss").checks[:1])

    (case,) = results(public_checks(question, week.name)).values()

    assert case.passed
    assert case.on_success.startswith("There is no public check. Only")


def test_inputs_are_written_exactly(week):
    question = week.question("scaled")
    seen = []

    cases(week, "scaled", lambda x, factor: seen.append(x))

    for got, case in zip(seen[:2], question.checks[0].cases, strict=True):
        drawn = case.draw(case_generator(None, week.name, question.name, case.label))["x"]
        assert got.dtype == drawn.dtype
        assert torch.equal(got, drawn)


def test_infinite_inputs_and_values_can_be_written(week):
    def inputs(generator):
        return {"x": torch.tensor([0.0, float("inf")]), "factor": 1.0}

    check = Check("ends", 1, (Case("ends", inputs),), compare.tensor((0, 0), (0, 0)), shown=Shown.PUBLIC)
    question = dataclasses.replace(week.question("scaled"), reference=lambda x, factor: x * factor, checks=(check,))

    (case,) = results(public_checks(question, week.name), scaled=lambda x, factor: x).values()

    assert case.passed


def test_a_picked_value_is_compared_alone(week):
    check = dataclasses.replace(week.question("scaled").checks[0], pick=1)
    question = dataclasses.replace(
        week.question("scaled"), reference=lambda x, factor: (x, x * factor), checks=(check,)
    )

    text = public_checks(question, week.name)
    right = results(text, scaled=lambda x, factor: [None, x * factor])["values (1)"]
    alone = results(text, scaled=lambda x, factor: x)["values (1)"]

    assert right.passed
    assert alone.lines[0] == "expected 2 values, got a tensor of shape (3, 2)."


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
