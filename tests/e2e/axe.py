"""axe-core, run within a page: what it finds against accessibility. `make setup` installs it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
MISSING = (
    "axe-core is not installed: run `make setup`. It takes it with npm, as pinned in "
    "tests/e2e/package-lock.json; on Debian: apt-get install npm"
)
RUN = "async () => (await axe.run(document)).violations"


def findings(page: "Page") -> list[dict[str, Any]]:
    """What is against a rule, and where; the test fails where axe-core is not installed."""
    if not AXE.exists():
        pytest.fail(MISSING)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return [
        {"rule": one["id"], "what": one["help"], "where": [node["html"] for node in one["nodes"]]}
        for one in page.evaluate(RUN)
    ]
