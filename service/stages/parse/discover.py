"""Finds the feeds that an HTML page links to, and whether it sends its readers into a network of their own.

Enters: the text of a page and its URL. Leaves: absolute feed URLs, best first, at most ten. Called by the feed reader
where a feed's address answers with a page, so that the operator is told where the feed went.
"""

import re
from html import unescape
from ipaddress import ip_address
from urllib.parse import urlsplit

from service.stages.parse.markup import word_set
from service.stages.parse.urls import resolve_link

MAX_FOUND = 10
_HEAD = 300_000
_LINK = re.compile(r"<(?:link|a)\s[^>]{1,2000}>", re.I)
_BASE = re.compile(r"<base\s[^>]{0,300}?href\s{0,5}=\s{0,5}[\"']?([^\"'\s>]{1,1000})", re.I)
_REFRESH = re.compile(
    r"<meta\s[^>]{0,200}?http-equiv\s{0,5}=\s{0,5}[\"']?refresh\b[^>]{0,100}?url\s{0,5}=\s{0,5}([^\"'>\s]{1,1000})",
    re.I,
)
_ATTRIBUTE = re.compile(
    r"([a-zA-Z\-]{1,20})\s{0,5}=\s{0,5}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'>]{1,2000}))"
)
_FEED_TYPES = word_set(
    "application/rss+xml application/atom+xml application/feed+json application/rdf+xml "
    "application/x-rss+xml application/x.atom+xml application/rss application/atom"
)
_FEED_PATH = re.compile(
    r"(?:/(?:feed|rss|atom)(?:s|\d)?(?:[/.?]|$)|\.(?:rss|rdf|atom)(?:\?|$)|(?:rss|feed|atom)\.(?:xml|php|json)|[?&](?:feed|format)=(?:rss|atom))",
    re.I,
)


def find_feeds(html: str, url: str) -> tuple[str, ...]:
    """The feeds named in `<link rel="alternate">`, then in plain links that look like feeds; comment feeds last."""
    head = html[:_HEAD]
    base_tag = _BASE.search(head)
    base = (resolve_link(unescape(base_tag[1]), url) if base_tag else None) or url
    declared: list[str] = []
    guessed: list[str] = []
    for match in _LINK.finditer(head):
        attributes = {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(match[0])}
        target = attributes.get("href", "")
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        relation = attributes.get("rel", "").lower().split()
        is_link = match[0][:5].lower() == "<link"
        is_declared = is_link and (kind in _FEED_TYPES or "feed" in relation)
        if not target or not (is_declared or (not is_link and (kind in _FEED_TYPES or _FEED_PATH.search(target)))):
            continue
        resolved = resolve_link(target, base)
        if resolved and resolved != url:
            (declared if is_declared else guessed).append(resolved)
        if len(declared) >= 50 or len(guessed) >= 50:
            break
    found = list(dict.fromkeys(declared + guessed))
    found.sort(key=lambda link: "comment" in link.lower())
    return tuple(found[:MAX_FOUND])


def leads_inside(html: str, url: str) -> bool:
    """Whether the page sends its reader on (meta refresh) to an address literal, or `localhost`, that is not public.

    Nothing is ever sent on here; but this is how a page tries to, and the operator is told.
    """
    refresh = _REFRESH.search(html[:20_000])
    target = resolve_link(unescape(refresh[1]), url) if refresh else None
    if not target:
        return False
    host = (urlsplit(target).hostname or "").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
