"""Reads RSS 0.9 to 2.0, Atom 0.3 and 1.0, RDF and CDF with feedparser, from mended text.

Enters: decoded text and the feed's URL. Leaves: a `RawFeed`. Called by `feed`. feedparser is only ever given bytes
(`BytesIO`): a string would be opened as a file or URL. Its date parsing is switched off: ours reads more and errs less.
"""

import io
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any, Literal

import feedparser

from service.errors import FetchKind, ParseError
from service.stages.parse.clean import CleanXml, clean_xml
from service.stages.parse.discover import find_feeds, leads_inside
from service.stages.parse.namespaces import mend_namespaces
from service.stages.parse.raw import RawFeed, RawItem

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_ITEM_OPEN = re.compile(r"<((?:[A-Za-z_][\w.\-]{0,40}:)?(?:item|entry))(?=[\s>])", re.I)
_PREFIXED = re.compile(r"<([A-Za-z_][\w.\-]{0,40}):(item|entry|channel)(?=[\s>])")
_ROOT_END = re.compile(r"</(?:[\w.\-]{1,40}:)?(?:rss|feed|rdf|channel)\s{0,20}>", re.I)
_ROOT_OPEN = re.compile(r"<(rss|feed|rdf:RDF)(?=[\s>])", re.I)
# What may be a relative link, among guids that nobody has called anything else.
_PATH = re.compile(r"(?:https?:/)?/?[^\s:]*(?:/|\.(?:html?|php|aspx?|jsp)\b)", re.I)
_HTML_ROOTS = frozenset(("html", "head", "body", "title", "meta", "div", "p", "h1", "center", "script", "br", "b"))
_CHILD_END = re.compile(
    r"</((?:dc:|content:)?(?:title|link|guid|id|description|summary|content|encoded|pubDate|date|published|updated))\s{0,9}>",
    re.I,
)
_IDENTIFYING = frozenset(("link", "guid", "id"))
_HOURS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RETRY_ITEMS = 500
_LESSER_RELATIONS = ("related", "via", "self")

# Namespaces whose elements feedparser reads under any prefix.
_FEED_NAMESPACES = frozenset(
    uri.lower() for uri, prefix in feedparser.mixin._FeedParserMixin.namespaces.items() if uri and not prefix
)

# Registered handlers are asked first; the first answer that is a date ends the search. Ours always answers.
_NO_DATE = time.gmtime(0)
feedparser.registerDateHandler(lambda _: _NO_DATE)


def read_xml_feed(text: str, url: str, max_items: int) -> RawFeed:
    """Raises ParseError: NOT_A_FEED for pages (with the feeds they link to) and the like, BLOCKED for attacks."""
    clean = clean_xml(text)
    if clean.root in _HTML_ROOTS:
        clean = _find_embedded(clean)
    if clean.root == "html" or (clean.root in _HTML_ROOTS and not _ITEM_OPEN.search(clean.text)):
        raise _not_a_feed(text, url)
    if clean.root == "opml":
        raise ParseError("the address answers with an OPML list of feeds, not a feed", kind=FetchKind.NOT_A_FEED)
    source, complete = _drop_torn_item(_unprefix(mend_namespaces(clean.text)))
    parsed = _parse(source)
    entries = parsed.entries
    if not entries and not parsed.version and not _is_empty_feed(clean, complete):
        raise _not_a_feed(text, url)
    feed = parsed.feed
    result = RawFeed(
        format=_format_of(parsed.version or "", clean.root),
        title=_string(feed.get("title")),
        link=_string(feed.get("link")),
        lang=_string(feed.get("language")) or None,
        found=len(entries),
        complete=complete,
        min_interval=_min_interval(feed),
        skip_hours=_skip_hours(source),
        skip_days=_skip_days(source),
        notes=list(clean.notes),
    )
    # RSS says nothing of its types, and feedparser then guesses "text/plain": only Atom's own word is taken.
    typed = result.format == "atom"
    result.items = [_read_entry(entry, typed) for entry in entries[:max_items]]
    if not complete:
        result.notes.append("the document is cut off")
    return result


def _not_a_feed(text: str, url: str) -> ParseError:
    if re.search(r"<(?:!doctype\s{1,9})?html|<head|<body|<title", text[:5_000], re.I):
        found = find_feeds(text, url)
        if not found and leads_inside(text, url):
            said = "the address answers with a web page that leads to an address which is not public: not followed"
            return ParseError(said, kind=FetchKind.BLOCKED)
        hint = f"; it links to {found[0]}" if found else ""
        return ParseError(
            f"the address answers with a web page, not a feed{hint}", kind=FetchKind.NOT_A_FEED, found_feeds=found
        )
    return ParseError("the address answers with something that is no feed", kind=FetchKind.NOT_A_FEED)


def _find_embedded(clean: CleanXml) -> CleanXml:
    """The feed within a web page that some template has put around it; `clean` as it is where there is none."""
    root = _ROOT_OPEN.search(clean.text)
    if not root or not _ITEM_OPEN.search(clean.text, root.end()) or not _ROOT_END.search(clean.text, root.end()):
        return clean
    notes = (*clean.notes, "the feed stands within a web page")
    return CleanXml(clean.text[root.start() :], root[1].lower().removeprefix("rdf:"), notes)


def _unprefix(text: str) -> str:
    """`<rss:item>` becomes `<item>`, where no plain ones stand beside it and feedparser does not know its namespace."""
    prefixed = _PREFIXED.search(text)
    if not prefixed or re.search(r"<(?:item|entry)[\s>]", text):
        return text
    prefix = re.escape(prefixed[1])
    declared = re.search(rf"\bxmlns:{prefix}\s{{0,9}}=\s{{0,9}}[\"']([^\"'<>]{{0,200}})[\"']", text)
    if declared and declared[1].strip().lower() in _FEED_NAMESPACES:
        return text
    return re.sub(rf"(</?){prefix}:", r"\1", text)


def _drop_torn_item(text: str) -> tuple[str, bool]:
    """(text, whether it is whole). Of a last item that is broken off, what is whole is kept if there is enough to know
    it again by; else it is left out: half a title is no title."""
    if _ROOT_END.search(text, max(0, len(text) - 2_000)):
        return text, True
    openings = list(_ITEM_OPEN.finditer(text))
    if not openings:
        return text, bool(_ROOT_END.search(text))
    last = openings[-1]
    if _ROOT_END.search(text, last.end()):
        return text, True
    if text.find(f"</{last[1]}", last.end()) >= 0:
        return text, False
    whole = text[last.start() : max((child.end() for child in _CHILD_END.finditer(text, last.end())), default=0)]
    if "title" in (kinds := {child[1].lower() for child in _CHILD_END.finditer(whole)}) and kinds & _IDENTIFYING:
        return f"{text[: last.start()]}{whole}</{last[1]}>", False
    return text[: last.start()], False


def _parse(source: str) -> Any:
    try:
        return _feedparser(source)
    except Exception as error:  # feedparser raises whatever its parts raise; the reason is kept
        parsed = None
        for piece in _single_items(source):
            try:
                one = _feedparser(piece)
            except Exception:  # noqa: S112  # this item is what it cannot read
                continue
            if parsed is None:
                parsed = one
            else:
                parsed.entries.extend(one.entries)
        if parsed is None or not parsed.entries:
            raise ParseError(f"the feed could not be read ({type(error).__name__})") from error
        return parsed


def _feedparser(source: str) -> Any:
    # Without the feed's address: feedparser would resolve bare guids against it, and they would change when it does.
    return feedparser.parse(
        io.BytesIO((_DECLARATION + source).encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _single_items(source: str) -> Iterator[str]:
    """The document once for each of its items, with that item alone."""
    starts = [match.start() for match in _ITEM_OPEN.finditer(source)][:_RETRY_ITEMS]
    for start, end in pairwise([*starts, len(source)]):
        yield source[: starts[0]] + source[start:end]


def _is_empty_feed(clean: CleanXml, complete: bool) -> bool:
    return clean.root in ("rss", "feed", "rdf", "channel") and (complete or bool(_ITEM_OPEN.search(clean.text)))


def _format_of(version: str, root: str) -> Literal["rss", "atom", "rdf"]:
    if version.startswith("atom") or (not version and root == "feed"):
        return "atom"
    return "rdf" if version in ("rss10", "rss090") or root == "rdf" else "rss"


def _read_entry(entry: Any, typed: bool) -> RawItem:
    title, summary = entry.get("title_detail") or {}, entry.get("summary_detail") or {}
    contents = [part for part in entry.get("content") or [] if isinstance(part.get("value"), str)]
    content: Any = max(contents, key=lambda part: len(part["value"]), default={})
    return RawItem(
        guid=_string(entry.get("id")),
        links=_links_of(entry),
        title=_string(entry.get("title")),
        title_html=_is_html(title, typed),
        summary=_string(entry.get("summary")),
        summary_html=_is_html(summary, typed),
        content=_string(content.get("value")),
        content_html=_is_html(content, typed),
        author=_string(entry.get("author")),
        lang=_string(title.get("language")) or None,
        dates=[
            value
            for name in ("published", "updated", "created")
            if dict.__contains__(entry, name) and (value := _string(dict.__getitem__(entry, name)))
        ],
    )


def _links_of(entry: Any) -> list[str]:
    """Where the item may be read, best first: its own link, other alternates, an id that is an address; for want of
    these its text elsewhere, then what it is about or comes from."""
    link, identifier = _string(entry.get("link")), _string(entry.get("id"))
    parts = [(_relations(part), _string(part.get("href"))) for part in entry.get("links") or []]
    if link == identifier and not _PATH.match(link) and all(href != link for _, href in parts):
        link = ""  # feedparser's guess from a guid
    links = [_string(entry.get(name)) for name in ("feedburner_origlink", "pheedo_origlink")]
    links += [link, *(href for relations, href in parts if "alternate" in relations)]
    if identifier.startswith(("http://", "https://")):
        links.append(identifier)
    links += [_string(content.get("src")) for content in entry.get("content") or []]
    for wanted in _LESSER_RELATIONS:
        links += [href for relations, href in parts if wanted in relations]
    return [link for link in links if link]


def _relations(part: Any) -> list[str]:
    """The words of a link's `rel`, which may be written as an address of IANA's registry (RFC 4287, 4.2.7.2)."""
    return [word.rpartition("/")[2].lower() for word in _string(part.get("rel") or "alternate").split()]


def _is_html(detail: Any, typed: bool) -> bool:
    return not (typed and detail and detail.get("type") == "text/plain")


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _min_interval(feed: Any) -> timedelta | None:
    try:
        if feed.get("ttl"):
            return timedelta(minutes=min(max(0, int(float(feed["ttl"]))), 1_000_000))
        period = _HOURS.get(_string(feed.get("sy_updateperiod")).strip().lower())
        if period:
            times = max(1, int(float(feed.get("sy_updatefrequency") or 1)))
            return timedelta(hours=period) / min(times, 10_000)
    except (ValueError, OverflowError):
        pass
    return None


def _skip_hours(source: str) -> frozenset[int]:
    found = {int(hour) for hour in re.findall(r"<hour>\s{0,9}(\d{1,2})\s{0,9}<", _section(source, "skipHours"))}
    return frozenset(hour % 24 for hour in found if hour <= 24)


def _skip_days(source: str) -> frozenset[int]:
    section = _section(source, "skipDays").lower()
    return frozenset(number for number, day in enumerate(_DAYS) if re.search(rf"<day>\s{{0,9}}{day}", section))


def _section(source: str, name: str) -> str:
    start = source.find(f"<{name}")
    end = source.find(f"</{name}", start)
    return source[start : min(end, start + 5_000)] if 0 <= start < end else ""
