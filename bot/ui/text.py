"""Text that Slack shows: escaped, cut to size, and as people say things.

`Mrkdwn` marks text that is safe to send. What comes from people or files is a plain `str` and
becomes `Mrkdwn` only through `escape` or `md`, so nobody can smuggle in `<!channel>` or a link.
"""

import functools
import re
import unicodedata
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.practice.names import clean

ISOLATE, POP = "\u2068", "\u2069"
BAR_CELLS = 6
MILLION = Decimal(1_000_000)
STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
WILD = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u0590-\\u08ff\\u200f\\u202a-\\u202e"
    "\\u2066-\\u2069\\ufb1d-\\ufdff\\ufe70-\\ufeff\\U00010800-\\U00010fff\\U0001e800-\\U0001efff]"
)
"""Where control characters and right-to-left scripts are: other text needs no closer look."""
ADDRESS = re.compile(r"https?://[^\s\x00-\x1f]{3,2000}")
UNCLOSED = re.compile(r"(?:<[^<>]*|&[a-z]*)$")


class Mrkdwn(str):
    """Text in Slack's markup in which everything from outside is escaped."""

    __slots__ = ()


def tame(text: str) -> str:
    """Without control characters, and with right-to-left text kept from reordering its line.

    Marks that steer the direction go, too: one left open would turn what comes after the text.
    """
    if not WILD.search(text):
        return text
    kept = clean(STEERING.sub("", text))
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in kept):
        return f"{ISOLATE}{kept}{POP}"
    return kept


def escape(text: str) -> Mrkdwn:
    """The text as it is, with what Slack would read as markup of its own made harmless."""
    if isinstance(text, Mrkdwn):
        return text
    safe = text if text.isascii() and text.isprintable() else tame(text)
    return entities(safe)


def entities(text: str) -> Mrkdwn:
    """The text with Slack's three signs of markup as entities, and all else as it is."""
    return Mrkdwn(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def md(template: str, *values: object) -> Mrkdwn:
    """Fill `{}` in our own template; every value that is not Mrkdwn already is escaped."""
    safe = [v if isinstance(v, Mrkdwn) else escape(str(v)) for v in values]
    return Mrkdwn(template.format(*safe))


def join(parts: "list[Mrkdwn]", between: str = "\n") -> Mrkdwn:
    """Safe text joined."""
    return Mrkdwn(between.join(parts))


def clip(text: str, most: int) -> str:
    """The text, cut with “…” where it is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def short(text: str, most: int) -> Mrkdwn:
    """A name or sentence of somebody's on one line, cut to `most` characters, escaped."""
    return escape(clip(" ".join(text.split()), most))


def link(address: str, words: str) -> Mrkdwn:
    """Words that lead to an address; only the words where it is no http address."""
    if not ADDRESS.fullmatch(address):
        return escape(words)
    safe = entities(address.replace("|", "%7C"))
    return Mrkdwn(f"<{safe}|{escape(words.replace('|', '¦'))}>")


def fit(text: Mrkdwn, most: int) -> Mrkdwn:
    """Safe text cut to Slack's limit without cutting through an entity."""
    if len(text) <= most:
        return text
    cut = UNCLOSED.sub("", text[: most - 2])
    return Mrkdwn(cut + "…" + (POP if cut.count(ISOLATE) > cut.count(POP) else ""))


def pieces(text: str, most: int) -> list[Mrkdwn]:
    """The whole text, escaped, in as few pieces as each have `most` characters or fewer."""
    made = escape(text)
    if len(made) <= most:
        return [made]
    middle = len(text) // 2
    cut = max(text.rfind("\n", 0, middle), text.rfind(" ", 0, middle)) + 1 or middle
    return [*pieces(text[:cut], most), *pieces(text[cut:], most)]


def number(value: Decimal, unit: str = "") -> str:
    """A number as people write it: 1,200.5; with its unit where it has one."""
    text = f"{value.normalize():,f}" if value else "0"
    return f"{text} {unit}" if unit else text


def money(value: Decimal, currency: str | None) -> str:
    """An amount with its currency: 120,000 USD."""
    cents = value != value.to_integral_value()
    return f"{value:,.2f} {currency or ''}".rstrip() if cents else number(value, currency or "")


def rough(value: Decimal, currency: str) -> str:
    """An amount for a glance: 9.4 M USD, and below a million as `money` says it."""
    if abs(value) < MILLION:
        return money(value.to_integral_value(), currency)
    return f"{value / MILLION:,.1f} M {currency}"


def percent(share: Decimal) -> str:
    """A share as a whole percentage, unclamped: −12 %, 84 %, 130 %."""
    whole = int((share * 100).to_integral_value())
    return f"−{-whole} %" if whole < 0 else f"{whole} %"


def bar(share: Decimal) -> str:
    """A bar that reads aloud well, with its number: ▰▰▰▰▰▱ 84 %."""
    filled = int(min(Decimal(1), max(Decimal(0), share)) * BAR_CELLS)
    return "▰" * filled + "▱" * (BAR_CELLS - filled) + " " + percent(share)


def count(number_of: int, noun: str) -> str:
    """1 day, 2 days."""
    return f"{number_of:,} {noun}" if number_of == 1 else f"{number_of:,} {noun}s"


@functools.lru_cache(2048)
def day(value: date) -> Mrkdwn:
    """A day as the reader writes dates. Noon UTC is the same day nearly everywhere."""
    noon = int(datetime.combine(value, time(12), UTC).timestamp())
    return Mrkdwn(f"<!date^{noon}^{{date_short}}|{plain_day(value)}>")


def moment(at: datetime, zone: str) -> Mrkdwn:
    """An instant as the reader writes days and times; where no markup is read, in this zone."""
    local = at.astimezone(ZoneInfo(zone))
    said = f"{plain_day(local.date())}, {local:%H:%M}"
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{{date_short}}, {{time}}|{said}>")


def plain_day(value: date) -> str:
    """A day where no markup is read: 1 Mar 2027."""
    return f"{value.day} {value:%b %Y}"


def distance(value: date, today: date) -> str:
    """How far a day is, as people say it: in 3 days, today, 9 days ago."""
    days = (value - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} ago"
