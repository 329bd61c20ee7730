"""Who may talk to the sandbox: this machine only, and no page of another site in its browser."""

import ipaddress
import re
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

BOT_PAGES = "/{kind:[a-z]}/"
IS_BOT_PAGE = re.compile("/[a-z]/")
"""The bot's own pages tell no site where one comes from, so that a browser names no origin when a
form on one of them is sent. They do without: each needs a link that was signed.
"""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nothing else."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """403 where the Host or the Origin is not this machine: another site may have sent it."""
    host = urlsplit(f"//{request.host}").hostname or ""
    origin = request.headers.get("Origin")
    elsewhere = origin is not None and not is_loopback(urlsplit(origin).hostname or "")
    elsewhere = elsewhere and not IS_BOT_PAGE.match(request.path)
    if elsewhere or not is_loopback(host):
        raise web.HTTPForbidden(text="The sandbox answers this machine only.")
    return await handler(request)
