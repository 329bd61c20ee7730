"""Pages for people: one way to render them, with headers that let a browser do nothing else.

They need no script, load nothing from anywhere, and are kept by nobody on the way.
"""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.ui.text import plain_day

_FOLDER = Path(__file__).parent / "templates"
_STYLE = (_FOLDER / "page.css").read_text(encoding="utf-8")
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'; "
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
"""The style is named by its digest: no other style and no script at all is carried out."""

_templates = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["style"] = _STYLE
_templates.filters["day"] = plain_day


def page(template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """A page from `templates/`. Whatever stands in `facts` is text, and escaped."""
    html = _templates.get_template(template).render(facts)
    return HTMLResponse(html, status, HEADERS)


def sentence(
    title: str, words: str, status: int, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A page that only says something."""
    made = page("sentence.html", status, title=title, words=words)
    made.headers.update(headers or {})
    return made
