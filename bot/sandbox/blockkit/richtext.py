"""The rules of rich_text: sections, lists, quotes, and what stands in them."""

from bot.sandbox.blockkit.elements import USER_ID, address
from bot.sandbox.blockkit.rules import Check, anything, each, flag, record, string, typed, whole
from bot.ui import limits

style = record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))
CHANNEL_ID = string(255, 1, r"[CG][A-Z0-9]+", "a Slack channel id")


def inline(optional: dict[str, Check] | None = None, **required: Check) -> Check:
    """Something in a line of text. Broadcasts and user groups are no type here: we ring nobody."""
    return record({"type": anything, **required}, {"style": style, **(optional or {})})


INLINE: dict[str, Check] = {
    "text": inline(text=string(limits.TEXT)),
    "link": inline({"text": string(limits.TEXT), "unsafe": flag}, url=address(limits.BUTTON_URL)),
    "user": inline(user_id=USER_ID),
    "channel": inline(channel_id=CHANNEL_ID),
    "emoji": inline({"unicode": string(), "skin_tone": whole(2, 6)}, name=string()),
    "date": inline(
        {"url": address(limits.BUTTON_URL), "fallback": string()},
        timestamp=whole(0),
        format=string(pattern=r".*\{.+\}.*", what="with a {token}"),
    ),
}
line = each(typed(INLINE), None, 0)
section = record({"type": anything, "elements": line})
code = record(
    {"type": anything, "elements": each(typed(INLINE, {"text", "link"}), None, 0)},
    {"border": whole(0, 1), "language": string()},
)
quote = record({"type": anything, "elements": line}, {"border": whole(0, 1)})
bullets = record(
    {
        "type": anything,
        "style": string(pattern="bullet|ordered", what="bullet or ordered"),
        "elements": each(typed({"rich_text_section": section}), None),
    },
    {"indent": whole(0, 8), "offset": whole(0), "border": whole(0, 1)},
)
RICH_TEXT = record(
    {
        "type": anything,
        "elements": each(
            typed(
                {
                    "rich_text_section": section,
                    "rich_text_list": bullets,
                    "rich_text_preformatted": code,
                    "rich_text_quote": quote,
                }
            ),
            None,
        ),
    },
    {"block_id": string(limits.BLOCK_ID)},
)
