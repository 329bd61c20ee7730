"""How often an address may guess at links: a bucket of tries each, which fills again slowly.

In memory, so each process counts for itself, and a restart forgets. It keeps the noise away; that
nobody can guess a link is up to its signature.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

TRIES = 20
"""Wrong links at once."""
SECONDS_A_TRY = 6.0
MOST_ADDRESSES = 10_000
"""Remembered at once; of more, those that were not heard of for longest are forgotten."""
NETWORK_BITS = 64
"""Of an IPv6 address: below that, one household has as many as it likes."""


class Guesses:
    """The tries that are left, by address. `now` counts seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def seconds_to_wait(self, address: str) -> int:
        """Until the address may try again; 0 where it may now."""
        left = self._left(network_of(address))
        return 0 if left >= 1 else max(1, round((1 - left) * SECONDS_A_TRY))

    def count(self, address: str) -> None:
        """A wrong link came from this address."""
        network = network_of(address)
        self._buckets[network] = (self._left(network) - 1, self._now())
        self._buckets.move_to_end(network)
        while len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)

    def _left(self, network: str) -> float:
        left, at = self._buckets.get(network, (float(TRIES), self._now()))
        return min(float(TRIES), left + (self._now() - at) / SECONDS_A_TRY)


def network_of(address: str) -> str:
    """Whose address it is: an IPv4 address itself, an IPv6 address by its network."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, NETWORK_BITS), strict=False))
