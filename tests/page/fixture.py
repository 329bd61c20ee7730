"""What the page's test server shows: every block, every element, hostile texts, two people."""

from typing import Any

Facts = dict[str, Any]
NOW = 1_795_255_200
"""Saturday, 21 November 2026, 10:00 UTC."""
GENERAL, SHARED, APP = "C1GENERAL", "C2SHARED", "D1APP"
BOT, ANA, BEN = "U0BOT", "U0ANA", "U0BEN"

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "<javascript:alert(1)|click me>",
    "<data:text/html,<script>alert(1)</script>|click me>",
    "<http://e.com/\"onmouseover='alert(1)|over>",
    "&lt;b&gt;bold&lt;/b&gt; &amp;lt;i&amp;gt;",
    "</textarea><iframe srcdoc='<script>alert(1)</script>'>",
    "`<b>code</b>` ```<b>pre</b>```",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)}",
    "constructor <!date^1^{constructor}|__proto__> :constructor:",
    "<!date^1^{date}^javascript:alert(1)|now> <@U0<b>|x> <#C0|<b>x</b>>",
)


def plain(text: str) -> Facts:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Facts:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(name: str, value: str, description: str = "") -> Facts:
    more = {"description": plain(description)} if description else {}
    return {"text": plain(name), "value": value, **more}


def button(text: str, action: str, **more: Any) -> Facts:
    return {"type": "button", "text": plain(text), "action_id": action, "value": action, **more}


def raw(text: str) -> Facts:
    return {"type": "raw_text", "text": text}


def number(value: float, text: str = "") -> Facts:
    return {"type": "raw_number", "value": value, **({"text": text} if text else {})}


COLOURS = [option(name, name.lower()) for name in ("Red", "Green", "Blue", "Grey")]
SURE = {
    "title": plain("Hand it over?"),
    "text": mrkdwn("*Ben* gets it, and is told."),
    "confirm": plain("Hand over"),
    "deny": plain("Keep it"),
    "style": "danger",
}
CARD = {
    "type": "card",
    "icon": {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A"},
    "title": mrkdwn("*Acme Corp*"),
    "subtitle": mrkdwn("plan 2, collaboration"),
    "body": mrkdwn("Agents solve six of ten tickets alone."),
    "actions": [button("Open", "card.open")],
}


def rich(*elements: Facts) -> Facts:
    return {"type": "rich_text_section", "elements": list(elements)}


RICH = {
    "type": "rich_text",
    "elements": [
        rich(
            {"type": "text", "text": "bold", "style": {"bold": True}},
            {"type": "text", "text": " and "},
            {"type": "text", "text": "code", "style": {"code": True}},
            {"type": "link", "url": "https://example.com/plan", "text": "a link"},
            {"type": "link", "url": "javascript:alert(1)", "text": "no link"},
            {"type": "user", "user_id": ANA},
            {"type": "channel", "channel_id": SHARED},
            {"type": "broadcast", "range": "here"},
            {"type": "emoji", "name": "tada"},
            {"type": "date", "timestamp": NOW, "format": "{date_short}", "fallback": "today"},
        ),
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [rich({"type": "text", "text": word}) for word in ("one", "two")],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 1,
            "elements": [rich({"type": "text", "text": "inner"})],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = <b>1</b>"}]},
    ],
}
ACCOUNTS = [
    ("Acme Corp", 71, "120,000"),
    ("Zenith", 49, "80,500"),
    ("Birch Bank", 90, "310,000"),
    ("Élan", 12, "9,900"),
    ("Dovetail", 55, "42,000"),
    ("Quarry", 64, "77,000"),
    ("Larkspur", 83, "150,250"),
]
DATA_TABLE = {
    "type": "data_table",
    "caption": "Accounts of Ana",
    "page_size": 5,
    "row_header_column_index": 0,
    "rows": [
        [raw("Account"), raw("Health"), raw("Revenue")],
        *(
            [raw(name), number(health), number(float(arr.replace(",", "")), f"{arr} USD")]
            for name, health, arr in ACCOUNTS
        ),
    ],
}
MONTHS = ["Aug", "Sep", "Oct", "Nov"]


def series(name: str, *values: float) -> Facts:
    points = zip(MONTHS, values, strict=True)
    return {"name": name, "data": [{"label": label, "value": value} for label, value in points]}


def chart(kind: str, title: str, *some: Facts) -> Facts:
    axis = {"categories": MONTHS, "x_label": "month", "y_label": "points"}
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {"type": kind, "series": list(some), "axis_config": axis},
    }


TWO = (series("Acme", 35, 41, 48, 56), series("Zenith", 66, -4, -12, 9.5))
SHARES = (("green", 14), ("yellow", 6), ("red", 3))
CHARTS = [
    chart("bar", "Readings by month", *TWO),
    chart("line", "Health over time", *TWO),
    chart("area", "Active planners", *TWO),
    {
        "type": "data_visualization",
        "title": "Health of the portfolio",
        "chart": {
            "type": "pie",
            "segments": [{"label": label, "value": value} for label, value in SHARES],
        },
    },
]
MARKDOWN = """## Week 47
The *first* week with **three** goals ~~missed~~ reached, see [the plan](https://example.com/p).

- one
- two
  1. inner
- [x] done

> quoted

| Account | Health |
|:--|--:|
| Acme | 71 |

```
x = "<b>1</b>"
```
<b>no markup</b> [no link](javascript:alert(1))"""
FREE = [
    {
        "type": "static_select",
        "action_id": "pick.colour",
        "placeholder": plain("Choose a colour"),
        "options": COLOURS,
    },
    {"type": "users_select", "action_id": "pick.user", "placeholder": plain("Choose an owner")},
    {"type": "datepicker", "action_id": "pick.day", "initial_date": "2026-12-31"},
    {
        "type": "overflow",
        "action_id": "more",
        "options": [option("Hand over", "hand"), option("Not an issue", "none")],
        "confirm": SURE,
    },
    {"type": "timepicker", "action_id": "pick.time", "initial_time": "10:30"},
    {
        "type": "checkboxes",
        "action_id": "pick.boxes",
        "options": [option("Weekly", "w", "each Monday"), option("Daily", "d")],
    },
    {
        "type": "radio_buttons",
        "action_id": "pick.radio",
        "options": COLOURS[:2],
        "initial_option": COLOURS[0],
    },
]
BUTTONS = [
    button("Mark done", "done", style="primary"),
    button("Update", "update"),
    button("Delete", "delete", style="danger", confirm=SURE),
    button("Handbook", "read", url="https://example.com/handbook"),
]
TEXT = (
    f"*Acme Corp* · plan 2 · _Collaboration_ · ~old~ · `code` :tada: <@{ANA}> <#{SHARED}|x>\n"
    "&gt; Agents solve six of ten tickets alone &amp; fast\n"
    f"Renewal <!date^{NOW + 86400}^{{date_short_pretty}} at {{time}}|tomorrow> · "
    "<https://example.com/?a=1&amp;b=2|the contract>\n"
    "▰▰▰▰▰▱ 84 %  snake_case_name and 2*3*4 stay"
)
BLOCKS: dict[str, Facts] = {
    "header": {"type": "header", "text": plain("Acme Corp")},
    "section": {
        "type": "section",
        "text": mrkdwn(TEXT),
        "accessory": button("Open the plan", "open"),
    },
    "fields": {
        "type": "section",
        "fields": [mrkdwn("*Health*\n71 ▲4"), mrkdwn("*Owner*\nAna"), mrkdwn("*Seats*\n50")],
    },
    "context": {
        "type": "context",
        "elements": [
            {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "logo"},
            mrkdwn("Shared by <@U0BEN>"),
            plain("plain :eyes:"),
        ],
    },
    "divider": {"type": "divider"},
    "actions": {"type": "actions", "elements": BUTTONS},
    "menus": {"type": "actions", "elements": FREE},
    "image": {
        "type": "image",
        "title": plain("Usage"),
        "image_url": "https://example.com/usage.png",
        "alt_text": "usage over time",
    },
    "rich_text": RICH,
    "markdown": {"type": "markdown", "text": MARKDOWN},
    "table": {
        "type": "table",
        "column_settings": [{"align": "left", "is_wrapped": True}, {"align": "right"}],
        "rows": [[raw("Goal"), raw("Now")], [raw("Agents solve alone"), number(56, "56 %")]],
    },
    "data_table": DATA_TABLE,
    "card": CARD,
    "carousel": {"type": "carousel", "elements": [CARD, CARD, CARD]},
    "container": {
        "type": "container",
        "title": plain("Details"),
        "is_collapsible": True,
        "child_blocks": [{"type": "section", "text": mrkdwn("inside")}],
    },
    "alert": {"type": "alert", "level": "warning", "text": mrkdwn("*Renewal* in 9 days")},
    "video": {
        "type": "video",
        "title": plain("Kickoff"),
        "video_url": "https://example.com/v",
        "thumbnail_url": "https://example.com/t.png",
        "alt_text": "the kickoff",
    },
    "file": {"type": "file", "external_id": "plan.pdf", "source": "remote"},
    "plan": {
        "type": "plan",
        "title": "Import",
        "tasks": [{"task_id": "1", "title": "Read the file", "status": "complete"}],
    },
    "unknown": {"type": "hologram", "text": "x"},
    "broken": {"type": "data_table", "rows": None},
}
BLOCKS |= {f"chart.{one['chart'].get('type')}": one for one in CHARTS}
EVERY = [{"block_id": name, **block} for name, block in BLOCKS.items()]


def hostile_blocks() -> list[Facts]:
    """Each hostile text, everywhere a text can stand."""
    blocks: list[Facts] = []
    for text in HOSTILE:
        span = {"type": "text", "text": text}
        blocks += [
            {"type": "section", "text": mrkdwn(text), "accessory": button(text[:70], "x")},
            {"type": "header", "text": plain(text)},
            {"type": "context", "elements": [plain(text), mrkdwn(text)]},
            {"type": "rich_text", "elements": [rich(span)]},
            {"type": "markdown", "text": text},
            {"type": "table", "rows": [[raw(text)], [raw(text)]]},
            {"type": "data_table", "caption": text, "rows": [[raw(text)], [raw(text)]]},
            {"type": text},
        ]
    # Names that every object of JavaScript has.
    for name in ("constructor", "__proto__", "toString"):
        element = {"type": name, "action_id": name}
        blocks += [
            {"type": name},
            {"type": "section", "text": plain(name), "accessory": element},
            {"type": "data_visualization", "title": name, "chart": {"type": name}},
        ]
    pie = {"type": "pie", "segments": [{"label": text, "value": 1} for text in HOSTILE]}
    blocks.append({"type": "data_visualization", "title": HOSTILE[0], "chart": pie})
    return blocks


def field(name: str, label: str, element: Facts, **more: Any) -> Facts:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


FIELDS = [
    field(
        "title",
        "Title",
        {"type": "plain_text_input", "max_length": 40, "placeholder": plain("What is achieved")},
        hint=plain("What the customer will have achieved."),
    ),
    field(
        "story",
        "Story",
        {"type": "plain_text_input", "multiline": True, "initial_value": "It went well."},
        optional=True,
    ),
    field(
        "rate",
        "Rate",
        {"type": "number_input", "is_decimal_allowed": True, "min_value": "0", "max_value": "100"},
        optional=True,
    ),
    field("mail", "E-mail", {"type": "email_text_input"}, optional=True),
    field("site", "Web address", {"type": "url_text_input"}, optional=True),
    field(
        "colour",
        "Colour",
        {"type": "static_select", "options": COLOURS, "initial_option": COLOURS[1]},
    ),
    field(
        "tags",
        "Tags",
        {
            "type": "multi_static_select",
            "max_selected_items": 2,
            "option_groups": [
                {"label": plain("Warm"), "options": COLOURS[:1]},
                {"label": plain("Cold"), "options": COLOURS[1:]},
            ],
        },
        optional=True,
    ),
    field("goal", "Goal", {"type": "external_select", "min_query_length": 0}, optional=True),
    field("player", "Player", {"type": "multi_external_select"}, optional=True),
    field("owner", "Owner", {"type": "users_select", "initial_user": ANA}, optional=True),
    field("place", "Channel", {"type": "conversations_select"}, optional=True),
    field("due", "Due", {"type": "datepicker", "initial_date": "2026-12-31"}),
    field("at", "At", {"type": "timepicker"}, optional=True),
    field("when", "When", {"type": "datetimepicker"}, optional=True),
    field(
        "side",
        "Side",
        {"type": "radio_buttons", "options": [option("Us", "us"), option("Them", "them", "they")]},
        dispatch_action=True,
    ),
    field("agree", "Agree", {"type": "checkboxes", "options": COLOURS[:3]}, optional=True),
    field("rich", "Rich", {"type": "rich_text_input"}, optional=True),
]
MODAL: Facts = {
    "type": "modal",
    "id": "V1",
    "hash": "1",
    "root_view_id": "V1",
    "callback_id": "milestone.save",
    "title": plain("Add a milestone"),
    "submit": plain("Add"),
    "close": plain("Cancel"),
    "private_metadata": "",
    "blocks": [
        {"type": "alert", "level": "info", "text": plain("It goes to Acme’s plan.")},
        {"type": "section", "block_id": "intro", "text": mrkdwn("*Acme Corp*, plan 2")},
        *FIELDS,
        {"type": "actions", "block_id": "row", "elements": [button("Look closer", "push")]},
    ],
    "errors": None,
}
SECOND: Facts = {
    "type": "modal",
    "id": "V2",
    "hash": "1",
    "root_view_id": "V1",
    "title": plain("Look closer"),
    "close": plain("Back"),
    "blocks": [{"type": "section", "block_id": "s", "text": mrkdwn("Above the other.")}],
    "errors": None,
}
HOME: Facts = {
    "type": "home",
    "id": "VH",
    "blocks": [
        {"type": "header", "block_id": "h", "text": plain("Good morning, Ana")},
        {"type": "section", "block_id": "s", "text": mrkdwn("*3 matters*, about 15 minutes.")},
        {"type": "actions", "block_id": "a", "elements": [button("Start", "home.start")]},
    ],
}
PEOPLE: list[Facts] = [
    {"id": ANA, "name": "Ana Reyes", "title": "Customer Success Manager", "zone": "Europe/Berlin"},
    {"id": BEN, "name": "Ben Okafor", "title": "VP Customer Success", "zone": "America/New_York"},
    {"id": "U0GUEST", "name": "Gil Guest", "title": "", "zone": "UTC", "is_guest": True},
    {
        "id": "U0CUST",
        "name": "Cleo Customer",
        "title": "Head of Support",
        "zone": "UTC",
        "external_team": "Acme Corp",
    },
]
COLORS = ("#8c3b2e", "#2f5d50", "#35568c", "#c9b458")


def people() -> list[Facts]:
    bot: Facts = {"id": BOT, "name": "Redthread", "title": "", "zone": "UTC", "is_bot": True}
    common: Facts = {"role_line": "", "is_guest": False, "is_bot": False, "external_team": None}
    shown = [
        {**common, "avatar_color": color, "can_be": True, **one}
        for color, one in zip(COLORS, PEOPLE, strict=True)
    ]
    return [*shown, {**common, "avatar_color": "#8c1d2f", "can_be": False, **bot}]


def message(seconds: int, user: str, text: str, **more: Any) -> Facts:
    common: Facts = {
        "blocks": [],
        "ephemeral": False,
        "edited": False,
        "reactions": [],
        "files": [],
    }
    return {"ts": f"{NOW - seconds}.000100", "user": user, "text": text, **common, **more}


ROOT = f"{NOW - 7200}.000100"
GENERAL_MESSAGES = [
    message(90_000, BEN, "Welcome, everybody :wave:"),
    message(
        7200,
        ANA,
        f"Who has time for Acme? <@{BEN}>",
        reply_count=1,
        reactions=[{"name": "eyes", "users": [BEN, ANA]}, {"name": "made_up", "users": [BEN]}],
    ),
    message(7150, ANA, "It is about the *renewal*, see https://example.com/acme.", edited=True),
    message(7000, BEN, "I have.", thread_ts=ROOT),
    message(600, BOT, "Every block there is", blocks=EVERY),
    message(
        500,
        BOT,
        "Acme Corp, plan 2",
        ephemeral=True,
        blocks=[BLOCKS["section"] | {"block_id": "e"}, BLOCKS["actions"] | {"block_id": "f"}],
    ),
]
HOSTILE_MESSAGES = [
    *(message(300 - n, BOT, text) for n, text in enumerate(HOSTILE)),
    message(
        200,
        BOT,
        HOSTILE[0],
        blocks=hostile_blocks(),
        reactions=[{"name": HOSTILE[0], "users": [HOSTILE[1]]}],
        files=[{"name": HOSTILE[1], "url_private": "javascript:alert(1)"}],
    ),
]
WORDS = [
    {"usage": "plan <account> [start]", "help": "Show an account's success plan."},
    {"usage": "player <account>", "help": "Add a person to the plan."},
    {"usage": "goal <account>", "help": "Add a goal."},
    {"usage": "role @person csm|leader|admin", "help": "Say what a colleague may do."},
    {"usage": "help [command]", "help": "Show what there is."},
]
STEPS = [
    {
        "title": "See a plan",
        "text": "A *plan* says what the customer wants to achieve.",
        "do": "/success plan acme",
        "done": True,
    },
    {
        "title": "Log an outcome",
        "text": "What do people do differently now?",
        "do": "Click *Log outcome*.",
        "done": False,
    },
    {"title": "Let a week pass", "text": "Nudges come by themselves.", "do": "", "done": False},
]


def state() -> Facts:
    """The whole state of the page, for Ana."""
    return {
        "team": {"id": "T1", "name": "Northstar"},
        "now": "2026-11-21T10:00:00+00:00",
        "me": ANA,
        "people": people(),
        "bot": {"user_id": BOT, "name": "Redthread"},
        "channels": [
            channel(GENERAL, "customer-success", topic="Everything about our customers"),
            channel(SHARED, "acme-and-us", kind="shared", unread=2),
            channel("D2BEN", "", kind="im", other=BEN),
            channel(APP, "", kind="im", other=BOT, unread=1),
        ],
        "messages": {
            GENERAL: list(GENERAL_MESSAGES),
            SHARED: HOSTILE_MESSAGES,
            "D2BEN": [],
            APP: [message(100, BOT, "Good morning. *3 matters*.")],
        },
        "views": [],
        "home": HOME,
        "commands": [
            {
                "command": "/success",
                "description": "See and change a customer's success plan",
                "usage_hint": "plan acme | help",
                "words": WORDS,
            },
            {"command": "/sum", "description": "Another", "usage_hint": "", "words": []},
        ],
        "shortcuts": [
            {"callback_id": "log", "name": "Log an outcome", "type": "global"},
            {"callback_id": "keep", "name": "Keep as story", "type": "message"},
        ],
        "toast": None,
        "tour": {"open": False, "step": 1, "steps": STEPS},
    }


def channel(
    channel_id: str,
    name: str,
    *,
    kind: str = "channel",
    unread: int = 0,
    other: str | None = None,
    topic: str = "",
) -> Facts:
    return {
        "id": channel_id,
        "name": name,
        "kind": kind,
        "with": other,
        "unread": unread,
        "topic": topic,
    }


TRAFFIC: list[Facts] = [
    {
        "n": 1,
        "at": "2026-11-21T09:59:00+00:00",
        "direction": "to_bot",
        "kind": "command",
        "name": "/success",
        "summary": "/success plan acme",
        "body": {"command": "/success", "text": "plan acme", "n": 1, "ok": True},
        "answer": {"response_type": "ephemeral"},
        "ms": 41.7,
    },
    {
        "n": 2,
        "at": "2026-11-21T09:59:01+00:00",
        "direction": "from_bot",
        "kind": "web_api",
        "name": "views.open",
        "summary": HOSTILE[1],
        "body": {"view": {"title": HOSTILE[0]}},
        "answer": {"ok": False, "error": "expired_trigger_id"},
        "ms": 3,
    },
]
