"""The requests for one poll of a feed, and for the pages it links to.

Enters: the feed, with its state or with a link. Leaves: a FetchRequest. Called by the poll and read jobs.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from service.model.feed import Feed, FeedState, FetchRequest

REFETCH_AFTER = timedelta(hours=24)

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"


def wants_refetch(state: FeedState, now: datetime) -> bool:
    """Whether the whole feed is to be asked for, unconditionally: once a day, since some servers' 304s lie."""
    return state.refetched_at is None or now - state.refetched_at >= REFETCH_AFTER


def build_request(feed: Feed, state: FeedState, now: datetime) -> FetchRequest:
    """The adopted address if there is one, else the configured one; conditional unless the day's refetch is due.

    Credentials and own headers go to the configured origin only.
    """
    url = state.url or feed.url
    conditional = not wants_refetch(state, now)
    home = same_origin(url, feed.url)
    return FetchRequest(
        url=url,
        headers=feed.headers if home else {},
        etag=state.etag if conditional else None,
        last_modified=state.last_modified if conditional else None,
        auth=feed.auth if home else None,
        proxy=feed.proxy,
        user_agent=feed.user_agent,
        accept=_ACCEPT,
    )


def build_page_request(feed: Feed, url: str) -> FetchRequest:
    """The request for an article that the feed links to.

    A link is foreign text: only where it leads to the feed's own origin do its credentials and own headers go along.
    """
    home = same_origin(url, feed.url)
    return FetchRequest(
        url=url,
        headers=feed.headers if home else {},
        auth=feed.auth if home else None,
        proxy=feed.proxy,
        user_agent=feed.user_agent,
        accept=_ACCEPT_PAGE,
    )


def same_origin(one: str, other: str) -> bool:
    """Scheme, host and port of two URLs are equal; False for what is no URL."""
    try:
        parts = [urlsplit(one), urlsplit(other)]
        a, b = ((p.scheme, p.hostname, p.port or {"http": 80, "https": 443}.get(p.scheme)) for p in parts)
    except ValueError:
        return False
    return a == b
