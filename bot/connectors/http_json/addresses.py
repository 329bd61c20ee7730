"""Which machines may be asked: none of our own network, unless a source says so."""

import asyncio
import ipaddress
import socket

import httpx

from bot.errors import UserError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class PullError(UserError):
    """A source could not be fetched; the sentence says why and holds no secret."""


class GuardedTransport(httpx.AsyncHTTPTransport):
    """Looks a name up once and connects to just that address, if it is one of the internet.

    Were the name looked up again to connect, it could lead elsewhere the second time.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it. A PullError where the address is loopback, private or otherwise special."""
        host = request.url.host
        address = await _public_address(host, request.url.port or 443)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return await super().handle_async_request(request)


async def _public_address(host: str, port: int) -> str:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise PullError(f"There is no machine “{host}”.") from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses or not all(map(is_public, addresses)):
        raise PullError(
            f"“{host}” leads into a private network. If that is meant, write private: true."
        )
    return str(addresses[0])


def is_public(address: Address) -> bool:
    """Whether it is one machine of the internet, also where an old address is inside a new one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _translated(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """RFC 6052: what a NAT64 translator makes of it."""
    if address in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
