"""The page on which somebody answers a survey, in a real browser: in each language, by keyboard, on
a phone, in the dark, on paper, without scripts; and looked at by axe-core. On SQLite: how it is
drawn does not depend on the database, and what it writes is tried on both without a browser.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bot.model import Language, Player, Response, ResponseState
from bot.practice import response
from bot.ui.survey_words import words_in
from bot.web.links import Links
from bot.web.survey import link_to
from tests.e2e.axe import findings
from tests.e2e.browser import shoot
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.databases import ON_SQLITE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = ON_SQLITE
TITLE = "Go live: " + "Ticketsystemeinführung" * 3
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """[...document.querySelectorAll('.scores label, button, summary, .tick')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.height && (box.height < 44 || box.width < 44);
}).map(one => one.outerHTML)"""
FOCUSED = "document.activeElement.name + ' ' + document.activeElement.value"

Asked = Callable[..., str]


@pytest.fixture
def ask(bot: Bot, world: World) -> Asked:
    """Somebody is asked: the address of the page, with the score that a mail would name."""
    account_id = world.account("Acme Corp", owner="U2")
    world.member("U2", name="Bob Jones")

    def asked(
        language: Language = Language.ENGLISH, survey: str = "nps", score: int | None = None
    ) -> str:
        player_id = world.player(account_id, "مريم Lopez")
        world.change(Player, player_id, language=language.value, zone="Europe/Lisbon")
        made = world.response(world.occasion(account_id, survey, title=TITLE), player_id)
        known = world.database.read_now(response.facts, world.team_id, made)
        links = Links(bot.settings.need("secret_key"), "https://redthread.example")
        address = link_to(links, world.team_id, made, known.asked_at, player_id, score=score)
        parts = urlsplit(address)
        return f"{bot.url}{parts.path}?{parts.query}".removesuffix("?")

    return asked


def opened(browser: "Browser", address: str, width: int = 320, *, scripts: bool = False) -> "Page":
    """A page, which asks for nothing besides itself and complains of nothing."""
    context = browser.new_context(
        viewport={"width": width, "height": 700}, java_script_enabled=scripts, locale="en-GB"
    )
    page = context.new_page()
    requested: list[str] = []
    page.on("console", lambda said: requested.append(f"console: {said.text}"))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(address)
    assert [one for one in requested if "status of 410" not in one] == [address]
    return page


def kept(world: World) -> Response:
    return world.database.read_now(lambda session: session.query(Response).one())


def test_it_is_answered_and_changed_by_keyboard_alone(
    browser: "Browser", ask: Asked, world: World
) -> None:
    page = opened(browser, ask())
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "score 0"
    outlined = "getComputedStyle(document.activeElement.nextElementSibling).outlineStyle"
    assert page.evaluate(outlined) == "solid"
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == "score 9"
    page.keyboard.press("Tab")
    page.keyboard.type("Fewer calls")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Send"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you").wait_for()
    page.get_by_text("9 on a scale from 0 to 10").wait_for()
    page.get_by_text("You can change your answer until").wait_for()
    shoot(page, "survey-320-thanks")
    given = kept(world)
    assert (given.score, given.words, given.may_quote) == (9, "Fewer calls", True)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "score 9"
    page.keyboard.press("ArrowLeft")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("8 on a scale from 0 to 10").wait_for()
    assert kept(world).score == 8
    page.reload()
    page.get_by_text("8 on a scale from 0 to 10").wait_for()
    world.clock.passes(days=1)
    page.goto(page.url)
    page.get_by_text("You have answered this already").wait_for()
    page.context.close()


def test_a_score_of_a_mail_is_only_chosen_beforehand(
    browser: "Browser", ask: Asked, world: World
) -> None:
    page = opened(browser, ask(score=3))
    assert page.get_by_role("radio", name="3").is_checked()
    assert kept(world).state is ResponseState.ASKED
    page.get_by_role("button", name="Send").click()
    page.get_by_text("3 on a scale from 0 to 10").wait_for()
    assert kept(world).score == 3
    page.context.close()


def test_without_a_score_the_browser_asks_for_one(
    browser: "Browser", ask: Asked, world: World
) -> None:
    page = opened(browser, ask(survey="csat"))
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("radio", name="1").evaluate("one => one === document.activeElement")
    page.get_by_role("radio", name="4").click()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("4 on a scale from 1 to 5").wait_for()
    page.context.close()


def test_to_be_asked_no_more_takes_two_steps(browser: "Browser", ask: Asked, world: World) -> None:
    address = ask()
    page = opened(browser, address)
    no_more = page.get_by_role("button", name="Ask me no more")
    assert not no_more.is_visible()
    page.get_by_text("Please ask me no more").click()
    no_more.click()
    page.get_by_role("heading", name="We will ask you no more").wait_for()
    assert kept(world).state is ResponseState.WITHDRAWN
    page.goto(address)
    page.get_by_role("heading", name="This is over").wait_for()
    page.context.close()


def test_what_is_over_says_so(browser: "Browser", ask: Asked, world: World) -> None:
    address = ask(Language.GERMAN)
    world.clock.passes(days=14)
    page = opened(browser, address, scripts=True)
    page.get_by_role("heading", name="Diese Frage ist nicht mehr offen").wait_for()
    assert page.evaluate("document.documentElement.lang") == "de"
    assert findings(page) == []
    shoot(page, "survey-320-over")
    page.context.close()


@pytest.mark.parametrize("language", list(Language))
def test_each_language_fits_a_phone_and_axe_finds_nothing(
    browser: "Browser", ask: Asked, language: Language
) -> None:
    words = words_in(language)
    for survey, width, scheme in (("nps", 320, "light"), ("ces", 1280, "dark")):
        page = opened(browser, ask(language, survey), width, scripts=True)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.lang") == language.value
        assert page.evaluate(OVERFLOW) <= 0
        assert page.evaluate(SMALL) == []
        shoot(page, f"survey-{language.value}-{survey}-{width}")
        assert findings(page) == [], json.dumps(findings(page), indent=1)
        page.get_by_role("radio", name="7").check()
        page.get_by_role("button", name=words.asked.send).click()
        page.get_by_role("heading", level=1).wait_for()
        page.get_by_text(words.page.change).click()
        assert page.evaluate(OVERFLOW) <= 0
        assert findings(page) == [], json.dumps(findings(page), indent=1)
        shoot(page, f"survey-{language.value}-{survey}-{width}-thanks")
        page.context.close()


def test_on_paper_the_answer_stands_alone(browser: "Browser", ask: Asked) -> None:
    page = opened(browser, ask(score=10))
    page.get_by_role("button", name="Send").click()
    page.get_by_text("10 on a scale").wait_for()
    page.emulate_media(media="print")
    assert page.get_by_text("10 on a scale").is_visible()
    assert page.locator("form").filter(visible=True).count() == 0
    page.context.close()
