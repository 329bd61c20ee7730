"""One browser for all tests in it, and pictures of what was open in it where one of them fails."""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.browser import SHOTS, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="package")
def started() -> Iterator["Browser"]:
    """Only for these tests: while it runs, Playwright's loop fills the thread of all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(started: "Browser") -> Iterator["Browser"]:
    """The browser, without anything open before and after."""
    yield started
    for context in started.contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Take them while the pages are open: after the test's own part, before the fixtures end."""
    report = yield
    browser: Any = getattr(item, "funcargs", {}).get("browser")
    if report.when == "call" and report.failed and browser is not None:
        SHOTS.mkdir(exist_ok=True)
        pages = [page for context in browser.contexts for page in context.pages]
        for number, page in enumerate(pages, 1):
            page.screenshot(path=SHOTS / f"{item.name}-{number}.png")
    return report
