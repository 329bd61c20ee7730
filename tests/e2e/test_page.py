"""The page of the local Slack in a real browser, with a canned state behind it."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from tests.page import fixture
from tests.page.server import PageServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

Open = Callable[..., "Page"]
# With the body the focus is in the browser's own bar, between the last and the first control.
INSIDE = "document.activeElement.matches('body, dialog *')"


class Served(threading.Thread):
    """The page's server on a free port, in a thread: Playwright's loop fills the test's own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.address = ""
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()

    def run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        runner = web.AppRunner(PageServer().app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"
        self._ready.set()
        await self._over.wait()
        await runner.cleanup()

    def __enter__(self) -> str:
        self.start()
        self._ready.wait(5)
        return self.address

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self.join(5)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with Served() as found:
        yield found


@pytest.fixture
def opened(browser: "Browser", address: str) -> Iterator[Open]:
    """Opens the page; afterwards nothing may have broken and no dialog may have been shown."""
    problems: list[str] = []

    def refuse(dialog: Any) -> None:
        problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def hear(message: Any) -> None:
        # A broken block is logged on purpose: the fixture has one.
        if message.type == "error" and "could not be drawn" not in message.text:
            problems.append(message.text)

    def open_page(*, width: int = 1280, height: int = 860, scheme: Any = "light") -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(5000)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", hear)
        page.on("dialog", refuse)
        page.request.post(f"{address}/test/reset")
        page.goto(f"{address}/?as={fixture.ANA}")
        page.wait_for_selector(".message")
        return page

    yield open_page
    for context in browser.contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(opened: Open) -> "Page":
    return opened()


def acts(page: "Page", do: str) -> list[dict[str, Any]]:
    """What the page asked the server for, of one kind."""
    address = page.url.split("/?")[0]
    found = page.request.get(f"{address}/test/acts").json()
    return [one for one in found if one["do"] == do]


def until(page: "Page", holds: Callable[[], object]) -> None:
    """Wait for it. Playwright's own wait would evaluate a string, which the page forbids."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(30)
    assert holds()


def acted(page: "Page", do: str) -> dict[str, Any]:
    """The one thing of this kind that the page asked for, once it did."""
    until(page, lambda: acts(page, do))
    (found,) = acts(page, do)
    return found


def put(page: "Page", **changes: Any) -> None:
    page.request.post(f"{page.url.split('/?')[0]}/test/put", data=changes)


def composer(page: "Page") -> "Locator":
    return page.locator("main .composer textarea")


def modal(page: "Page") -> "Locator":
    composer(page).fill("/success plan acme")
    composer(page).press("Enter")
    dialog = page.get_by_role("dialog", name="Add a milestone")
    dialog.wait_for()
    return dialog


def focused(page: "Page") -> str:
    """The label, or else the text, of what has the focus."""
    return str(
        page.evaluate(
            """() => {
            const node = document.activeElement;
            const label = document.getElementById(node.getAttribute("aria-labelledby"));
            return node.getAttribute("aria-label") ?? label?.textContent ?? node.textContent;
        }"""
        )
    )


def channel(page: "Page", name: str) -> None:
    page.get_by_role("navigation").get_by_role("button", name=name).click()


BLOCK_TEXTS = {
    "header": "Acme Corp",
    "section": "Agents solve six of ten tickets alone & fast",
    "fields": "Seats",
    "context": "Shared by @Ben Okafor",
    "actions": "Mark done",
    "image": "Usage",
    "rich_text": "quoted",
    "markdown": "Week 47",
    "table": "Agents solve alone",
    "data_table": "Accounts of Ana",
    "card": "plan 2, collaboration",
    "container": "Details",
    "alert": "Renewal in 9 days",
    "video": "Kickoff",
    "file": "plan.pdf",
    "plan": "Read the file",
    "unknown": "cannot show block type hologram",
    "broken": "cannot show this broken block of type data_table",
    "chart.bar": "Readings by month",
    "chart.line": "Health over time",
    "chart.area": "Active planners",
    "chart.pie": "yellow · 6 (26 %)",
}


def test_every_block_type_is_drawn(page: "Page") -> None:
    message = page.locator(".message", has_text="cannot show block type hologram")
    drawn = message.locator(".blocks > *").all()
    assert len(drawn) == len(fixture.EVERY)
    for block, node in zip(fixture.EVERY, drawn, strict=True):
        assert BLOCK_TEXTS.get(block["block_id"], "") in (node.text_content() or "")
    assert message.locator(".unknown").count() == 2
    assert message.locator("svg.chart[role=img]").count() == 4
    assert "Acme: Aug 35, Sep 41, Oct 48, Nov 56" in str(
        message.locator("svg.chart").first.get_attribute("aria-label")
    )


def test_text_is_formatted_as_slack_does(page: "Page") -> None:
    section = page.locator(".block-section").first
    for tag, text in {
        "strong": "Acme Corp",
        "em": "Collaboration",
        "s": "old",
        "code": "code",
    }.items():
        assert section.locator(tag).first.text_content() == text
    assert section.locator(".mention").all_text_contents() == ["@Ana Reyes", "#acme-and-us"]
    assert section.locator("time").text_content() == "tomorrow at 11:00 AM"
    assert "November 22, 2026" in str(section.locator("time").get_attribute("title"))
    link = section.get_by_role("link", name="the contract")
    assert link.get_attribute("href") == "https://example.com/?a=1&b=2"
    assert "noopener" in str(link.get_attribute("rel"))
    assert "snake_case_name and 2*3*4 stay" in str(section.text_content())
    assert "🎉" in str(section.text_content())


def test_hostile_text_stays_text(page: "Page") -> None:
    channel(page, "acme-and-us")
    page.locator(".message").nth(len(fixture.HOSTILE)).wait_for()
    shown = page.locator("main .message-list")
    for tag in ("script", "iframe", "b", "i", "object", "embed", "style", "link", "base", "meta"):
        assert page.locator(f"#app {tag}").count() == 0, tag
    assert (
        page.locator("#app svg svg, #app [onload], #app [onerror], #app [onmouseover]").count() == 0
    )
    addresses = shown.locator("a").evaluate_all("all => all.map((one) => one.protocol)")
    assert set(addresses) <= {"http:", "https:"}
    text = str(shown.text_content())
    assert "<script>alert(1)</script>" in text
    assert "<img src=x onerror=alert(1)>" in text
    assert "<b>bold</b> &lt;i&gt;" in text, "entities are unescaped exactly once"
    assert page.evaluate("[...document.scripts].length") == 1


def test_hostile_text_in_a_modal_and_at_home_stays_text(page: "Page") -> None:
    blocks = fixture.hostile_blocks()
    view = {**fixture.MODAL, "title": fixture.plain(fixture.HOSTILE[1]), "blocks": blocks}
    put(page, views=[view], home={**fixture.HOME, "blocks": blocks})
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert dialog.get_by_role("heading", level=2).text_content() == fixture.HOSTILE[1]
    assert dialog.locator("script, iframe, b, img").count() == 0


def test_a_command_is_completed_and_sent_with_the_keyboard(page: "Page") -> None:
    composer(page).focus()
    page.keyboard.type("/su")
    options = page.get_by_role("listbox", name="Commands").get_by_role("option")
    assert options.count() == 2
    page.keyboard.press("Enter")
    assert composer(page).input_value() == "/success "
    words = page.get_by_role("listbox", name="Words of /success").get_by_role("option")
    assert "plan <account> [start]" in str(words.first.text_content())
    page.keyboard.type("pl")
    assert words.count() == 2
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert composer(page).input_value() == "/success player "
    assert page.locator("main .composer-hint").text_content() == "/success player <account>"
    page.keyboard.type("acme")
    page.keyboard.press("Enter")
    assert acted(page, "say")["text"] == "/success player acme"
    assert composer(page).input_value() == ""


def test_escape_closes_the_completion_and_keeps_the_text(page: "Page") -> None:
    composer(page).focus()
    page.keyboard.type("/su")
    page.keyboard.press("Escape")
    assert page.locator("main .completion").is_hidden()
    assert composer(page).input_value() == "/su"


def test_a_message_is_sent_as_slack_writes_it(page: "Page") -> None:
    composer(page).fill("@Ben Okafor 1 < 2 & *bold*")
    composer(page).press("Enter")
    page.get_by_text("1 < 2 & bold").wait_for()
    assert acts(page, "say")[0]["text"] == "<@U0BEN> 1 &lt; 2 &amp; *bold*"
    assert page.locator(".message").last.locator(".mention").text_content() == "@Ben Okafor"


def test_a_refused_command_says_why_and_can_be_mended(page: "Page") -> None:
    composer(page).fill("/nothing")
    composer(page).press("Enter")
    page.get_by_role("alert").get_by_text("“/nothing” is not a command here.").wait_for()
    assert composer(page).input_value() == "/nothing"


def test_a_menu_and_its_question_work_with_the_keyboard(page: "Page") -> None:
    more = page.get_by_role("button", name="More actions", exact=True).first
    more.focus()
    page.keyboard.press("Enter")
    assert focused(page) == "Hand over"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Not an issue"
    page.keyboard.press("Escape")
    assert focused(page) == "More actions"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Hand it over?").wait_for()
    page.keyboard.press("Escape")
    assert acts(page, "click") == []
    assert focused(page) == "More actions"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Hand it over?").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="detached")
    sent = acted(page, "click")
    assert (sent["type"], sent["selected_option"]["value"]) == ("overflow", "hand")
    assert (sent["channel"], sent["block_id"]) == (fixture.GENERAL, "menus")


def test_a_button_sends_its_value(page: "Page") -> None:
    page.get_by_role("button", name="Mark done").first.click()
    sent = acted(page, "click")
    assert (sent["action_id"], sent["value"], sent["block_id"]) == ("done", "done", "actions")


def test_a_modal_takes_the_focus_keeps_it_and_gives_it_back(page: "Page") -> None:
    dialog = modal(page)
    assert focused(page) == "Title"
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(INSIDE)
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert acted(page, "close")["view_id"] == "V1"
    assert focused(page) == "Message #customer-success"


def test_errors_stand_at_their_fields(page: "Page") -> None:
    dialog = modal(page)
    dialog.get_by_role("button", name="Add").click()
    title = dialog.get_by_role("textbox", name="Title")
    assert acts(page, "submit") == []
    assert title.get_attribute("aria-invalid") == "true"
    described = str(title.get_attribute("aria-describedby")).split()
    sentences = [str(dialog.locator(f"#{one}").text_content()) for one in described]
    assert sentences[0] == "What the customer will have achieved."
    assert "required" in sentences[1]
    assert focused(page) == "Title"
    title.fill("x" * 41)
    dialog.get_by_role("textbox", name="Rate").fill("many")
    dialog.get_by_role("textbox", name="E-mail").fill("ana")
    dialog.get_by_role("textbox", name="Web address").fill("javascript:alert(1)")
    dialog.get_by_role("button", name="Add").click()
    errors = [text for text in dialog.locator(".field-error").all_text_contents() if text]
    assert len(errors) == 5, errors
    assert "at most 40" in errors[0]


def test_a_modal_is_submitted_with_all_its_values(page: "Page") -> None:
    dialog = modal(page)
    dialog.get_by_role("textbox", name="Title").fill("Taken")
    dialog.get_by_role("radio", name="Us").check()
    dialog.get_by_role("checkbox", name="Blue").check()
    dialog.get_by_role("textbox", name="Rate").fill("12.5")
    button = dialog.get_by_role("button", name="Add")
    button.click()
    assert dialog.get_by_role("button", name="Sending").is_disabled()
    dialog.get_by_text("There is a milestone “Taken” already.").wait_for()
    until(page, lambda: focused(page) == "Title")
    assert dialog.get_by_role("textbox", name="Rate").input_value() == "12.5"
    dialog.get_by_role("textbox", name="Title").fill("50 agents live")
    button.click()
    dialog.wait_for(state="detached")
    values = {
        name: found["value"]
        for name, found in acts(page, "submit")[-1]["state"].items()
        if "value" in found
    }
    assert values["title"] == {"type": "plain_text_input", "value": "50 agents live"}
    assert values["story"]["value"] == "It went well."
    assert values["rate"]["value"] == "12.5"
    assert values["colour"]["selected_option"]["value"] == "green"
    assert values["tags"] == {"type": "multi_static_select", "selected_options": []}
    assert values["goal"]["selected_option"] is None
    assert values["owner"]["selected_user"] == fixture.ANA
    assert values["due"]["selected_date"] == "2026-12-31"
    assert values["side"]["selected_option"]["value"] == "us"
    assert [one["value"] for one in values["agree"]["selected_options"]] == ["blue"]
    assert [one["action_id"] for one in acts(page, "click")] == ["value"], (
        "only the dispatching one"
    )


def test_a_select_is_searched_with_the_keyboard(page: "Page") -> None:
    dialog = modal(page)
    colour = dialog.get_by_role("combobox", name="Colour")
    assert colour.input_value() == "Green"
    colour.focus()
    page.keyboard.press("ArrowDown")
    assert dialog.get_by_role("option").count() == 4
    colour.fill("bl")
    assert dialog.get_by_role("option").all_text_contents() == ["Blue"]
    page.keyboard.press("Enter")
    assert colour.input_value() == "Blue"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert dialog.is_visible(), "Escape closed the list, not the modal"


def test_several_are_chosen_as_chips_up_to_the_limit(page: "Page") -> None:
    dialog = modal(page)
    tags = dialog.get_by_role("combobox", name="Tags")
    tags.click()
    groups = dialog.get_by_role("listbox").get_by_role("group")
    assert [groups.nth(n).locator(".list-group").text_content() for n in (0, 1)] == ["Warm", "Cold"]
    for name in ("Red", "Blue", "Grey"):
        dialog.get_by_role("option", name=name).click()
    picker = dialog.locator(".block-input", has_text="Tags")
    assert picker.locator(".chip").all_text_contents() == ["Red", "Blue"]
    picker.get_by_role("button", name="Remove Red").click()
    assert picker.locator(".chip").all_text_contents() == ["Blue"]


def test_external_options_are_looked_up_while_one_types(page: "Page") -> None:
    dialog = modal(page)
    goal = dialog.get_by_role("combobox", name="Goal")
    goal.click()
    dialog.get_by_role("option", name="Planners plan").wait_for()
    goal.press_sequentially("open", delay=30)
    dialog.get_by_role("option", name="Agents solve alone").wait_for(state="detached")
    assert dialog.get_by_role("option").all_text_contents() == ["Managers open the report"]
    page.keyboard.press("Enter")
    assert goal.input_value() == "Managers open the report"
    assert [one["typed"] for one in acts(page, "options")] == ["", "open"], "one look-up a pause"
    player = dialog.get_by_role("combobox", name="Player")
    player.click()
    assert "Type 3 or more" in str(dialog.locator(".list-note").text_content())


def test_modals_stack_and_the_lower_one_keeps_its_values(page: "Page") -> None:
    dialog = modal(page)
    dialog.get_by_role("textbox", name="Title").fill("kept")
    dialog.get_by_role("button", name="Look closer").click()
    upper = page.get_by_role("dialog", name="Look closer")
    upper.wait_for()
    assert upper.get_by_text("Above the other.").is_visible()
    page.keyboard.press("Escape")
    dialog.wait_for()
    assert dialog.get_by_role("textbox", name="Title").input_value() == "kept"


def test_an_updated_modal_keeps_what_was_entered(page: "Page") -> None:
    dialog = modal(page)
    dialog.get_by_role("textbox", name="Title").fill("kept")
    more = {"type": "section", "block_id": "more", "text": fixture.plain("More is shown")}
    put(page, views=[{**fixture.MODAL, "hash": "2", "blocks": [*fixture.MODAL["blocks"], more]}])
    dialog.get_by_text("More is shown").wait_for()
    assert dialog.get_by_role("textbox", name="Title").input_value() == "kept"
    assert focused(page) == "Title"


def test_a_data_table_sorts_filters_and_pages(page: "Page") -> None:
    table = page.locator(".data-table").first
    names = table.locator("tbody th")
    assert names.count() == 5
    assert table.get_by_role("status").text_content() == "1–5 of 7"
    table.get_by_role("button", name="Next page").click()
    assert names.all_text_contents() == ["Quarry", "Larkspur"]
    health = table.get_by_role("columnheader", name="Health")
    table.get_by_role("button", name="Health").click()
    assert health.get_attribute("aria-sort") == "ascending"
    assert names.all_text_contents()[:2] == ["Élan", "Zenith"]
    table.get_by_role("button", name="Health").click()
    assert health.get_attribute("aria-sort") == "descending"
    assert names.first.text_content() == "Birch Bank"
    table.get_by_role("button", name="Revenue").click()
    assert names.first.text_content() == "Élan", "by value, not by text"
    table.get_by_role("searchbox").fill("acme")
    assert names.all_text_contents() == ["Acme Corp"]
    table.get_by_role("searchbox").fill("nobody")
    assert "No row fits" in str(table.locator("tbody").text_content())


def test_a_sorted_table_stays_sorted_when_a_message_arrives(page: "Page") -> None:
    table = page.locator(".data-table").first
    table.get_by_role("button", name="Health").click()
    composer(page).fill("Hello")
    composer(page).press("Enter")
    page.locator(".message", has_text="Hello").wait_for()
    assert table.locator("tbody th").first.text_content() == "Élan"


def test_a_chart_has_its_figures_as_a_table(page: "Page") -> None:
    chart = page.locator(".block-chart").first
    chart.get_by_text("Figures as a table").click()
    rows = chart.locator("tbody tr").all_text_contents()
    assert rows[1] == "Sep41-4"


def test_threads_unread_marks_and_what_only_you_see(page: "Page") -> None:
    own = page.locator(".message.ephemeral")
    assert own.get_by_text("Only visible to you").is_visible()
    shared = page.get_by_role("navigation").get_by_role("button", name="acme-and-us")
    assert "2 unread" in str(shared.text_content())
    shared.click()
    shared.locator(".count-badge").wait_for(state="detached")
    channel(page, "customer-success")
    page.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread")
    assert thread.get_by_text("I have.").is_visible()
    assert focused(page) == "Reply in the thread"
    page.keyboard.type("Thanks")
    page.keyboard.press("Enter")
    thread.get_by_text("Thanks").wait_for()
    assert acts(page, "say")[-1]["thread_ts"] == fixture.ROOT
    thread.press("Escape")
    assert thread.is_hidden()


def test_somebody_else_can_be_chosen_and_a_reload_keeps_the_place(page: "Page") -> None:
    page.get_by_role("button", name=re.compile("You are Ana")).click()
    page.get_by_role("menuitemradio", name=re.compile("Ben Okafor")).click()
    page.get_by_role("button", name=re.compile("You are Ben")).wait_for()
    channel(page, "acme-and-us")
    page.reload()
    page.get_by_role("button", name=re.compile("You are Ben")).wait_for()
    assert page.get_by_role("heading", level=1).text_content() == "#acme-and-us"


def test_the_apps_home_tab(page: "Page") -> None:
    channel(page, "Redthread")
    page.get_by_role("tab", name="Home").click()
    page.get_by_text("Good morning, Ana").wait_for()
    acted(page, "open_home")
    page.get_by_role("button", name="Start", exact=True).click()
    assert acted(page, "click")["view_id"] == "VH"
    page.get_by_role("tab", name="Home").press("ArrowRight")
    assert page.get_by_role("tab", name="Messages").get_attribute("aria-selected") == "true"
    assert page.get_by_text("Good morning. 3 matters.").is_visible()


def test_new_messages_are_announced(page: "Page") -> None:
    messages = {
        fixture.GENERAL: [
            *fixture.GENERAL_MESSAGES,
            fixture.message(1, fixture.BOT, "*Done* & dusted"),
        ]
    }
    put(page, messages=messages)
    live = page.locator("main [role=log]")
    live.get_by_text("Redthread: Done & dusted").wait_for(state="attached")
    assert live.locator("p").count() == 1


def test_the_traffic_is_shown_filtered_and_copied(page: "Page") -> None:
    page.get_by_role("button", name="Traffic").click()
    pane = page.get_by_role("complementary", name="Traffic with the bot")
    entries = pane.locator(".traffic-entry")
    entries.nth(1).wait_for()
    assert "expired_trigger_id" in str(entries.nth(1).text_content())
    entries.first.locator("summary").click()
    assert '"text": "plan acme"' in str(pane.locator(".json").first.text_content())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pane.get_by_role("button", name="Copy the body").click()
    pane.get_by_text("Copied").wait_for()
    pane.get_by_role("searchbox").fill("views.open")
    assert entries.count() == 1
    pane.get_by_role("searchbox").fill("")
    pane.get_by_role("combobox").select_option("to_bot")
    assert entries.count() == 1


def test_time_passes_and_the_tour_helps(page: "Page") -> None:
    page.get_by_role("button", name="Let a week pass").click()
    assert acted(page, "pass_time")["days"] == 7
    page.get_by_role("button", name="Tour").click()
    tour = page.get_by_role("complementary", name="Tour")
    tour.get_by_role("button", name="See a plan").click()
    tour.get_by_role("button", name="/success plan acme").click()
    assert composer(page).input_value() == "/success plan acme"
    tour.get_by_role("button", name="Close the tour").click()
    tour.wait_for(state="hidden")


def test_dark_by_the_system_and_by_the_switch(opened: Open) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light = opened()
    bright = light.evaluate(background)
    dark = opened(scheme="dark")
    night = dark.evaluate(background)
    assert bright == "rgb(255, 255, 255)"
    assert night != bright
    dark.get_by_role("button", name="Light or dark").click()
    dark.get_by_role("menuitemradio", name="Light").click()
    assert dark.evaluate(background) == bright
    dark.reload()
    dark.wait_for_selector(".message")
    assert dark.evaluate(background) == bright, "the choice is kept"


def test_a_narrow_screen_has_a_drawer_and_nothing_sticks_out(opened: Open) -> None:
    page = opened(width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("document.querySelector('.messages').scrollWidth") == 360
    sidebar = page.get_by_role("navigation")
    assert sidebar.is_hidden()
    page.get_by_role("button", name="Channels and people").click()
    assert sidebar.is_visible()
    channel(page, "Redthread")
    assert sidebar.is_hidden()
    assert page.get_by_role("heading", level=1).text_content() == "RedthreadAPP"
    dialog = modal(page)
    box = dialog.bounding_box()
    assert box is not None
    assert box["width"] <= 360


def test_a_lost_toast_and_a_told_one(page: "Page") -> None:
    put(page, toast={"text": "Redthread did not answer in time.", "kind": "error"})
    page.get_by_text("Redthread did not answer in time.").wait_for()
    page.get_by_role("button", name="Dismiss").click()
    page.get_by_text("Redthread did not answer in time.").wait_for(state="detached")
    assert len(acts(page, "dismiss_toast")) == 1
