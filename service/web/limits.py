"""How often a client may ask: a bucket of tokens for each address, refilled by time.

Enter: an address and what its request costs. Leaves: how long to wait, 0 for not at all. Called by `guard`.
"""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_CLIENTS = 4096
"""How many addresses are remembered; of more, those that asked longest ago are forgotten."""


@dataclass(slots=True)
class ClientLimits:
    """`rate` requests a second for each client in the long run, `burst` at once. `timer` gives seconds, monotonic.

    A client is an IPv4 address, or the /64 network of an IPv6 address: whoever has one of its addresses has all.
    """

    rate: float
    burst: float
    timer: Callable[[], float] = time.monotonic
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, address: str, cost: float = 1) -> int:
        """Take `cost` out of the client's bucket; returns 0, or the seconds (at least 1) until there is enough."""
        client, level = self._fill(address)
        enough = level >= cost
        # A bucket that cannot pay is emptied no further: whoever waits as told gets in.
        self._set(client, level - cost if enough else level)
        return 0 if enough else max(1, math.ceil((cost - level) / self.rate))

    def charge(self, address: str, cost: float) -> None:
        """Take `cost` whether it is there or not, down to a whole bucket owed: nothing is answered until it is paid."""
        client, level = self._fill(address)
        self._set(client, max(level - cost, -self.burst))

    def _fill(self, address: str) -> tuple[str, float]:
        client, now = name_client(address), self.timer()
        level, at = self._levels.get(client, (self.burst, now))
        return client, min(self.burst, level + (now - at) * self.rate)

    def _set(self, client: str, level: float) -> None:
        self._levels[client] = (level, self.timer())
        self._levels.move_to_end(client)
        if len(self._levels) > MOST_CLIENTS:
            self._levels.popitem(last=False)


def name_client(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
