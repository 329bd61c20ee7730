"""Text objects: their lengths, and that nobody's name turns into a mention."""

import re
from typing import Any

from bot.sandbox.blockkit.rules import Check, anything, fail, flag, one_of, record, string, typed
from bot.ui import limits

DATE_TOKENS = (
    "date_num|date|date_slash|date_long|date_long_full|date_short|date_pretty|date_short_pretty|"
    "date_long_pretty|time|time_secs|ago|day_divider_pretty"
)
ENTITIES = re.compile(
    r"@[UW][A-Z0-9]+(\|[^<>|]+)?"
    r"|#[CG][A-Z0-9]+(\|[^<>|]*)?"
    rf"|!date\^-?\d+\^[^<>^|]*\{{(?:{DATE_TOKENS})\}}[^<>^|]*(\^https?://[^<>|^\s]+)?\|[^<>|]+"
    r"|https?://[^<>|\s]+(\|[^<>|]+)?"
)
BROADCAST = re.compile(r"<!(?:channel|here|everyone|subteam)\b[^>]*>?")
BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")


def no_broadcast(value: str, path: str) -> None:
    """Nothing that would ring everybody's bell."""
    if found := BROADCAST.search(value):
        fail(path, "no broadcast", found[0])


def entities(value: str, path: str) -> None:
    """Every `<…>` is one of Slack's entities, and everything else is escaped.

    A `>` may begin a line: it quotes.
    """
    no_broadcast(value, path)
    for found in re.finditer(r"<([^<>]*)>", value):
        if not ENTITIES.fullmatch(found[1]):
            fail(path, "a well-formed Slack entity", found[0])
    rest = re.sub(r"^>+", "", re.sub(r"<[^<>]*>", "", value), flags=re.MULTILINE)
    for sign in "<>":
        if sign in rest:
            at = rest.index(sign)
            fail(path, f"{sign} is escaped", rest[max(0, at - 30) : at + 30])
    if found_bare := BARE_AMPERSAND.search(rest):
        fail(path, "& is escaped", rest[max(0, found_bare.start() - 30) : found_bare.end() + 30])


def plain(most: int = limits.TEXT) -> Check:
    """A plain_text object."""
    return typed(
        {
            "plain_text": record(
                {"type": anything, "text": string(most)},
                {"emoji": flag},
            )
        }
    )


def rich(most: int = limits.TEXT) -> Check:
    """A plain_text or mrkdwn object."""
    length = string(most)

    def marked(value: Any, path: str) -> None:
        length(value, path)
        entities(value, path)

    mrkdwn = record({"type": one_of("mrkdwn"), "text": marked}, {"verbatim": flag})
    return typed({"plain_text": plain(most), "mrkdwn": mrkdwn})
