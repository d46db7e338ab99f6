"""Permanent redirects: noticed at once, adopted only after days.

Enters: the feed, its state, a response that brought the feed. Leaves: the state with `url`, `moved_to`, `moved_since`
settled, and whether the feed is on the move or has just been re-addressed. Called by `plan`.

A captive portal, a parking page or a mistake of an hour must not rewrite an address. So a move counts only where the
target delivered the feed, to the same target each time, over at least three days; it is never adopted where it would
give up TLS, or take credentials or own headers to another origin.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from service.model.feed import Feed, FeedState, FetchResponse
from service.stages.schedule.request import same_origin

ADOPT_AFTER = timedelta(days=3)

_PERMANENT = frozenset({301, 308})


class Move(StrEnum):
    """Where a feed stands: at its address, on its way, just re-addressed."""

    NONE = "none"
    SEEN = "seen"
    ADOPTED = "adopted"


def permanent_target(response: FetchResponse) -> str | None:
    """Where the unbroken run of permanent redirects at the beginning of the chain leads to, or None."""
    target = None
    for redirect in response.redirects:
        if redirect.status not in _PERMANENT:
            break
        target = redirect.url
    return target


def note_move(state: FeedState, feed: Feed, response: FetchResponse, now: datetime) -> tuple[FeedState, Move]:
    """Settle what this response says about the feed's address."""
    target = permanent_target(response)
    if target is None or target == (state.url or feed.url):
        return replace(state, moved_to=None, moved_since=None), Move.NONE
    if target != state.moved_to or state.moved_since is None:
        return replace(state, moved_to=target, moved_since=now), Move.SEEN
    if now - state.moved_since < ADOPT_AFTER or not _may_adopt(feed, target, response):
        return state, Move.SEEN
    adopted = None if target == feed.url else target
    return replace(state, url=adopted, moved_to=None, moved_since=None), Move.ADOPTED


def _may_adopt(feed: Feed, target: str, response: FetchResponse) -> bool:
    if response.downgraded or (feed.url.startswith("https:") and not target.startswith("https:")):
        return False
    return same_origin(target, feed.url) or not (feed.auth or feed.headers)
