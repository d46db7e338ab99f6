"""How a feed fares, as plain values.

Enter: a feed's id and its state, None before the first poll. Leaves: a dict with the keys that `hotline feeds health
--json` prints. Called by that command, the page and the API.
"""

from typing import Any

from service.model.feed import FeedState, FeedStatus
from service.stages.render import fold_line, format_instant


def describe_feed(feed_id: str, state: FeedState | None) -> dict[str, Any]:
    """A feed's health as JSON values; `state` is None for a feed that no poll has seen yet."""
    return {
        "id": feed_id,
        "state": (state.status if state else FeedStatus.NEW).value,
        "entries": state.entries if state else 0,
        "failures": state.failures if state else 0,
        "last_error": fold_line(state.last_error) if state and state.last_error else None,
        "error_kind": state.error_kind if state else None,
        "last_success": format_instant(state.last_success) if state and state.last_success else None,
        "next_due": format_instant(state.next_due) if state else None,
        "rhythm": int(state.rhythm.total_seconds()) if state and state.rhythm else None,
        "requests": state.requests if state else 0,
        "bytes": state.wire_bytes if state else 0,
        "address": fold_line(state.url) if state and state.url else None,
    }
