"""The page on which a customer without Slack answers, in a real browser: by keyboard, on a phone,
on paper, without scripts. On SQLite: how it is drawn does not depend on the database, and what it
writes is tried on both without a browser.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bot.model import Outcome, Verification, VerifiedBy
from bot.practice import verification
from bot.web.confirm import link_to
from bot.web.links import Links
from tests.e2e.browser import shoot
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.databases import ON_SQLITE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = ON_SQLITE
CHANGE = "Agents solve 61 % of tickets alone, without asking the second line: " + "x" * 60
FOCUSED = "document.activeElement.name + ' ' + document.activeElement.value"
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def address(bot: Bot, world: World) -> str:
    """The link to a question."""
    account_id = world.account("Acme Corp")
    player_id = world.player(account_id, "مريم Lopez")
    goal_id = world.goal(world.plan(account_id))
    world.reading(goal_id, 61)
    asked = world.question(world.outcome(account_id, CHANGE, goal_id=goal_id), player_id)
    question = world.database.read_now(verification.question, world.team_id, asked)
    links = Links(bot.settings.need("secret_key"), "https://redthread.example")
    return bot.url + urlsplit(link_to(links, world.team_id, question)).path


@pytest.fixture
def page(browser: "Browser", address: str) -> Iterator["Page"]:
    """A phone without scripts; whatever the browser complains of fails the test."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="en-GB"
    )
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(said.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert [one for one in trouble if "status of 410" not in one] == []


def test_it_is_confirmed_by_keyboard_alone(page: "Page", world: World) -> None:
    assert page.evaluate(WIDTH) <= 320
    shoot(page, "confirm-320")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "answer yes"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.evaluate("document.activeElement.offsetHeight") >= 44
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you").wait_for()
    shoot(page, "confirm-320-thanks")
    outcome = world.database.read_now(lambda s: s.query(Outcome).one())
    assert outcome.verified_by is VerifiedBy.LINK
    page.reload()
    page.get_by_text("You have answered this already").wait_for()


def test_not_quite_is_said_by_keyboard_alone(page: "Page", world: World) -> None:
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.get_by_label("Not quite?").evaluate("one => one === document.activeElement")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    words = page.get_by_label("Not quite?")
    assert words.evaluate("one => one === document.activeElement"), "words are needed"
    page.keyboard.type("Only in Lyon")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "answer no"
    page.keyboard.press("Enter")
    page.get_by_text("Only in Lyon").wait_for()
    asked = world.database.read_now(lambda s: s.query(Verification).one())
    assert asked.words == "Only in Lyon"


def test_on_paper_and_in_the_dark(page: "Page") -> None:
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="Is that so?").is_visible()
    assert not page.locator("form").first.is_visible()
    page.emulate_media(media="screen", color_scheme="dark")
    page.set_viewport_size({"width": 900, "height": 700})
    shoot(page, "confirm-dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(26, 26, 28)"
