"""An entry: one item of a feed as the feed gave it, made plain; and a parsed feed, which is a list of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class FeedFormat(StrEnum):
    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed.

    `keys` identify it, strongest first (guid, link, text), each a short digest with its kind in front ("g:...",
    "l:...", "t:..."); two items that share a key that is trusted are one. `text_digest` changes when title, summary or
    content do. `published` is None where the feed gave no usable date; `date_doubt` then says why in a few words.
    """

    keys: tuple[str, ...]
    title: str
    summary: str = ""
    content: str = ""
    url: str | None = None
    author: str = ""
    lang: str | None = None
    published: datetime | None = None
    date_doubt: str = ""
    text_digest: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document, read. `min_interval` is what `ttl` and the like ask for; `skip_hours` are UTC hours 0 to 23.

    `notes` say in plain words what had to be mended ("declared utf-16, is UTF-8"), for the operator. `complete` is
    False for a document that breaks off: its validators must not be saved, or the rest is never fetched. `skip_days`
    count from Monday, 0.
    """

    format: FeedFormat
    title: str
    entries: tuple[Entry, ...]
    lang: str | None = None
    min_interval: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    complete: bool = True


class EntryStage(StrEnum):
    """Where an entry stands on its way: to be read, read, read from its summary only (to be tried again), dropped."""

    PENDING = "pending"
    READ = "read"
    RETRY = "retry"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class TriagedEntry:
    """An entry on its way into the store, with triage's decision. `known_id` is set where it replaces a stored one."""

    entry: Entry
    stage: EntryStage
    reason: str
    known_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry with its row: who brought it, when it was first seen, how often reading was tried before.

    `lease` fences a claim: a save with a stale one is refused. `reason` is what decided on `stage` last, in words.
    """

    id: int
    feed_id: str
    entry: Entry
    first_seen: datetime
    stage: EntryStage
    attempts: int = 0
    article_id: str | None = None
    lease: int = 0
    reason: str = ""
