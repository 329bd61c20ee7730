"""A picture of the page is kept where a test in the browser fails."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

SHOTS = Path(__file__).parent.parent.parent / "test-results"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Take it while the page is still open: after the test's own part, before the fixtures end."""
    report = yield
    page: Any = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and page is not None:
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{item.name}.png")
    return report
