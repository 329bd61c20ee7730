"""The tour as a newcomer walks it: in a real browser, on the real bot, with nothing played."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.cli.demo import words
from bot.sandbox.demo import Demo
from bot.sandbox.server import Manners

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PATIENT = Manners(patience=30, trigger_seconds=30)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with Demo(tmp_path / "demo", words(), PATIENT) as running:
        yield running


@pytest.fixture
def page(demo: Demo, browser: "Browser") -> Iterator["Page"]:
    """The page as somebody sees it who has just called `make demo`."""
    page = browser.new_page(viewport={"width": 1360, "height": 900}, locale="en-GB")
    page.set_default_timeout(20_000)
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(demo.address)
    yield page
    page.close()
    assert trouble == []
    assert demo.slack.problems == []


def say(page: "Page", text: str) -> None:
    box = page.get_by_role("textbox", name="Message")
    box.fill(text)
    box.press("Escape")  # the list of commands may be open
    box.press("Enter")


def latest(page: "Page", text: str) -> "Locator":
    return page.get_by_text(text).last


def be(page: "Page", name: str) -> None:
    """Become somebody else, and wait until the page is theirs: it is drawn anew, with its box."""
    page.locator(".me-frame button").click()
    with page.expect_response(re.compile("/page/state")) as theirs:
        page.get_by_role("menuitemradio", name=re.compile(name)).click()
    theirs.value.finished()
    page.wait_for_timeout(1000)


def test_a_newcomer_walks_the_tour(page: "Page") -> None:
    from playwright.sync_api import expect

    steps = page.get_by_role("complementary", name="Tour")
    say(page, "/success plan acme")
    expect(latest(page, "Knowledge base reviewed")).to_be_visible()
    expect(steps.get_by_text("1 of 7 done")).to_be_visible()

    page.get_by_role("button", name="Log outcome").last.click()
    window = page.get_by_role("dialog")
    window.get_by_label("What changed in what people do?").fill(
        "Agents solve the first ticket alone"
    )
    window.get_by_label("What changed, and what was it like?").fill("They hardly ask any more.")
    window.get_by_role("button", name="Log").click()
    expect(window.get_by_text("0 of 5 points")).to_be_visible()
    window.get_by_role("button", name="Complete the measure").click()
    window.get_by_label("The number that shows it").fill("days to the first ticket")
    window.get_by_label("Target that was set beforehand").fill("3")
    window.get_by_label("What was reached").fill("2")
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_text("1 of 5 points")).to_be_visible()
    window.get_by_role("button", name="Done").click()
    expect(steps.get_by_text("2 of 7 done")).to_be_visible()

    page.get_by_role("button", name="+1 week").click()
    passed = page.get_by_role("status").get_by_text("It is")
    expect(passed).to_be_attached(timeout=60_000)
    say(page, "/success plan acme")
    # 9 and 7; before midnight UTC it is tomorrow already where Ana is.
    expect(page.get_by_text(re.compile("1[67] days late")).last).to_be_visible()
    expect(steps.get_by_text("3 of 7 done")).to_be_visible()

    page.get_by_role("button", name=re.compile("^Redthread")).first.click()
    expect(latest(page, "matters")).to_be_visible()
    page.get_by_role("button", name="Mark done").last.click()
    expect(latest(page, "done by you")).to_be_visible()
    expect(steps.get_by_text("4 of 7 done")).to_be_visible()

    say(page, "/success next")
    expect(latest(page, "Next for you")).to_be_visible()
    expect(steps.get_by_text("5 of 7 done")).to_be_visible()

    page.get_by_role("button", name=re.compile("^acme-northstar")).first.click()
    say(page, "/success plan acme")
    page.get_by_role("button", name="Share with the customer").last.click()
    window.get_by_role("button", name="Share").click()
    expect(window.get_by_text("shown in the channel now")).to_be_visible()
    window.get_by_role("button", name="Done").click()
    be(page, "Jane Porter")
    page.get_by_role("button", name="Agree").last.click()
    expect(latest(page, "you agreed to it today")).to_be_visible()
    expect(steps.get_by_text("6 of 7 done")).to_be_visible()

    be(page, "Lea Martin")
    page.get_by_role("button", name=re.compile("^customer-success")).first.click()
    say(page, "/success digest preview")
    expect(latest(page, "Customer success, week")).to_be_visible()
    expect(steps.get_by_text("7 of 7 done")).to_be_visible()


def test_what_was_done_is_there_after_a_reload(page: "Page") -> None:
    from playwright.sync_api import expect

    say(page, "/success milestone acme Board sees the first results due in 2 weeks side us")
    expect(latest(page, "Board sees the first results")).to_be_visible()
    page.reload()
    expect(latest(page, "Board sees the first results")).to_be_visible()
    say(page, "/success plan acme")
    expect(latest(page, "Board sees the first results")).to_be_visible()


def test_a_message_becomes_an_outcome(page: "Page", demo: Demo) -> None:
    from playwright.sync_api import expect

    page.get_by_role("button", name=re.compile("^acme-northstar")).first.click()
    say(page, "New agents solve their first ticket alone & on day *two*!")
    said = page.get_by_role("article").filter(has_text="on day").last
    said.hover()
    said.get_by_role("button", name="More actions with this message").click()
    page.get_by_role("menuitem", name="Log as outcome").click()
    window = page.get_by_role("dialog")
    story = window.get_by_label("What changed, and what was it like?")
    expect(story).to_have_value("New agents solve their first ticket alone & on day *two*!")
    window.get_by_label("What changed in what people do?").fill("New agents solve it alone")
    window.get_by_role("combobox", name="Account").click()
    page.get_by_role("option", name="Acme Corp").click()
    expect(window.get_by_role("combobox", name="Goal")).to_be_visible()
    window.get_by_role("button", name="Log").click()
    expect(window.get_by_text("New agents solve it alone")).to_be_visible()
    expect(window.get_by_role("link", name="this message")).to_be_visible()
    window.get_by_role("button", name="Done").click()

    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Log an outcome").click()
    expect(window.get_by_label("What changed in what people do?")).to_be_visible()


def test_a_guest_is_refused(page: "Page") -> None:
    from playwright.sync_api import expect

    be(page, "Gil Moreau")
    say(page, "/success plan acme")
    expect(latest(page, "you are here as a guest")).to_be_visible()
    expect(page.get_by_text("Agents solve six of ten")).to_have_count(0)
