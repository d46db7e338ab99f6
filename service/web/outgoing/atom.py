"""Atom (RFC 4287).

Enter: a feed's head and items. Leaves: the document, UTF-8. Pure; called by `alerts` and `contacts`.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from service.stages.render import format_instant
from service.web.outgoing.entries import FeedHead, FeedItem

MEDIA = "application/atom+xml; charset=utf-8"
_XMLNS = "http://www.w3.org/2005/Atom"
# What XML 1.0 (2.2, Char) has no place for, not even escaped.
_NO_CHAR = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def render_atom(head: FeedHead, items: Sequence[FeedItem]) -> bytes:
    """The document. `updated` of the feed is that of its newest item, so that the same items give the same bytes."""
    feed = Element("feed", {"xmlns": _XMLNS})
    _add(feed, "id", head.id)
    _add(feed, "title", head.title)
    _add(feed, "updated", format_instant(max((item.updated for item in items), default=_LONG_AGO)))
    _add(SubElement(feed, "author"), "name", "Hotline")
    _link(feed, "self", head.address, MEDIA.partition(";")[0])
    _link(feed, "alternate", head.page, "text/html")
    for item in items:
        _add_entry(feed, item)
    document: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(feed: Element, item: FeedItem) -> None:
    entry = SubElement(feed, "entry")
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    _add(entry, "updated", format_instant(item.updated))
    _add(entry, "published", format_instant(item.published))
    _link(entry, "alternate", item.page, "text/html")
    if item.source:
        _link(entry, "via", item.source)
    for tag in item.tags:
        SubElement(entry, "category", {"term": _clean(tag)})
    _add(entry, "content", item.text).set("type", "text")


def _add(parent: Element, name: str, text: str) -> Element:
    child = SubElement(parent, name)
    child.text = _clean(text)
    return child


def _link(parent: Element, relation: str, address: str, media: str | None = None) -> None:
    attributes = {"rel": relation, "href": _clean(address)}
    SubElement(parent, "link", attributes | ({"type": media} if media else {}))


def _clean(text: str) -> str:
    return _NO_CHAR.sub(" ", text)
