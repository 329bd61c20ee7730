"""The checker: one valid example of everything, and one violation of each rule."""

import copy
import re
from typing import Any

import pytest

from bot.sandbox.blockkit import (
    BlockKitError,
    check_home,
    check_message,
    check_modal,
    check_options,
    check_submission,
)
from bot.ui import limits
from tests.harness.examples import (
    BLOCKS,
    ELEMENTS,
    INLINE,
    SECTION,
    Payload,
    button,
    mrkdwn,
    options,
    plain,
)


def message(*blocks: Payload, **more: Any) -> Payload:
    return {"text": "Acme Corp", "blocks": list(blocks), **more}


def modal(*blocks: Payload, **more: Any) -> Payload:
    return {
        "type": "modal",
        "title": plain("A goal"),
        "submit": plain("Save"),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: Payload, **more: Any) -> Payload:
    return {"type": "home", "blocks": list(blocks), **more}


@pytest.mark.parametrize("name", BLOCKS)
def test_valid_examples_pass(name: str) -> None:
    block = BLOCKS[name]
    if name == "alert":
        check_modal(modal(block))
    else:
        check_message(message(block))


def test_full_surfaces_pass() -> None:
    divider = {"type": "divider"}
    check_message(message(*[divider] * 50, response_type="ephemeral"), answers_command=True)
    check_message({"text": "only words", "channel": "C1", "unfurl_links": False})
    check_message({"delete_original": True})
    check_modal(
        modal(
            *[divider] * 100,
            private_metadata="x" * 3000,
            callback_id="goal.new",
            close=plain("Cancel"),
            external_id="e",
            notify_on_close=True,
        )
    )
    check_home(home(*[divider] * 100, private_metadata="", callback_id="home"))
    check_options({"options": []})
    check_options({"options": options(100)})
    check_options({"option_groups": [{"label": plain("a"), "options": options(2)}]})


def changed(block: Payload, path: str, value: Any) -> Payload:
    """A copy of the block with another value at the path; `None` takes the key away."""
    block = copy.deepcopy(block)
    at: Any = block
    *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    for key in way:
        at = at[key]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return block


LONG = "x" * 3001
WRONG_BLOCKS: list[tuple[str, str, Any]] = [
    ("header", "text.text", "A" * 151),
    ("header", "text.text", ""),
    ("header", "text", mrkdwn("a")),
    ("header", "text", None),
    ("header", "colour", "red"),
    ("header", "block_id", "x" * 256),
    ("header", "block_id", ""),
    ("header", "type", "heading"),
    ("header", "text.emoji", "yes"),
    ("section", "text.text", LONG),
    ("section", "text.text", ""),
    ("section", "text", None),
    ("section", "text.text", "hello <!channel>"),
    ("section", "text.text", "hello <!here|here>"),
    ("section", "text.text", "hello <!everyone>"),
    ("section", "text.text", "hello <!subteam^S012AB3CD>"),
    ("section", "text.text", "hello <world>"),
    ("section", "text.text", "<javascript:alert(1)|x>"),
    ("section", "text.text", "<@someone>"),
    ("section", "text.text", "<#general>"),
    ("section", "text.text", "<!date^1392734382^{date_short}>"),
    ("section", "text.text", "<!date^soon^{date_short}|soon>"),
    ("section", "text.text", "<!date^1392734382^{month}|soon>"),
    ("section", "text.text", "1 < 2"),
    ("section", "text.text", "2 > 1"),
    ("section", "text.text", "Smith & Sons"),
    ("section", "accessory", [button()]),
    ("section", "accessory", ELEMENTS["plain_text_input"]),
    ("section", "accessory.action_id", None),
    ("section", "accessory.type", "knob"),
    ("fields", "fields", [mrkdwn("x")] * 11),
    ("fields", "fields", []),
    ("fields", "fields.3.text", "x" * 2001),
    ("context", "elements", [mrkdwn("x")] * 11),
    ("context", "elements", []),
    ("context", "elements", [button()]),
    ("context", "elements.2.alt_text", None),
    ("actions", "elements", [button(action_id=f"a{n}") for n in range(26)]),
    ("actions", "elements", []),
    ("actions", "elements", [button(), button()]),
    ("actions", "elements", [ELEMENTS["multi_static_select"]]),
    ("actions", "elements", [ELEMENTS["plain_text_input"]]),
    ("divider", "text", plain("a")),
    ("image", "image_url", None),
    ("image", "image_url", "https://e.com/" + LONG),
    ("image", "image_url", "ftp://e.com/a.png"),
    ("image", "slack_file", {"id": "F1"}),
    ("image", "alt_text", "x" * 2001),
    ("image", "title.text", "x" * 2001),
    ("input.datepicker", "label.text", "x" * 2001),
    ("input.datepicker", "label", None),
    ("input.datepicker", "hint.text", "x" * 2001),
    ("input.datepicker", "element", button()),
    ("input.datepicker", "element.initial_date", "31.12.2026"),
    ("input.datepicker", "element.initial_date", "2026-02-30"),
    ("input.datepicker", "element.placeholder.text", "x" * 151),
    ("input.datepicker", "optional", "yes"),
    ("input.timepicker", "element.initial_time", "9:30"),
    ("input.timepicker", "element.initial_time", "24:00"),
    ("input.static_select", "element.options", options(101)),
    ("input.static_select", "element.options", []),
    ("input.static_select", "element.options.1.text.text", "x" * 76),
    ("input.static_select", "element.options.1.text", mrkdwn("x")),
    ("input.static_select", "element.options.1.value", "x" * 151),
    ("input.static_select", "element.options.1.value", ""),
    ("input.static_select", "element.options.1.description", plain("x" * 76)),
    ("input.static_select", "element.options.1.url", "https://e.com"),
    ("input.static_select", "element.initial_option.text.text", "Something else"),
    ("input.static_select", "element.option_groups", [{"label": plain("a"), "options": []}]),
    ("input.static_select", "element.placeholder.text", "x" * 151),
    (
        "input.grouped_select",
        "element.option_groups",
        [{"label": plain("x"), "options": options(1)}] * 101,
    ),
    ("input.grouped_select", "element.option_groups.0.options", options(101)),
    ("input.grouped_select", "element.option_groups.0.label.text", "x" * 76),
    ("input.grouped_select", "element.initial_option.value", "other"),
    ("input.multi_static_select", "element.initial_options.1.value", "other"),
    ("input.multi_static_select", "element.max_selected_items", 1),
    ("input.multi_static_select", "element.max_selected_items", 0),
    ("input.external_select", "element.options", options(1)),
    ("input.external_select", "element.min_query_length", -1),
    ("input.external_select", "element.initial_option.text.text", "x" * 76),
    ("input.multi_external_select", "element.initial_options", []),
    ("input.users_select", "element.initial_user", "alice"),
    ("input.radio_buttons", "element.options", options(11)),
    ("input.radio_buttons", "element.options.0.text.text", "*x* & y"),
    ("input.radio_buttons", "element.initial_option", options(1)[0]),
    ("input.checkboxes", "element.options", options(11)),
    ("input.checkboxes", "element.initial_options", options(11)[10:]),
    ("input.plain_text_input", "element.max_length", 3001),
    ("input.plain_text_input", "element.max_length", 0),
    ("input.plain_text_input", "element.max_length", 10),
    ("input.plain_text_input", "element.min_length", 3001),
    ("input.plain_text_input", "element.initial_value", LONG),
    ("input.plain_text_input", "element.dispatch_action_config", {"on": ["x"]}),
    ("input.number_input", "element.is_decimal_allowed", None),
    ("input.number_input", "element.is_decimal_allowed", False),
    ("input.number_input", "element.initial_value", "many"),
    ("input.number_input", "element.initial_value", 1.5),
    ("input.number_input", "element.initial_value", "-1"),
    ("input.number_input", "element.initial_value", "3"),
    ("input.email_text_input", "element.initial_value", ""),
    ("input.url_text_input", "element.initial_value", "example.com"),
    ("section.button", "accessory.text.text", "x" * 76),
    ("section.button", "accessory.text", mrkdwn("x")),
    ("section.button", "accessory.value", "x" * 2001),
    ("section.button", "accessory.value", ""),
    ("section.button", "accessory.url", "javascript:alert(1)"),
    ("section.button", "accessory.url", "https://e.com/" + LONG),
    ("section.button", "accessory.style", "default"),
    ("section.button", "accessory.accessibility_label", "x" * 76),
    ("section.button", "accessory.action_id", "x" * 256),
    ("section.button", "accessory.action_id", ""),
    ("section.button", "accessory.confirm.title.text", "x" * 101),
    ("section.button", "accessory.confirm.text.text", "x" * 301),
    ("section.button", "accessory.confirm.confirm.text", "x" * 31),
    ("section.button", "accessory.confirm.deny.text", "x" * 31),
    ("section.button", "accessory.confirm.deny", None),
    ("section.overflow", "accessory.options", options(6)),
    ("section.overflow", "accessory.options", []),
    ("section.overflow", "accessory.options.4.url", "ftp://e.com"),
    ("rich_text", "elements", []),
    ("rich_text", "elements.0.type", "rich_text_poem"),
    ("rich_text", "elements.0.elements", [{"type": "broadcast", "range": "channel"}]),
    ("rich_text", "elements.0.elements", [{"type": "usergroup", "usergroup_id": "S1"}]),
    ("rich_text", "elements.0.elements.0.text", ""),
    ("rich_text", "elements.0.elements.1.url", "javascript:x"),
    ("rich_text", "elements.0.elements.2.user_id", "alice"),
    ("rich_text", "elements.0.elements.5.format", "soon"),
    ("rich_text", "elements.1.style", "stars"),
    ("rich_text", "elements.1.elements", []),
    ("rich_text", "elements.2.elements", INLINE),
    ("markdown", "text", "x" * 12001),
    ("markdown", "text", "hello <!channel>"),
    ("table", "rows", [[{"type": "raw_text", "text": "x"}]] * 101),
    ("table", "rows", [[{"type": "raw_text", "text": "x"}] * 21]),
    ("table", "rows", [[{"type": "raw_text", "text": "x" * 101}]] * 100),
    ("table", "rows", [[{"type": "button"}]]),
    ("table", "column_settings", [{"align": "middle"}]),
    ("data_table", "caption", None),
    ("data_table", "caption", ""),
    ("data_table", "rows", [[{"type": "raw_text", "text": "x"}]]),
    ("data_table", "rows", [[{"type": "raw_text", "text": "x"}]] * 202),
    ("data_table", "rows", [[{"type": "raw_text", "text": "x"}] * 21] * 2),
    ("data_table", "rows", [[{"type": "raw_text", "text": "x" * 201}]] * 100),
    ("data_table", "rows.1", [{"type": "raw_text", "text": "x"}]),
    ("data_table", "rows.0.0", {"type": "rich_text", "elements": [SECTION]}),
    ("data_table", "rows.1.1.value", "1.5"),
    ("data_table", "page_size", 101),
    ("data_table", "row_header_column_index", 2),
    ("pie", "title", "x" * 51),
    ("pie", "chart.type", "doughnut"),
    ("pie", "chart.segments", []),
    ("pie", "chart.segments", [{"label": str(n), "value": 1} for n in range(13)]),
    ("pie", "chart.segments.0.value", 0),
    ("pie", "chart.segments.0.value", float("nan")),
    ("pie", "chart.segments.0.label", "x" * 21),
    ("bar", "chart.series", [{"name": str(n), "data": []} for n in range(13)]),
    ("bar", "chart.series.1.name", "Acme"),
    ("bar", "chart.series.1.name", "x" * 21),
    ("bar", "chart.series.0.data", [{"label": "Oct", "value": 1}]),
    ("bar", "chart.series.0.data", [{"label": "Oct", "value": 1}] * 2),
    ("bar", "chart.series.0.data", []),
    ("bar", "chart.axis_config.categories", [str(n) for n in range(21)]),
    ("bar", "chart.axis_config.x_label", "x" * 51),
    ("bar", "chart.axis_config.y_label", "x" * 51),
    ("line", "chart.axis_config", None),
    ("area", "chart.series.0.data.0.value", "3"),
]


@pytest.mark.parametrize(("name", "path", "value"), WRONG_BLOCKS)
def test_wrong_blocks_are_refused(name: str, path: str, value: Any) -> None:
    with pytest.raises(BlockKitError) as caught:
        check_message(message(changed(BLOCKS[name], path, value)))
    at = "message.blocks[0]." + re.sub(r"\.(\d+)", r"[\1]", path)
    found = caught.value.path
    assert at.startswith(found) or found.startswith(at.rpartition(".")[0])


TEXT_INPUT = BLOCKS["input.plain_text_input"]
DIVIDER = {"type": "divider"}
WRONG_MESSAGES: list[tuple[str, Payload]] = [
    ("message.text", {"blocks": [DIVIDER]}),
    ("message.text", message(text="")),
    ("message.text", message(text="x" * 4001)),
    ("message.text", message(text="hello <!channel>")),
    ("message.text", message(text="Smith & Sons")),
    ("message.blocks", message(*[DIVIDER] * 51)),
    ("message.blocks", message()),
    ("message.blocks", message(BLOCKS["header"], BLOCKS["header"])),
    ("message.blocks", message(*[BLOCKS["table"]] * 2)),
    ("message.blocks", message(*[BLOCKS["pie"]] * 3)),
    ("message.blocks", message(*[{"type": "markdown", "text": "x" * 6001}] * 2)),
    ("message.blocks[0].type", message(BLOCKS["alert"])),
    ("message.blocks[0].type", message({"type": "carousel"})),
    ("message.blocks[0].type", message({})),
    ("message.attachments", message(DIVIDER, attachments=[])),
    ("message.response_type", message(DIVIDER, response_type="private")),
]
BIG_TABLE = {
    "type": "data_table",
    "caption": "x",
    "rows": [[{"type": "raw_text", "text": "x" * 110}]] * 100,
}
WRONG_MESSAGES.append(("message.blocks", message(BIG_TABLE, BIG_TABLE)))


@pytest.mark.parametrize(("path", "payload"), WRONG_MESSAGES)
def test_wrong_messages_are_refused(path: str, payload: Payload) -> None:
    with pytest.raises(BlockKitError) as caught:
        check_message(payload)
    assert caught.value.path == path


def test_an_answer_to_a_command_says_who_sees_it() -> None:
    with pytest.raises(BlockKitError, match="response_type: required"):
        check_message(message(DIVIDER), answers_command=True)


WRONG_MODALS: list[tuple[str, Payload]] = [
    ("view.title.text", modal(DIVIDER, title=plain("x" * 25))),
    ("view.title.text", modal(DIVIDER, title=plain(""))),
    ("view.submit.text", modal(DIVIDER, submit=plain("x" * 25))),
    ("view.close.text", modal(DIVIDER, close=plain("x" * 25))),
    ("view.submit", changed(modal(TEXT_INPUT), "submit", None)),
    ("view.title", changed(modal(DIVIDER), "title", None)),
    ("view.blocks", modal(*[DIVIDER] * 101)),
    ("view.blocks", modal()),
    ("view.private_metadata", modal(DIVIDER, private_metadata=LONG)),
    ("view.callback_id", modal(DIVIDER, callback_id="x" * 256)),
    ("view.callback_id", modal(DIVIDER, callback_id="")),
    ("view.external_id", modal(DIVIDER, external_id="x" * 256)),
    ("view.blocks[0].type", modal(BLOCKS["table"])),
    ("view.blocks[0].type", modal(BLOCKS["pie"])),
    ("view.blocks[0].type", modal(BLOCKS["markdown"])),
    ("view.blocks[0].text.text", modal({"type": "alert", "text": plain("x" * 201)})),
    ("view.blocks[0].level", modal({**BLOCKS["alert"], "level": "loud"})),
    ("view.blocks", modal(TEXT_INPUT, TEXT_INPUT)),
    (
        "view.blocks",
        modal(BLOCKS["input.checkboxes"], {**BLOCKS["input.checkboxes"], "block_id": "again"}),
    ),
    ("view.state", modal(DIVIDER, state={})),
    ("view.type", home(DIVIDER) | {"title": plain("x")}),
]


@pytest.mark.parametrize(("path", "view"), WRONG_MODALS)
def test_wrong_modals_are_refused(path: str, view: Payload) -> None:
    with pytest.raises(BlockKitError) as caught:
        check_modal(view)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("path", "view"),
    [
        ("view.submit", home(DIVIDER, submit=plain("Save"))),
        ("view.blocks", home(*[DIVIDER] * 101)),
        ("view.blocks", home()),
        ("view.blocks[0].type", home(BLOCKS["alert"])),
    ],
)
def test_wrong_homes_are_refused(path: str, view: Payload) -> None:
    with pytest.raises(BlockKitError) as caught:
        check_home(view)
    assert caught.value.path == path


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"options": options(101)},
        {"options": options(1), "option_groups": [{"label": plain("a"), "options": options(1)}]},
        {"option_groups": []},
        {"options": [{"text": plain("x" * 76), "value": "x"}]},
    ],
)
def test_wrong_options_are_refused(payload: Payload) -> None:
    with pytest.raises(BlockKitError, match=r"^answer"):
        check_options(payload)


def test_answers_to_submissions() -> None:
    view = modal(TEXT_INPUT)
    for right in (
        None,
        {},
        {"response_action": "clear"},
        {"response_action": "errors", "errors": {"plain_text_input": "Too short."}},
        {"response_action": "push", "view": view},
    ):
        check_submission(right, view)
    for wrong in (
        {"response_action": "close"},
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"other": "Too short."}},
        {"response_action": "errors", "errors": {"plain_text_input": ""}},
        {"response_action": "update", "view": modal()},
    ):
        with pytest.raises(BlockKitError):
            check_submission(wrong, view)


def test_an_error_names_path_limit_and_value() -> None:
    with pytest.raises(BlockKitError) as caught:
        check_message(message({"type": "header", "text": plain("A" * 151)}))
    error = caught.value
    assert error.path == "message.blocks[0].text.text"
    assert str(limits.HEADER) in error.limit
    assert error.value == "A" * 151
    assert str(error).startswith("message.blocks[0].text.text: at most 150 characters, not 151")
