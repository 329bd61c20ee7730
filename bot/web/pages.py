"""Pages for people: one way to render them, with headers that let a browser do nothing else.

They need no script, load nothing from anywhere, and are kept by nobody on the way.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from bot.ui import figure, history, sentiment
from bot.ui.form import words_of
from bot.ui.goal import journey, pace_words
from bot.ui.nudge import why
from bot.ui.plain import plainly
from bot.ui.sums import plain
from bot.ui.text import distance, moment, money, number, percent, plain_day

_FOLDER = Path(__file__).parent / "templates"
_STYLES = {
    name: (_FOLDER / f"{name}.css").read_text(encoding="utf-8")
    for name in ("page", "dashboard", "survey")
}
_DIGESTS = [
    base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLES.values()
]
_ALLOWED = " ".join(f"'sha256-{digest}'" for digest in _DIGESTS)
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src {_ALLOWED}; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
"""The styles are named by their digests: no other style and no script at all is carried out."""

CODE = re.compile("`([^`]+)`")


def coded(text: str) -> Markup:
    """A sentence, escaped, in which what is typed stands between backticks."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - it is escaped


_templates = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["styles"] = _STYLES
_templates.filters.update(
    {
        "amounts": plain,
        "before": figure.before_of,
        "change": figure.change_of,
        "coded": coded,
        "day": plain_day,
        "deed": lambda event: plainly(history.deed(event)),
        "distance": distance,
        "journey": journey,
        "money": money,
        "moment": lambda at, zone: plainly(moment(at, zone)),
        "number": lambda value, unit="": number(Decimal(value), unit),
        "pace": pace_words,
        "percent": percent,
        "replied": lambda said: plainly(sentiment.replied(said)),
        "said": words_of,
        "scored": lambda one: plainly(sentiment.scored(one)),
        "spread": figure.spread_of,
        "value": figure.value_of,
        "who": lambda event: plainly(history.who(event)),
        "why": why,
    }
)
_templates.tests["better"] = figure.is_better
"""What says things in Slack says them here: a figure reads the same wherever it stands."""


def rendered(template: str, **facts: object) -> str:
    """A page from `templates/` as HTML. Whatever stands in `facts` is text, and escaped."""
    return _templates.get_template(template).render(facts)


def page(template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """A page from `templates/` as an answer."""
    return HTMLResponse(rendered(template, **facts), status, HEADERS)


def sentence(
    title: str,
    words: str,
    status: int,
    headers: Mapping[str, str] | None = None,
    *,
    language: str = "en",
) -> HTMLResponse:
    """A page that only says something."""
    made = page("sentence.html", status, title=title, words=words, language=language)
    made.headers.update(headers or {})
    return made
