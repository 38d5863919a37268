"""A week on a JupyterHub: two students and an instructor, each in a browser of their own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Course

from . import hub as hubs

WEEK = "week01_derivations"
PICTURES = os.environ.get("PICTURES")  # a folder to draw into
PATIENCE = 120_000  # ms: processors may be busy

ENTROPY = "def entropy(p):\n    return -torch.xlogy(p, p).sum(-1)"
GIBBS = r"""%%derivation gibbs_inequality
D_{KL}(p \| q) &= -\sum_x p(x) \log \frac{q(x)}{p(x)} \\
               &\ge -\log \sum_x p(x) \frac{q(x)}{p(x)} && \text{(Jensen)} \\
               &= -\log \sum_x q(x) = -\log 1 = 0"""
UNREADABLE = r"""%%derivation gibbs_inequality
D_{KL}(p \| q) &= \heartsuit(p, q) \\
               &\ge 0"""

pytestmark = [pytest.mark.browser, pytest.mark.classroom]


@pytest.fixture(scope="module")
def hub(tmp_path_factory, copy_course):
    """A hub whose grading account holds this course."""
    folder = tmp_path_factory.mktemp("hub")
    grading = folder / "home" / "grading"
    grading.mkdir(parents=True)
    copy_course(grading / "course")
    release(grading / "course")
    with hubs.running(folder) as hub:
        yield hub


def release(course):
    command = [sys.executable, "-m", "autograder", "release", WEEK]
    subprocess.run(command, cwd=course, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture
def log_in(chromium, hub):
    """`log_in(NAME)`: the page of a browser of NAME's own, logged in or refused."""
    contexts = []

    def log_in(name):
        context = chromium.new_context(viewport={"width": 1300, "height": 1000})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{hub.address}/hub/login?next=/hub/home")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(hub.password)
        page.get_by_role("button", name="Sign in").click()
        return page

    yield log_in
    for context in contexts:
        context.close()


def keep(page, name):
    """A picture for a person to look at, where one is asked for."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"hub-{name}.png"))


def says(where, text):
    from playwright.sync_api import expect

    expect(where).to_contain_text(text, timeout=PATIENCE)


def open_from_menu(page, name):
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.get_by_role("menuitem", name=name, exact=True).click()


# ---------------------------------------------------------------- a student


class Student:
    """A student's JupyterLab, at the Assignment List."""

    def __init__(self, hub, page, name):
        self.page, self.name = page, name
        self.notebook = hub.home(name) / WEEK / f"{WEEK}.ipynb"
        page.goto(f"{hub.address}/hub/spawn")
        page.wait_for_url(f"**/user/{name}/lab**")
        open_from_menu(page, "Assignment List")

    def assignments(self, state):
        return self.page.locator(f"#{state}_assignments_list")

    def fetch(self):
        self.assignments("released").get_by_role("button", name="Fetch").click()
        self.assignments("fetched").get_by_role("button", name="Submit").wait_for()

    def open(self):
        listed = self.assignments("fetched")
        listed.get_by_text(WEEK).first.click()  # shows the notebooks in it
        listed.get_by_role("link", name=WEEK).last.click()
        # The notebook's own indicator says idle before there is a kernel, and then "Run All Cells" does nothing.
        self.page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\| Idle$")).wait_for()

    def cell(self, text):
        return self.page.locator(".jp-CodeCell").filter(has_text=text)

    def answer(self, beginning, text):
        self.cell(beginning).locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def run_all(self):
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def submit(self):
        with self.page.expect_response(saves(self.notebook.name)):
            self.page.keyboard.press("Control+S")
        self.page.get_by_role("tab", name="Assignments").click()
        self.assignments("fetched").get_by_role("button", name="Submit").click()
        self.assignments("submitted").get_by_text(WEEK).wait_for()

    def open_feedback(self):
        """The page, as JupyterLab shows it."""
        self.page.locator("#refresh_assignments_list").click()
        self.assignments("submitted").get_by_text("feedback available to fetch").wait_for()
        self.assignments("submitted").get_by_role("button", name="Fetch Feedback").click()
        self.assignments("submitted").get_by_text("view feedback").click()
        self.page.get_by_role("listitem", name=re.compile(rf"Name: {WEEK}\.html")).dblclick()
        return self.page.frame_locator(".jp-HTMLViewer iframe")


def saves(name):
    return lambda response: response.request.method == "PUT" and response.url.split("?")[0].endswith(f"/{name}")


# ---------------------------------------------------------------- the instructor


class Formgrader:
    """The grading account's formgrader, in JupyterLab, as an instructor sees it."""

    def __init__(self, hub, page):
        self.page = page
        page.goto(f"{hub.address}/hub/spawn/grading")
        page.get_by_role("button", name="Authorize").click()
        page.wait_for_url("**/user/grading/lab**")
        open_from_menu(page, "Formgrader")
        self.frame = page.frame_locator("iframe[src*=formgrader]")

    def row(self, text):
        return self.frame.locator("tbody tr").filter(has_text=text)

    def click(self, row, column):
        """Click what stands in a row's column, and read what is then said to have been done."""
        self.row(row).locator(f".{column} a").click()
        said = self.frame.locator(".modal.in .modal-content")
        text = said.inner_text()
        keep(self.page, f"{column}")
        assert "Success" in text, text
        said.get_by_role("button", name="OK").click()
        self.frame.locator(".modal, .modal-backdrop").first.wait_for(state="hidden")
        return text

    def go(self, *links):
        for link in links:
            self.frame.get_by_role("link", name=link, exact=True).last.click()

    def read_what_waits(self):
        self.frame.locator("tbody tr:has(.needs-manual-grade .glyphicon-ok) a.name-hidden").click()
        self.frame.locator("input.needs_manual_grade").scroll_into_view_if_needed()

    def give(self, points, question, comment):
        """Mark the one question that waits for a person, and say why."""
        self.fill("input.needs_manual_grade", points)
        self.fill(f"#{question}-comment", comment)

    def fill(self, box, text):
        with self.page.expect_response(lambda response: response.request.method == "PUT"):
            self.frame.locator(box).fill(text)
            self.frame.locator(box).press("Tab")


# ---------------------------------------------------------------- the week


def score_of(*right):
    """As the formgrader writes it where these questions are answered rightly and the others not at all."""
    points = {question.name: question.max_points for question in Course.load(hubs.ROOT).week(WEEK).questions}
    return f"{sum(points[name] for name in right):g} / {sum(points.values()):g}"


def isolation(hub, student):
    receipt = hub.home("grading") / "course" / "receipts" / student / f"{WEEK}.json"
    return json.loads(receipt.read_text(encoding="utf-8"))["inputs"]["isolation"]


def test_nobody_logs_in_as_the_grading_account(log_in):
    page = log_in("grading")

    says(page.locator("body"), "Nobody logs in as grading")


def test_a_week_is_fetched_answered_submitted_graded_and_its_feedback_is_read(hub, log_in):
    instructor = Formgrader(hub, log_in("instructor-01"))
    instructor.click(WEEK, "assign")
    instructor.click(WEEK, "release")

    first = Student(hub, log_in("student-01"), "student-01")
    first.fetch()
    keep(first.page, "fetched")
    first.open()
    first.answer("def entropy(", ENTROPY)
    first.answer("%%derivation gibbs_inequality", GIBBS)
    first.run_all()
    says(first.cell('grader.check("gibbs_inequality")'), "gibbs_inequality passed!")
    says(first.cell('grader.check("entropy")'), "entropy passed!")
    first.cell("%%derivation gibbs_inequality").scroll_into_view_if_needed()
    keep(first.page, "answered")
    first.submit()
    keep(first.page, "submitted")

    second = Student(hub, log_in("student-02"), "student-02")
    second.fetch()
    second.open()
    second.answer("def entropy(", ENTROPY.replace("-torch", "torch"))
    second.answer("%%derivation gibbs_inequality", UNREADABLE)
    second.submit()

    collected = instructor.click(WEEK, "collect")
    assert "cheating" not in collected
    instructor.go("2")
    for name in ("student-01", "student-02"):
        instructor.click(name, "autograde")
    says(instructor.row("student-01").locator(".status"), "graded")
    says(instructor.row("student-01").locator(".score"), score_of("entropy", "gibbs_inequality"))
    says(instructor.row("student-02").locator(".status"), "needs manual grading")
    assert isolation(hub, "student-01") == isolation(hub, "student-02") == "bubblewrap"
    keep(instructor.page, "autograded")

    instructor.go("Manual Grading", WEEK, WEEK)
    instructor.read_what_waits()
    instructor.give("1.5", "gibbs_inequality", "The heart is not in the notation.")
    keep(instructor.page, "manual")
    instructor.go("Manual Grading")
    instructor.go("Manage Assignments")
    instructor.click(WEEK, "generate-feedback")
    instructor.click(WEEK, "release-feedback")

    read = second.open_feedback()
    says(read.locator("body"), "Score: 1.5 / ")
    comment = read.get_by_text("The heart is not in the notation.")
    comment.scroll_into_view_if_needed()
    keep(second.page, "feedback")
