"""Who may talk to the sandbox: this machine only, and no page of another site in its browser."""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler


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
    if elsewhere or not is_loopback(host):
        raise web.HTTPForbidden(text="The sandbox answers this machine only.")
    return await handler(request)
