"""What an outgoing feed is made of, whatever its format.

Enter: nothing; made by `alerts` and `contacts`, rendered by `atom` and `jsonfeed`.
"""

from dataclasses import dataclass
from datetime import datetime

NAMESPACE = "tag:hotline.invalid,2026"
"""RFC 4151. Ids are the same wherever the page is served, so that a reader that moves with it shows nothing twice."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry. `page` is its address on the site; `source` that of the article told of, http(s) only or None. Texts
    are plain. `updated` never goes back."""

    id: str
    title: str
    text: str
    page: str
    updated: datetime
    published: datetime
    source: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedHead:
    """The feed itself: its id, its address, the page that shows the same."""

    id: str
    title: str
    address: str
    page: str
