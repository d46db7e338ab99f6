"""Feed documents of the archive: an outlet and an instant in, the bytes of its RSS, RDF or Atom out.

Called by the archive's server. The same outlet, instant and base URL give the same bytes. Formats: RSS 2.0
(rssboard.org/rss-specification) with the content module, RSS 1.0 (web.resource.org/rss/1.0/spec), Atom 1.0 (RFC 4287).
"""

import hashlib
import html
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from service.adapters.archive.catalogue import FeedShape, Item, Outlet, Version

CONTENT_TYPES = {
    FeedShape.RSS: "application/rss+xml",
    FeedShape.ATOM: "application/atom+xml",
    FeedShape.RDF: "application/rdf+xml",
}

# Characters that sites with an HTML editor write as named entities.
_ENTITIES = {"\u00a0": "&nbsp;", "\u00ad": "&shy;", "«": "&laquo;", "»": "&raquo;", "—": "&mdash;", "’": "&rsquo;"}


def render_feed(outlet: Outlet, base_url: str, now: datetime) -> bytes:
    """The feed as it stands at `now`, in the outlet's encoding."""
    items = outlet.shown_items(now)
    if outlet.habits.order == "shuffled":
        items.sort(key=lambda item: _digest(f"{now.isoformat()} {item.id}"))
    write = _WRITERS[outlet.shape]
    text = write(outlet, items, base_url, now)
    document = f'<?xml version="1.0" encoding="{outlet.habits.encoding}"?>\n{text}\n'
    return document.encode(outlet.habits.encoding, errors="xmlcharrefreplace")


def last_change(outlet: Outlet, now: datetime) -> datetime | None:
    """When the youngest text shown at `now` was published or corrected; None where nothing is shown."""
    return max((item.version_at(now).since for item in outlet.shown_items(now)), default=None)


def name_entities(text: str) -> str:
    """Plain text as HTML, with quotation marks, dashes and soft hyphens as named entities."""
    escaped = html.escape(text, quote=False)
    for character, entity in _ENTITIES.items():
        escaped = escaped.replace(character, entity)
    return escaped


def _write_rss(outlet: Outlet, items: list[Item], base_url: str, now: datetime) -> str:
    lines = [
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>',
        f"<title>{escape(outlet.name)}</title><link>{escape(base_url)}/{outlet.id}/</link>",
        f"<description>{escape(outlet.tagline)} {escape(outlet.notice)}</description>",
        f"<language>{outlet.lang}</language><ttl>15</ttl>",
    ]
    for item in items:
        version = item.version_at(now)
        guid = _guid(outlet, item, now)
        lines += [
            f"<item><title>{escape(version.title)}</title><link>{escape(_link(outlet, item, base_url))}</link>",
            f'<guid isPermaLink="false">{escape(guid)}</guid>' if guid else "",
            f"<pubDate>{_rfc822(outlet, item.published)}</pubDate>",
            f"<description>{_summary(outlet, version.summary)}</description>",
            f"<content:encoded>{_full_text(version)}</content:encoded>" if outlet.habits.full_text else "",
            "</item>",
        ]
    return "\n".join([*filter(None, lines), "</channel></rss>"])


def _write_rdf(outlet: Outlet, items: list[Item], base_url: str, now: datetime) -> str:
    links = {item.id: escape(_link(outlet, item, base_url)) for item in items}
    listed = "".join(f"<rdf:li rdf:resource={quoteattr(link)}/>" for link in links.values())
    lines = [
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">',
        f'<channel rdf:about="{escape(base_url)}/{outlet.id}/"><title>{escape(outlet.name)}</title>',
        f"<link>{escape(base_url)}/{outlet.id}/</link>",
        f"<description>{escape(outlet.tagline)} {escape(outlet.notice)}</description>",
        f"<dc:language>{outlet.lang}</dc:language><items><rdf:Seq>{listed}</rdf:Seq></items></channel>",
    ]
    for item in items:
        version = item.version_at(now)
        lines += [
            f"<item rdf:about={quoteattr(links[item.id])}><title>{escape(version.title)}</title>",
            f"<link>{links[item.id]}</link><description>{_summary(outlet, version.summary)}</description>",
            f"<dc:date>{_local(outlet, item.published).isoformat()}</dc:date></item>",
        ]
    return "\n".join([*lines, "</rdf:RDF>"])


def _write_atom(outlet: Outlet, items: list[Item], base_url: str, now: datetime) -> str:
    updated = last_change(outlet, now) or now
    lines = [
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.lang}">',
        f"<title>{escape(outlet.name)}</title><subtitle>{escape(outlet.tagline)} {escape(outlet.notice)}</subtitle>",
        f'<link href="{escape(base_url)}/{outlet.id}/"/><id>tag:archive.invalid,2026:{outlet.id}</id>',
        f"<updated>{_local(outlet, updated).isoformat()}</updated>",
    ]
    for item in items:
        version = item.version_at(now)
        kind = "html" if outlet.habits.html else "text"
        lines += [
            f"<entry><title>{escape(version.title)}</title><link href={quoteattr(_link(outlet, item, base_url))}/>",
            f"<id>{escape(_guid(outlet, item, now) or _link(outlet, item, base_url))}</id>",
            f"<published>{_local(outlet, item.published).isoformat()}</published>",
            f"<updated>{_local(outlet, version.since).isoformat()}</updated>",
            f"<author><name>{escape(item.byline or outlet.name)}</name></author>",
            f'<summary type="{kind}">{_summary(outlet, version.summary)}</summary></entry>',
        ]
    return "\n".join([*lines, "</feed>"])


_WRITERS: dict[FeedShape, Callable[[Outlet, list[Item], str, datetime], str]] = {
    FeedShape.RSS: _write_rss,
    FeedShape.RDF: _write_rdf,
    FeedShape.ATOM: _write_atom,
}


def _summary(outlet: Outlet, summary: str) -> str:
    return escape(f"<p>{name_entities(summary)}</p>") if outlet.habits.html else escape(summary)


def _full_text(version: Version) -> str:
    return escape("".join(f"<p>{name_entities(paragraph)}</p>" for paragraph in version.paragraphs))


def _link(outlet: Outlet, item: Item, base_url: str) -> str:
    query = f"?{outlet.habits.query}" if outlet.habits.query else ""
    return f"{base_url}{outlet.item_path(item)}{query}"


def _guid(outlet: Outlet, item: Item, now: datetime) -> str:
    if outlet.habits.guid == "changing":
        return _digest(f"{now.isoformat()} {item.id}")
    return f"tag:archive.invalid,2026:{item.id}" if outlet.habits.guid == "stable" else ""


def _local(outlet: Outlet, instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(outlet.tz))


def _rfc822(outlet: Outlet, instant: datetime) -> str:
    text = format_datetime(_local(outlet, instant))
    return text.replace("+0300", "MSK") if outlet.habits.msk else text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
