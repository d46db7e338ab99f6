"""JSON Feed, version 1.1 (jsonfeed.org/version/1.1).

Enter: a feed's head and items. Leaves: the document, UTF-8. Pure; called by `alerts` and `contacts`.
"""

import json
from collections.abc import Sequence
from typing import Any

from service.stages.render import format_instant
from service.web.outgoing.entries import FeedHead, FeedItem

MEDIA = "application/feed+json"


def render_json_feed(head: FeedHead, items: Sequence[FeedItem]) -> bytes:
    """The document."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": head.page,
        "feed_url": head.address,
        "authors": [{"name": "Hotline"}],
        "items": [_describe(item) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False).encode("utf-8", "replace")


def _describe(item: FeedItem) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": item.id,
        "url": item.page,
        "title": item.title,
        "content_text": item.text,
        "date_published": format_instant(item.published),
        "date_modified": format_instant(item.updated),
        "tags": list(item.tags),
    }
    return described | ({"external_url": item.source} if item.source else {})
