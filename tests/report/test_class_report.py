"""What an instructor reads: the page, the table at the terminal, and the JSON."""

import io
import json
import math
import random
import re
from dataclasses import replace

import pytest
from rich.console import Console

from autograder.errors import AutograderError
from autograder.likeness import Alike, AlikeAnswer
from autograder.report.class_report import class_report, write_class_report
from autograder.report.feedback import feedback_page
from autograder.report.figures import class_figures
from autograder.report.summary import summary_json
from autograder.report.table import class_table
from autograder.results import QuestionResult, SubmissionResult


def marks(student, *points, out_of=4):
    verdicts = {0: "wrong", out_of: "right"}
    questions = {
        f"q{i}": QuestionResult(f"q{i}", f"Question {i}", p, out_of, verdicts.get(p, "partial"))
        for i, p in enumerate(points)
    }
    return SubmissionResult(student, "week06_ddpm", questions)


def printed(results, width=120):
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(class_table(results))
    return console.file.getvalue()


def pearson(a, b):
    """By the definition, with sums."""
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    cov = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    return cov / math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))


def test_discrimination_is_the_correlation_with_the_points_of_the_other_questions():
    own, rest = [4, 4, 0, 0, 4], [(4, 3), (2, 3), (1, 0), (2, 2), (0, 4)]
    results = [marks(f"student-{i:02d}", a, *b) for i, (a, b) in enumerate(zip(own, rest, strict=True))]

    figures = class_figures(results).questions[0]

    assert figures.discrimination == pytest.approx(pearson(own, [sum(b) for b in rest]))
    assert figures.mean_share == pytest.approx(0.6)


def test_discrimination_is_undefined_where_nothing_varies_and_for_two_students():
    same = [marks(f"student-{i:02d}", 4, i) for i in range(4)]

    assert class_figures(same).questions[0].discrimination is None
    assert class_figures([marks("a", 0, 4), marks("b", 4, 0)]).questions[0].discrimination is None


def test_rounding_noise_is_not_taken_for_variation():
    results = [marks(f"student-{i:02d}", 4 * (i % 2), 0.1 + 0.2 if i % 2 else 0.3) for i in range(6)]

    assert class_figures(results).questions[0].discrimination is None


def test_refused_and_undecided_answers_do_not_make_a_question_look_hard():
    fine = [marks("student-01", 4), marks("student-02", 4)]
    refused = replace(marks("student-03", 0), refused="The file is empty.")
    undecided = marks("student-04", 0)
    undecided = replace(undecided, questions={"q0": replace(undecided.questions["q0"], verdict="undecided")})

    figures = class_figures([*fine, refused, undecided])

    assert figures.questions[0].mean_share == 1.0
    assert figures.mean == 2.0
    assert figures.undecided == (("student-04", "q0"),)


def test_the_summary_says_who_has_which_misconception(a_class):
    summary = summary_json(a_class)

    assert summary["n"] == 16
    assert next(m for m in summary["misconceptions"] if m["question"] == "q_posterior") == {
        "question": "q_posterior",
        "misconception": "variance-is-beta",
        "count": 3,
        "students": ["student-02", "student-03", "student-10"],
    }
    assert summary["refused"] == {"student-04": "The file is not JSON: it stops in the middle of line 212."}
    assert summary["undecided"] == [{"student": "student-07", "question": "ancestral_sample"}]
    assert sum(summary["questions"]["snr"]["verdicts"].values()) == 15
    assert json.loads(json.dumps(summary)) == summary


@pytest.mark.parametrize("report", [lambda r: class_report(r, title="Week 6"), summary_json, printed])
def test_the_order_of_grading_does_not_show(a_class, report):
    shuffled = random.Random(3).sample(a_class, len(a_class))

    assert report(shuffled) == report(a_class)


@pytest.mark.parametrize("report", [lambda r: class_report(r, title="Week 6"), summary_json, printed])
def test_an_empty_class_is_reported_without_a_stumble(report):
    assert report([])


def test_two_weeks_are_not_mixed_in_one_report(a_class):
    with pytest.raises(AutograderError, match="a report is about one week, got week05_gan, week06_ddpm"):
        class_report([*a_class, replace(a_class[0], week="week05_gan")], title="Week 6")


def test_every_student_and_every_question_is_on_the_page(a_class):
    html = class_report(a_class, title="Week 6")

    for result in a_class:
        assert f'href="../feedback/{result.student}/week06_ddpm/week06_ddpm.html"' in html
    for name in a_class[0].questions:
        assert f"<span>{name}</span>" in html


def test_the_page_lies_beside_the_feedback_that_it_links_to(tmp_path, a_class):
    path = write_class_report(tmp_path, a_class)

    assert path == tmp_path / "reports" / "week06_ddpm.html"
    assert path.read_text(encoding="utf-8") == class_report(a_class, title="week06_ddpm")


def test_staff_read_the_values_in_a_fold(a_class):
    html = class_report(a_class, title="Week 6")

    behind = html[html.index('id="details"') :]
    folded = "".join(re.findall(r"<details.*?</details>", behind, re.DOTALL))

    assert "got 0.0155778, want 0.0117908" in folded
    assert html.count("got 0.0155778") == folded.count("got 0.0155778")


def test_hostile_names_and_notes_stay_text_on_the_page(a_class):
    hostile = '"><script>alert(1)</script>'
    bad = replace(a_class[0], student=f"{hostile}\udc80", notes=(hostile,), repaired=(hostile,), refused=hostile)

    html = class_report([bad, *a_class[1:]], title=hostile)

    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "../feedback/%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%80/" in html


def test_twelve_questions_fit_into_120_columns(a_class):
    lines = printed(a_class).splitlines()

    assert max(map(len, lines)) <= 120
    for result in a_class:
        assert any(line.strip().startswith(result.student) for line in lines)
    assert "…" not in "".join(lines)


def test_the_table_says_what_went_wrong_in_few_words(a_class):
    lines = {line.split()[0]: line for line in printed(a_class, width=200).splitlines() if line.strip()}

    assert "6 variance-is-beta; 9 noise-at-the-last-step; 12 expected shape (4, 2), got" in lines["student-03"]
    assert "refused: The file is not JSON" in lines["student-04"]
    assert "1-12 no answer" in lines["student-06"]
    assert "12 a person decides" in lines["student-07"]
    assert lines["student-01"].rstrip().endswith("60/60")


def test_the_terminal_gets_neither_markup_nor_control_sequences_from_a_name(a_class):
    text = printed([replace(a_class[0], student="[red]x\x1b[31m\nnext")])

    assert "[red]x\ufffd[31m next" in text
    assert "\x1b" not in text


def test_a_misconception_is_told_with_its_students(a_class):
    html = class_report(a_class, title="Week 6")
    section = html[html.index('id="ideas"') : html.index('id="alike"')]

    assert "<strong>variance is beta</strong> in <code>q_posterior</code>" in section
    assert "is surer of itself" in section
    assert "<bdi>student-10</bdi>" in section


FRIENDS = Alike(
    ("student-02", "student-09"),
    (AlikeAnswer("q_posterior", ("student-02", "student-09"), 0), AlikeAnswer("", ("student-02", "student-09"), 3)),
)


def test_equal_answers_are_told_to_staff_with_a_word_of_caution(a_class):
    html = class_report(a_class, title="Week 6", alike=(FRIENDS,))
    section = html[html.index('id="alike"') : html.index('id="stories"')]

    assert "This is no proof, and no mark depends on it" in section
    assert "2 answers alike, 1 of them written so by nobody else." in section
    assert "<bdi>student-09</bdi>" in section
    assert "and 3 elsewhere in the class" in section
    assert summary_json(a_class, (FRIENDS,))["alike"][0]["students"] == ["student-02", "student-09"]
    assert not any("alike" in feedback_page(result, title="Week 6") for result in a_class)


def test_a_question_in_which_the_strong_do_no_better_is_pointed_out():
    def student(i):
        return marks(f"student-{i:02d}", 4 * (i % 2), 4 * (i > 5), 4 * (i > 6))

    results = [student(i) for i in range(12)]
    figures = {question.name: question for question in class_figures(results).questions}

    assert figures["q0"].is_odd
    assert figures["q1"].separates == "separates"
    assert "To be looked at" in class_report(results, title="Week 6")
    assert "<code>q0</code>." in class_report(results, title="Week 6")


@pytest.mark.parametrize(("share", "word"), [(4, "easy"), (2.4, "medium"), (1, "hard")])
def test_how_hard_a_question_is_stands_there_in_a_word(share, word):
    assert class_figures([marks("student-01", share), marks("student-02", share)]).questions[0].difficulty == word


def test_the_middle_half_of_the_class_lies_between_the_quartiles():
    results = [marks(f"student-{i:02d}", i, out_of=20) for i in range(1, 6)]

    assert class_figures(results).quartiles == (2.0, 4.0)
    assert class_figures(results[:1]).quartiles is None


def test_the_slowest_and_the_largest_notebooks_come_first(a_class):
    html = class_report(a_class, title="Week 6")
    slowest, largest = re.findall(
        r"<tbody>(.*?)</tbody>", html[html.index('id="cost"') : html.index('id="marks"')], re.S
    )

    assert re.findall(r"student-\d\d", slowest) == [f"student-{i:02d}" for i in range(16, 6, -1)]
    assert re.findall(r"student-\d\d", largest) == [f"student-{i:02d}" for i in range(16, 6, -1)]


def test_answers_that_wait_are_counted_by_question_with_the_command_that_lists_them(a_class):
    html = class_report(a_class, title="Week 6")
    waiting = html[html.index('id="todo"') : html.index('id="scores"')]

    assert "1 answer to mark: in words, or what the program could not decide" in waiting
    assert "<code>autograder todo week06_ddpm</code>" in waiting
    assert "<code>ancestral_sample</code>" in waiting
    assert "it stops in the middle of line 212" in waiting


def test_a_long_list_of_names_is_folded(a_class):
    many = [replace(a_class[1], student=f"student-{i:03d}") for i in range(40)]

    assert "<summary>and 28 more</summary>" in class_report(many, title="Week 6")
