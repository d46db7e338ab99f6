"""Is it them or us?

Enters: how the latest polls ended. Leaves: whether our own network is down. Called by the poll job.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from service.errors import FetchKind

# Failures that a dead line causes; a captive portal adds others, so not every one has to be of these.
_NETWORK = frozenset({FetchKind.DNS, FetchKind.CONNECT, FetchKind.TIMEOUT, FetchKind.TLS})
# Failures of our own making, which say nothing about any network.
_NO_EVIDENCE = frozenset({FetchKind.BLOCKED, FetchKind.BAD_URL, FetchKind.ROBOTS})
_HOSTS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one poll ended: the host that was asked, and the kind of failure, None for a success."""

    host: str
    kind: FetchKind | None


def is_outage(latest: Iterable[Outcome]) -> bool:
    """Whether all feeds fail together: no success among the latest outcomes (one a feed, of the last few minutes), at
    least three hosts, at least half of them for reasons of the network."""
    outcomes = [outcome for outcome in latest if outcome.kind not in _NO_EVIDENCE]
    if any(outcome.kind is None for outcome in outcomes):
        return False
    hosts = {outcome.host for outcome in outcomes}
    network = {outcome.host for outcome in outcomes if outcome.kind in _NETWORK}
    return len(hosts) >= _HOSTS and 2 * len(network) >= len(hosts)
