"""Take the picture of the local Slack in the README: `make screenshot`.

It needs Debian's Chromium. The picture shows the sample portfolio as it is on the day it is taken.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from bot.cli.demo import words
from bot.sandbox.demo import Demo

PICTURE = Path(__file__).parent / "images" / "sandbox.png"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Ask for a plan as Ana would, and take the picture."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("No Chromium here; on Debian: apt-get install chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        Demo(Path(folder), words()) as demo,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
        page.goto(demo.address)
        box = page.get_by_role("textbox", name="Message")
        box.fill("/success plan acme")
        box.press("Escape")
        box.press("Enter")
        page.get_by_text("Knowledge base reviewed").last.wait_for()
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
