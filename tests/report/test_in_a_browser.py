"""The pages in Chromium: nothing is fetched, nothing overflows, and nothing that axe calls an error."""

from dataclasses import replace

import pytest

from autograder.likeness import Alike, AlikeAnswer
from autograder.report.class_report import write_class_report
from autograder.report.feedback import write_feedback
from autograder.results import CurveResult

CURVE = CurveResult(
    "step", "beta", "num_steps = 5", (0.0, 1.0, 2.0, 3.0, 4.0), (0.1, 0.2, 0.3, 0.4, 0.5), (0.1, None, 0.9, 4.0, 0.2)
)
FRIENDS = Alike(("student-02", "student-09"), (AlikeAnswer("q_posterior", ("student-02", "student-09"), 0),))

# Links and folds that a finger would miss: WCAG 2.2 asks for 24 pixels, or for room around what stands in a sentence.
SMALL = """Array.from(document.querySelectorAll('nav a, summary, .overview a, .marks a'))
    .filter(thing => thing.getBoundingClientRect().height < 24).map(thing => thing.outerHTML)"""

pytestmark = pytest.mark.browser


@pytest.fixture(params=["feedback", "report"])
def page_file(request, tmp_path, a_class, mixed):
    drawn = replace(mixed.questions["q_sample"], curve=CURVE)
    mixed = replace(mixed, questions=mixed.questions | {"q_sample": drawn})
    results = [*a_class[:7], mixed, *a_class[8:]]
    written = write_feedback(tmp_path, results, title="Week 6: the forward process and its reversal")
    return written[7] if request.param == "feedback" else write_class_report(tmp_path, results, alike=[FRIENDS])


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_reads_well_on_a_phone_and_a_desk_by_day_and_night(chromium, page_file, width, scheme):
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(page_file.as_uri())

    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    small = page.evaluate(SMALL)
    found = violations(page)
    context.close()
    assert requests == [page_file.as_uri()]
    assert complaints == []
    assert overflow == 0
    assert small == []
    assert found == []


def violations(page):
    """What axe-core finds, as `rule: element`; nothing is looked for where it is not installed."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    results = axe.Axe().run(page).response
    return [f"{rule['id']}: {node['html']}" for rule in results["violations"] for node in rule["nodes"]]


def test_the_links_of_the_class_report_lead_to_the_feedback_pages(chromium, tmp_path, a_class):
    write_feedback(tmp_path, a_class)
    report = write_class_report(tmp_path, a_class)
    page = chromium.new_page()
    page.goto(report.as_uri())

    page.get_by_role("region", name="Table of marks").get_by_role("link", name="student-07").click()
    page.wait_for_url("**/feedback/student-07/**")

    assert page.locator("h1").inner_text() == "week06_ddpm"
    assert "student-07" in page.title()
    page.close()


def test_a_page_prints_on_white_paper(chromium, page_file):
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(page_file.as_uri())

    page.emulate_media(media="print", color_scheme="dark")

    background, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    context.close()
    assert background == "rgb(255, 255, 255)"
    assert ink == "rgb(0, 0, 0)"
