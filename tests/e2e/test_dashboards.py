"""Every dashboard in a real browser: on a phone, on a large screen, on paper, in the dark, by
keyboard, without scripts; and looked at by axe-core. On SQLite: how a page is drawn does not depend
on the database, and what is on it is tried on both without a browser.
"""

import json
from typing import TYPE_CHECKING

import pytest

from bot.model import Audience
from tests.e2e.axe import findings
from tests.e2e.browser import shoot
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.dashboards import Furnished, furnish, link
from tests.harness.databases import ON_SQLITE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = ON_SQLITE
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """[...document.querySelectorAll('main *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.right > innerWidth + 1 && !one.closest('.scroll') && box.width > 1;
}).map(one => one.outerHTML.slice(0, 120))"""
PAGE_STYLE = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def made(world: World) -> Furnished:
    return furnish(world)


def opened(browser: "Browser", address: str, width: int = 320, *, scripts: bool = False) -> "Page":
    """A page; whatever the browser complains of is raised when it is left."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, locale="en-GB"
    )
    page = context.new_page()
    requested: list[str] = []
    page.on("console", lambda said: requested.append(f"console: {said.text}"))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(address)
    assert requested == [address], "one request, and nothing to complain of"
    return page


@pytest.mark.parametrize("audience", list(Audience))
def test_it_fits_and_stands_without_scripts(
    bot: Bot, world: World, made: Furnished, browser: "Browser", audience: Audience
) -> None:
    _, path = link(world, made, audience, shows_worth=True)
    page = opened(browser, bot.url + path)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.get_by_role("heading", level=1).is_visible()
        assert page.evaluate(OVERFLOW) <= 0, page.evaluate(CUT)
        assert page.evaluate(CUT) == []
        shoot(page, f"dashboard-{audience}-{width}")
        if page.locator("details").count():
            page.locator("summary").first.click()
            assert page.locator("details").first.get_attribute("open") is not None
            page.locator("summary").first.click()


@pytest.mark.parametrize("audience", list(Audience))
def test_axe_finds_nothing(
    bot: Bot, world: World, made: Furnished, browser: "Browser", audience: Audience
) -> None:
    _, path = link(world, made, audience, shows_worth=True)
    page = opened(browser, bot.url + path, scripts=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for width, scheme in ((320, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        shoot(page, f"dashboard-{audience}-{scheme}-open")
        assert findings(page) == [], json.dumps(findings(page), indent=1)


def test_the_period_is_chosen_by_keyboard(
    bot: Bot, world: World, made: Furnished, browser: "Browser"
) -> None:
    _, path = link(world, made, Audience.LEADER)
    page = opened(browser, bot.url + path)
    for words in ("Quarter", "Half-year", "Year"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == words
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert page.evaluate("document.activeElement.offsetHeight") >= 44
    page.keyboard.press("Enter")
    page.wait_for_url("**?period=year")
    assert page.locator("[aria-current]").inner_text() == "Year"
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "segment"
    page.keyboard.type("Mid")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**segment=Mid+market")
    assert "Segment Mid market" in page.locator(".cohort").inner_text()
    assert page.locator("[aria-current]").inner_text() == "Year", "the period stays"


@pytest.mark.parametrize("audience", [Audience.LEADER, Audience.SPONSOR, Audience.ADMIN])
def test_on_paper_and_in_the_dark(
    bot: Bot, world: World, made: Furnished, browser: "Browser", audience: Audience
) -> None:
    _, path = link(world, made, audience)
    page = opened(browser, bot.url + path, 1280)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(PAGE_STYLE) == "rgb(22, 22, 24)"
    shoot(page, f"dashboard-{audience}-dark")
    page.emulate_media(media="print", color_scheme="light")
    assert page.evaluate(PAGE_STYLE) == "rgb(255, 255, 255)"
    assert page.locator(".choose, .turns, summary").filter(visible=True).count() == 0
    assert page.locator("footer").is_visible()
    page.set_viewport_size({"width": 794, "height": 1123})
    assert page.evaluate(OVERFLOW) <= 0, page.evaluate(CUT)
    shoot(page, f"dashboard-{audience}-print")
