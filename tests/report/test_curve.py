"""A curve on the feedback page: inside its frame whatever the values are, and told in words and numbers too."""

import re
from dataclasses import replace

import pytest

from autograder.report.curve import HEIGHT, WIDTH, drawing
from autograder.report.feedback import feedback_page
from autograder.report.student_view import student_view
from autograder.results import CurveResult

AT = tuple(float(i) for i in range(40))
WANT = tuple(round(0.9**i, 4) for i in range(40))
LATE = CurveResult("step", "alpha_bar", "betas = 0.1 everywhere", AT, WANT, (1.0, *WANT[:-1]))

NASTY = {
    "huge": (1e300, -1e300) * 20,
    "tiny": (1e-300,) * 40,
    "zero": (0.0,) * 40,
    "nothing finite": (None,) * 40,
    "now and then": (None, 0.5, 1e308, -1e308) * 10,
    "negative": tuple(-value for value in WANT),
}


def numbers_in(path):
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", path)]


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("want", [WANT, (1.0,) * 40, (1e-12,) * 40, tuple(10.0**i for i in range(-20, 20))])
@pytest.mark.parametrize("got", NASTY.values(), ids=NASTY)
def test_everything_is_drawn_inside_the_frame(want, got, logarithmic):
    found = drawing(replace(LATE, want=want, got=got, logarithmic=logarithmic))

    xs, ys = [], []
    for path in (found.expected, found.yours):
        xs += numbers_in(path)[::2]
        ys += numbers_in(path)[1::2]
    points = [*zip(xs, ys, strict=True), *found.marks, *((x, y) for x, y, _ in found.outside)]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    assert all(0 <= tick.place <= WIDTH for tick in found.ticks_x)
    assert all(0 <= tick.place <= HEIGHT for tick in found.ticks_y)
    assert 1 <= len(found.ticks_y) <= 7
    assert len(found.marks) <= 20
    assert len(found.outside) <= 20
    assert "nan" not in repr(found).lower().replace("nan.", "")


def test_where_the_two_part_is_told_in_words():
    assert drawing(LATE).in_words == ("Yours is off at 29 of 40 places, most at step 1: 1 where 0.9 is expected.")


def test_what_is_not_drawn_is_told():
    odd = replace(LATE, got=(None, -1.0, 0.0, *WANT[3:]), logarithmic=True)

    assert "1 value of yours is infinite or NaN." in drawing(odd).in_words
    assert "2 values of yours are not positive, and not drawn." in drawing(odd).in_words


def test_the_line_is_broken_where_there_is_no_value():
    assert drawing(replace(LATE, got=(*WANT[:10], None, *WANT[11:]))).yours.count("M") == 2


def test_a_value_far_beyond_does_not_flatten_the_expected_curve():
    found = drawing(replace(LATE, got=(*WANT[:39], 1e9)))

    heights = numbers_in(found.expected)[1::2]
    assert max(heights) - min(heights) > HEIGHT / 4
    assert [up for _, _, up in found.outside] == [True]


def test_the_table_has_both_ends_and_stays_short():
    rows = drawing(LATE).rows

    assert len(rows) <= 21
    assert rows[0] == ("0", "1", "1")
    assert rows[-1] == ("39", "0.0164", "0.0182")


def test_the_page_has_the_picture_with_its_words_and_its_numbers(mixed):
    question = replace(mixed.questions["q_sample"], curve=LATE)
    html = feedback_page(replace(mixed, questions=mixed.questions | {"q_sample": question}), title="Week 6")

    (figure,) = re.findall(r'<figure class="curve">.*?</figure>', html, re.DOTALL)
    assert "Your curve beside the expected one: alpha_bar by step" in figure
    assert "Yours is off at 29 of 40 places" in figure
    assert "Drawn for betas = 0.1 everywhere" in figure
    assert '<th scope="row">39</th><td class="number">0.0164</td>' in figure


def test_a_refused_notebook_has_no_picture(refused):
    questions = {name: replace(question, curve=LATE) for name, question in refused.questions.items()}

    assert {question.curve for question in student_view(replace(refused, questions=questions)).questions} == {None}
