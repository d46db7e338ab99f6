"""An article: an entry with the text of its page, its language, its canonical URL."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from service.model.feed import Side

Zone = Literal["title", "summary", "body"]
ZONES: tuple[Zone, ...] = ("title", "summary", "body")


class TextSource(StrEnum):
    """Where an article's body came from; `SUMMARY` means that the page could not be had."""

    PAGE = "page"
    FEED = "feed"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """The text of an article page. `problem` says why there is none ("consent wall", "not HTML"); then `text` is ""."""

    text: str = ""
    title: str = ""
    lang: str | None = None
    canonical_url: str | None = None
    published: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What recognition and judgement read. `published` is the instant used for "today": first seen, at worst.

    `id` is stable across restarts and rebuilds: a digest of the canonical URL, or of feed and key where there is none.
    `tz` is the outlet's IANA zone, None if unknown; `side` its side, if it is an official voice.
    """

    id: str
    title: str
    summary: str
    body: str
    published: datetime
    first_seen: datetime
    lang: str | None = None
    url: str | None = None
    outlet: str = ""
    feed_id: str = ""
    tz: str | None = None
    side: Side | None = None
    text_source: TextSource = TextSource.PAGE
    text_note: str = ""

    def zone(self, zone: Zone) -> str:
        """The text of one zone."""
        return self.title if zone == "title" else self.summary if zone == "summary" else self.body
