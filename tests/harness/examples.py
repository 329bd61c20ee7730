"""A valid example of every block and element that the checker knows."""

from typing import Any

Payload = dict[str, Any]


def plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Payload:
    return {"type": "mrkdwn", "text": text}


def options(count: int) -> list[Payload]:
    return [{"text": plain(f"Option {n}"), "value": f"v{n}"} for n in range(count)]


def button(**more: Any) -> Payload:
    return {"type": "button", "text": plain("Mark done"), "action_id": "milestone.done", **more}


def confirm(**more: Any) -> Payload:
    texts = {"title": plain("Sure?"), "text": mrkdwn("*Really*?")}
    return {**texts, "confirm": plain("Yes"), "deny": plain("No"), "style": "danger", **more}


def chart(kind: str) -> Payload:
    points = [{"label": "Oct", "value": -3}, {"label": "Nov", "value": 4.5}]
    series = [{"name": "Acme", "data": points}, {"name": "Zenith", "data": points}]
    axis = {"categories": ["Oct", "Nov"], "x_label": "month", "y_label": "points"}
    return {"type": kind, "series": series, "axis_config": axis}


ELEMENTS: dict[str, Payload] = {
    "button": button(
        value="acme-7",
        url="https://example.com/a",
        style="primary",
        confirm=confirm(),
        accessibility_label="Mark it done",
    ),
    "overflow": {
        "type": "overflow",
        "action_id": "a",
        "options": [*options(4), {"text": plain("x"), "value": "x", "url": "https://e.com"}],
        "confirm": confirm(),
    },
    "datepicker": {
        "type": "datepicker",
        "action_id": "a",
        "initial_date": "2026-12-31",
        "placeholder": plain("Day"),
    },
    "timepicker": {
        "type": "timepicker",
        "action_id": "a",
        "initial_time": "09:30",
        "placeholder": plain("Time"),
    },
    "static_select": {
        "type": "static_select",
        "action_id": "a",
        "options": options(100),
        "initial_option": options(3)[2],
        "placeholder": plain("Choose"),
    },
    "grouped_select": {
        "type": "static_select",
        "action_id": "a",
        "option_groups": [{"label": plain("One"), "options": options(3)}],
        "initial_option": options(1)[0],
    },
    "multi_static_select": {
        "type": "multi_static_select",
        "action_id": "a",
        "options": options(5),
        "initial_options": options(2),
        "max_selected_items": 2,
    },
    "external_select": {
        "type": "external_select",
        "action_id": "a",
        "min_query_length": 0,
        "initial_option": options(1)[0],
    },
    "multi_external_select": {
        "type": "multi_external_select",
        "action_id": "a",
        "initial_options": options(2),
    },
    "users_select": {"type": "users_select", "action_id": "a", "initial_user": "U012AB3CD"},
    "radio_buttons": {
        "type": "radio_buttons",
        "action_id": "a",
        "options": [{"text": mrkdwn("*Yes*"), "value": "yes", "description": plain("it is so")}],
    },
    "checkboxes": {
        "type": "checkboxes",
        "action_id": "a",
        "options": options(10),
        "initial_options": options(1),
        "focus_on_load": True,
    },
    "plain_text_input": {
        "type": "plain_text_input",
        "action_id": "a",
        "multiline": True,
        "min_length": 1,
        "max_length": 3000,
        "initial_value": "x" * 3000,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    },
    "number_input": {
        "type": "number_input",
        "action_id": "a",
        "is_decimal_allowed": True,
        "initial_value": "1.5",
        "min_value": "0",
        "max_value": "2",
    },
    "email_text_input": {"type": "email_text_input", "action_id": "a", "initial_value": "a@b.c"},
    "url_text_input": {
        "type": "url_text_input",
        "action_id": "a",
        "initial_value": "https://example.com",
    },
}

INLINE = [
    {"type": "text", "text": "bold <!channel>", "style": {"bold": True}},
    {"type": "link", "url": "https://example.com", "text": "here"},
    {"type": "user", "user_id": "U012AB3CD"},
    {"type": "channel", "channel_id": "C012AB3CD"},
    {"type": "emoji", "name": "tada"},
    {"type": "date", "timestamp": 1720710212, "format": "{date_short}", "fallback": "today"},
]
SECTION = {"type": "rich_text_section", "elements": INLINE}
BLOCKS: dict[str, Payload] = {
    "header": {"type": "header", "text": plain("A" * 150), "block_id": "head"},
    "section": {
        "type": "section",
        "text": mrkdwn("a &lt;b&gt; &amp; <@U012AB3CD> <#C012AB3CD> <https://e.com/?a=1|e>\n> q"),
        "accessory": button(),
    },
    "dated": {
        "type": "section",
        "text": mrkdwn("<!date^1392734382^{date_short}|18 Feb> <https://e.com>"),
    },
    "fields": {"type": "section", "fields": [mrkdwn("x" * 2000) for _ in range(10)]},
    "context": {
        "type": "context",
        "elements": [
            mrkdwn("a"),
            plain("b"),
            {"type": "image", "image_url": "https://e.com/a.png", "alt_text": "a"},
        ],
    },
    "actions": {"type": "actions", "elements": [button(action_id=f"a{n}") for n in range(25)]},
    "divider": {"type": "divider"},
    "image": {
        "type": "image",
        "image_url": "https://e.com/a.png",
        "alt_text": "a",
        "title": plain("a"),
    },
    "rich_text": {
        "type": "rich_text",
        "elements": [
            SECTION,
            {"type": "rich_text_list", "style": "bullet", "elements": [SECTION], "indent": 1},
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": "code"}],
                "border": 0,
            },
            {"type": "rich_text_quote", "elements": INLINE},
        ],
    },
    "markdown": {"type": "markdown", "text": "**bold** < >"},
    "table": {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "x"}, {"type": "raw_number", "value": 1, "text": "1"}],
            [{"type": "rich_text", "elements": [SECTION]}],
        ],
        "column_settings": [{"align": "right", "is_wrapped": True}],
    },
    "data_table": {
        "type": "data_table",
        "caption": "Accounts",
        "rows": [
            [{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "ARR"}],
            [
                {"type": "rich_text", "elements": [SECTION]},
                {"type": "raw_number", "value": 1.5, "text": "1.5"},
            ],
        ],
        "page_size": 10,
        "row_header_column_index": 0,
    },
    "pie": {
        "type": "data_visualization",
        "title": "Health",
        "chart": {"type": "pie", "segments": [{"label": "green", "value": 3}]},
    },
    "bar": {"type": "data_visualization", "title": "Health", "chart": chart("bar")},
    "line": {"type": "data_visualization", "title": "Health", "chart": chart("line")},
    "area": {"type": "data_visualization", "title": "Health", "chart": chart("area")},
    "alert": {"type": "alert", "text": plain("Careful"), "level": "warning"},
}
BLOCKS |= {
    f"input.{name}": {
        "type": "input",
        "block_id": name,
        "label": plain(name),
        "hint": plain("hint"),
        "optional": True,
        "element": element,
    }
    for name, element in ELEMENTS.items()
    if name not in ("button", "overflow")
}
IN_SECTION = [name for name in ELEMENTS if name.split("_")[-1] != "input"]
BLOCKS |= {
    f"section.{name}": {"type": "section", "text": plain("x"), "accessory": ELEMENTS[name]}
    for name in IN_SECTION
}
