"""The parse stage: the body of a response -> a `ParsedFeed`.

Enters: bytes, their Content-Type, the URL they came from, the feed's time zone and language, the present instant.
Leaves: plain values only, so that they cross a process boundary. Called by the worker processes. Raises ParseError.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from service.errors import FetchKind, ParseError
from service.model.entry import Entry, FeedFormat, ParsedFeed
from service.stages.parse.charset import decode_body
from service.stages.parse.dates import NO_DATE, parse_date
from service.stages.parse.jsonfeed import read_json_feed
from service.stages.parse.keys import Identity, entry_keys, text_digest
from service.stages.parse.raw import RawFeed, RawItem
from service.stages.parse.text import CONTENT_CHARS, SUMMARY_CHARS, TITLE_CHARS, plain_text
from service.stages.parse.urls import normalise_url, resolve_link
from service.stages.parse.xmlfeed import read_xml_feed

MAX_ITEMS = 20_000
MAX_TEXT = 30_000_000
# What some services put before their JSON, so that no page can run it as a script.
_JSON_GUARDS = (")]}'", "while(1);", "for(;;);")
_BINARY = {
    b"\x89PNG": "a PNG image",
    b"GIF8": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image",
    b"\x00\x00\x01\x00": "an icon",
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"RIFF": "a media file",
    b"OggS": "a media file",
    b"ID3": "a sound file",
    b"\x7fELF": "a program",
}


def parse_feed(
    body: bytes, *, content_type: str, url: str, tz: str | None, lang: str | None, now: datetime
) -> ParsedFeed:
    """Read a feed document. `tz` (IANA) is for dates without a zone, `lang` for feeds that name no language.

    Raises ParseError; kind NOT_A_FEED, with `found_feeds`, where the address answers with a page.
    """
    for magic, what in _BINARY.items():
        if body.startswith(magic):
            raise ParseError(f"the address answers with {what}, not a feed", kind=FetchKind.NOT_A_FEED)
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise ParseError("the server sent an empty document")
    decoded = decode_body(body, content_type)
    text = decoded.text.lstrip("\ufeff \t\r\n\0")
    guard = next((prefix for prefix in _JSON_GUARDS if text.startswith(prefix)), "")
    text = text.removeprefix(guard).lstrip(", \t\r\n") if guard else text
    if not text:
        raise ParseError("the server sent an empty document")
    if text[0] in "{[":
        raw = read_json_feed(text, MAX_ITEMS)
    elif "<" not in text:
        raise ParseError("the address answers with plain text, not a feed", kind=FetchKind.NOT_A_FEED)
    else:
        raw = read_xml_feed(text, url, MAX_ITEMS)
    raw.notes[:0] = decoded.notes
    if raw.found > MAX_ITEMS:
        raw.notes.append(f"{raw.found} items, the first {MAX_ITEMS} read")
    return _make_feed(raw, url=url, tz=tz, lang=lang, now=now)


def _make_feed(raw: RawFeed, *, url: str, tz: str | None, lang: str | None, now: datetime) -> ParsedFeed:
    home = resolve_link(raw.link, url) if raw.link else None
    feed_lang = _language(raw.lang) or lang
    drafts = [_make_entry(item, url, tz, feed_lang, now) for item in raw.items]
    identities = [
        Identity(guid=_guid(item.guid), link=entry.url, text=_identity_text(entry), published=entry.published)
        for entry, item in zip(drafts, raw.items, strict=True)
    ]
    keys = entry_keys(identities, home=home, now=now)
    entries = [replace(entry, keys=own) for entry, own in zip(drafts, keys, strict=True)]
    undated = Counter(entry.date_doubt for entry in entries if entry.published is None)
    raw.notes += [
        f"{count} dated by when first seen, since {doubt}" for doubt, count in undated.items() if doubt != NO_DATE
    ]
    return ParsedFeed(
        format=FeedFormat(raw.format),
        title=plain_text(raw.title, html=True, max_chars=TITLE_CHARS, one_line=True),
        entries=tuple(entries),
        lang=feed_lang,
        min_interval=raw.min_interval,
        skip_hours=raw.skip_hours,
        skip_days=raw.skip_days,
        notes=tuple(plain_text(note, html=False, max_chars=300, one_line=True) for note in raw.notes),
        complete=raw.complete,
    )


def _make_entry(item: RawItem, url: str, tz: str | None, lang: str | None, now: datetime) -> Entry:
    link = next((found for raw in item.links if (found := resolve_link(raw, url))), None)
    published, doubt = _first_date(item.dates, tz, now)
    title = plain_text(item.title, html=item.title_html, max_chars=TITLE_CHARS, one_line=True)
    summary = plain_text(item.summary, html=item.summary_html, max_chars=SUMMARY_CHARS)
    content = plain_text(item.content, html=item.content_html, max_chars=CONTENT_CHARS)
    return Entry(
        keys=(),
        title=title,
        summary=summary,
        content="" if content == summary else content,
        url=normalise_url(link) if link else None,
        author=plain_text(item.author, html=True, max_chars=300, one_line=True),
        lang=_language(item.lang) or lang,
        published=published,
        date_doubt=doubt,
        text_digest=text_digest(title, summary, content),
    )


def _identity_text(entry: Entry) -> str:
    return f"{entry.title}\n{(entry.summary or entry.content)[:2_000]}"


def _guid(raw: str) -> str:
    return " ".join(raw.split())


def _first_date(dates: list[str], tz: str | None, now: datetime) -> tuple[datetime | None, str]:
    """The first date that can be used; if none can, what is wrong with the first."""
    first_doubt = NO_DATE
    for number, raw in enumerate(dates):
        published, doubt = parse_date(raw, tz=tz, now=now)
        if published:
            return published, doubt
        if number == 0:
            first_doubt = doubt
    return None, first_doubt


def _language(raw: str | None) -> str | None:
    """The primary subtag ("ru" of "ru-RU") if it is shaped like one."""
    primary = (raw or "").strip().replace("_", "-").split("-")[0].lower()
    return primary if primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 3 else None
