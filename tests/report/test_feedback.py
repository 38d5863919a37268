"""A student's page says all that helps and nothing that is hidden."""

import re
from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest

from autograder.errors import AutograderError
from autograder.report.feedback import feedback_page, feedback_path, write_feedback
from autograder.report.student_view import LostCheck, QuestionView, StudentView
from autograder.results import CheckResult, SubmissionResult

NEVER = "NEVER-SHOWN"
HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"


class Page(HTMLParser):
    """The text and the tags of a page, scripts and all."""

    def __init__(self, html):
        super().__init__()
        self.parts, self.tags, self.attributes, self._style = [], [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self._style = tag == "style"

    def handle_endtag(self, tag):
        self._style = False

    def handle_data(self, data):
        if not self._style:
            self.parts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.parts).split())


def page_of(result):
    return feedback_page(result, title="Week 6")


def with_check(result, question, **changes):
    """The same submission, with the last check of a question changed."""
    old = result.questions[question]
    new = replace(old, checks=(*old.checks[:-1], replace(old.checks[-1], **changes)))
    return replace(result, questions={**result.questions, question: new})


def test_every_question_is_on_the_page_with_its_points_and_verdict(mixed):
    text = Page(page_of(mixed)).text

    for name, question in mixed.questions.items():
        assert f"{question.title} {name}" in text
    assert "43.5 of 60 points" in text
    for words in ("Right", "Partly right", "Not right yet", "Waiting for a person", "No answer found"):
        assert words in text


def test_a_lost_check_tells_its_name_how_far_off_and_the_hint(mixed):
    text = Page(page_of(mixed)).text

    assert "posterior variance hidden check" in text
    assert "4 of 4 entries are outside the tolerance" in text
    assert "Hint The posterior variance is smaller than beta . Which factor shrinks it?" in text


def test_a_named_misconception_stands_out_and_is_told_once(mixed):
    html = page_of(mixed)
    text = Page(html).text

    assert 'class="idea"' in html
    assert "A familiar mix-up : variance is beta" in text
    assert text.count("is surer of itself") == 1
    assert text.count("4 of 4 entries are outside") == 1
    assert text.count("Which factor shrinks it?") == 1


def test_what_was_put_right_and_what_happened_stand_in_plain_sentences(mixed):
    text = Page(page_of(mixed)).text

    assert "The answer cell of q_sample stood twice; the first one was taken." in text
    assert "This cost you nothing." in text
    assert "A cell was stopped after 20 s." in text


def test_a_refused_notebook_says_why_and_what_to_do_and_blames_no_answer(refused):
    text = Page(page_of(refused)).text

    assert "The file is not JSON: it stops in the middle of line 212." in text
    assert "Open the file in JupyterLab" in text
    assert "No answer found" not in text
    for name in refused.questions:
        assert name in text


def test_what_was_handed_in_is_told_by_its_hashes(mixed, refused):
    unread = replace(refused, submission="ab" * 32)

    assert (
        f"Graded was the notebook with the hand-in code 0fd9-b984-293a-abd4 , the file with the SHA-256 {'61d0' * 16} ."
    ) in Page(page_of(mixed)).text
    assert f"Looked at was the file with the SHA-256 {'ab' * 32} ." in Page(page_of(unread)).text
    assert "SHA-256" not in page_of(replace(mixed, submission="", hand_in_code=""))


def test_a_perfect_notebook_is_told_so(perfect):
    assert "Every question is right. Excellent work." in Page(page_of(perfect)).text


def test_an_undecided_answer_says_how_many_points_wait_for_a_person(mixed):
    text = Page(page_of(mixed)).text

    assert "Up to 2.5 more points wait for a person." in text
    assert "For a person to decide: law of the chain." in text


def test_a_check_lost_without_a_message_says_that_it_needs_an_earlier_one(mixed):
    lone = CheckResult("leaves its inputs unchanged", 0, 1, False, "hidden")
    question = mixed.questions["q_sample"]
    questions = {"q_sample": replace(question, checks=(*question.checks, lone))}

    assert "counts only together with an earlier check" in Page(page_of(replace(mixed, questions=questions))).text


def test_a_followed_through_check_says_that_a_slip_is_paid_for_once(perfect):
    followed = with_check(perfect, "snr", shown="hidden", followed_through=True)

    assert "one slip is not paid for twice" in Page(page_of(followed)).text


def test_nothing_for_staff_has_a_name_in_what_a_page_is_written_from():
    names = {field.name for record in (StudentView, QuestionView, LostCheck) for field in fields(record)}

    assert not names & {"staff", "distance", "shown", "seconds", "peak_memory", "checks"}


def test_texts_for_staff_and_distances_are_nowhere_on_the_page(mixed):
    html = page_of(mixed)

    assert NEVER not in html
    assert "0.0117908" not in html
    assert "31337" not in html


@pytest.mark.parametrize(
    "hidden",
    [
        {"staff": "want 0.25"},
        {"distance": 12.5},
        {"name": "another corner"},
        {"message": "3 of 9 entries are outside the tolerance"},
        {"hint": "Think of T = 1."},
    ],
)
def test_what_differs_only_in_secret_gives_the_same_page(mixed, hidden):
    """The page is a function of what a student may read: no other change can be seen on it."""
    assert page_of(with_check(mixed, "q_posterior", **hidden)) == page_of(mixed)


def test_time_memory_and_reuse_do_not_change_the_page(mixed):
    assert page_of(replace(mixed, seconds=99.0, peak_memory=7, reused=True)) == page_of(mixed)


def test_a_message_that_names_a_secret_check_is_left_out(mixed):
    secret = with_check(mixed, "q_posterior", name="one step only").questions["q_posterior"]
    told, said = secret.messages[0], "one step only: judged with your own earlier answer."
    questions = {"q_posterior": replace(secret, messages=(told, said, "The cell raised ValueError in line 3."))}

    text = Page(page_of(replace(mixed, questions=questions))).text

    assert "one step only" not in text
    assert "The cell raised ValueError in line 3." in text
    assert "Secret checks: 0 of 2 points." in text


def test_every_word_comes_from_the_template_or_from_what_a_student_may_read(mixed):
    """Words of the result that are not the student's to read would be left over here."""
    own = [mixed.student, mixed.week, *mixed.notes, *mixed.repaired]
    for question in mixed.questions.values():
        own += [question.name, question.title, question.misconception or "", *question.messages]
        own += [text for c in question.checks if c.shown != "secret" for text in (c.name, c.message, c.hint)]
    bare = {
        name: replace(question, title="", checks=plain(question.checks), misconception=question.misconception and "")
        for name, question in mixed.questions.items()
    }
    vocabulary = words(Page(page_of(replace(mixed, questions=bare, notes=("",), repaired=("",)))).text)

    left = words(Page(page_of(mixed)).text) - vocabulary - words(" ".join(own))

    assert left <= {
        "for",
        "reason",
        "same",
        "as",
        "above",
        "the",
        "a",
        "familiar",
        "mix",
        "up",
        "hint",
        "grader",
        "check",
    }


def plain(checks):
    return tuple(replace(c, name="", message="", hint="") for c in checks if c.shown != "secret")


def words(text):
    return {word.lower() for word in re.findall(r"[A-Za-z]+", text)}


@pytest.mark.parametrize(
    "place", ["student", "week", "notes", "repaired", "refused", "title", "message", "hint", "check"]
)
def test_hostile_text_stays_text(mixed, place):
    question = mixed.questions["q_sample"]
    check = question.checks[0]
    match place:
        case "student" | "week" | "refused":
            result = replace(mixed, **{place: HOSTILE})
        case "notes" | "repaired":
            result = replace(mixed, **{place: (HOSTILE, f"`{HOSTILE}`")})
        case "title":
            result = replace(mixed, questions={"q": replace(question, title=HOSTILE, messages=(HOSTILE,))})
        case _:
            field = "name" if place == "check" else place
            checks = (replace(check, **{field: HOSTILE}),)
            result = replace(mixed, questions={"q": replace(question, checks=checks)})

    page = Page(feedback_page(result, title=HOSTILE))

    assert not {"script", "img", "iframe", "object"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert HOSTILE in "".join(page.parts)


def test_a_page_fetches_nothing_and_runs_nothing(mixed):
    html = page_of(mixed)
    page = Page(html)

    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert all(value.startswith("#") for name, value in page.attributes if name in ("href", "src"))
    assert "url(" not in html
    assert "@import" not in html


def test_characters_that_disturb_a_page_are_replaced(mixed):
    html = page_of(replace(mixed, student="st\x00u\u202edent\udc80"))

    assert "st\ufffdu\ufffddent\ufffd" in html
    html.encode("utf-8")


def test_the_same_result_gives_the_same_page(mixed):
    assert page_of(mixed) == page_of(replace(mixed))


def test_a_notebook_without_questions_still_has_a_page():
    assert "0 of 0 points" in Page(page_of(SubmissionResult("student-01", "week06_ddpm", {}))).text


def test_pages_lie_where_nbgrader_looks_for_them(tmp_path, a_class):
    written = write_feedback(tmp_path, a_class)

    assert written[0] == tmp_path / "feedback" / "student-01" / "week06_ddpm" / "week06_ddpm.html"
    assert len(written) == len(a_class)
    assert all(path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>") for path in written)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"week06_ddpm.html"}


def test_only_pages_whose_content_changed_are_written_again(tmp_path, a_class, mixed):
    write_feedback(tmp_path, a_class)

    again = write_feedback(tmp_path, [*a_class[:7], mixed, *a_class[8:]])

    assert again == [feedback_path(tmp_path, mixed)]


@pytest.mark.parametrize("name", ["", ".", "..", "../student-02", "a/b", "a\0b"])
def test_a_student_whose_name_is_a_path_gets_no_file(tmp_path, perfect, name):
    with pytest.raises(AutograderError, match="the name of one folder"):
        write_feedback(tmp_path / "out", [replace(perfect, student=name)])

    assert not list(tmp_path.iterdir())
