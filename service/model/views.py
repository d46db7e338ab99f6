"""What is looked at: articles as lists show them, what a search finds, counts for charts and for metrics.

Made by the store's views, shown by the page, the API and the commands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from service.model.alert import Alert
from service.model.article import Article, Zone
from service.model.contact import Channel, ContactStatus, Initiator
from service.model.feed import Side
from service.model.ledger import LedgerContact, LedgerStory, PlacedArticle
from service.model.verdict import Mention, Verdict


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles; None: whatever it is. `official`: the id of a tracked official that is named. `since`, `until`:
    days of publication (UTC), both included. `story`: a story's whole id. `relevant`: to any topic, or to none."""

    official: str | None = None
    outlet: str | None = None
    lang: str | None = None
    since: date | None = None
    until: date | None = None
    story: str | None = None
    relevant: bool | None = None


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """An article as a list shows it. `summary` is cut to its beginning. `officials`: ids of the tracked officials that
    it names, sorted. `story_id` is None for an article that is not placed (yet)."""

    id: str
    title: str
    summary: str
    outlet: str
    lang: str | None
    side: Side | None
    url: str | None
    published: datetime
    first_seen: datetime
    relevant: bool
    officials: tuple[str, ...] = ()
    story_id: str | None = None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A page of a list. `next` is handed in to get the page behind it; None: this is the last."""

    items: tuple[ArticleHead, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """All that is stored of one article. `placed` and `story` are None while it has no place (yet)."""

    article: Article
    mentions: tuple[Mention, ...]
    verdicts: tuple[Verdict, ...]
    placed: PlacedArticle | None = None
    story: LedgerStory | None = None


class SearchOrder(StrEnum):
    """NEWEST: by publication. RANK: what has every word in its headline, then in headline and summary, then the rest;
    each by publication."""

    NEWEST = "newest"
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of an article's text, with what was searched for as `marks`: (start, end) within `text`, end excluded.
    Plain text, never HTML. `cut_before`, `cut_after`: the zone goes on there."""

    zone: Zone
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article that a search found: its title with marks, and the stretch of text where most of the words stand."""

    article: ArticleHead
    title: Snippet
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of what was found. `next`: as in `ArticlePage`. `words`: what was looked for, as it was understood; empty
    for a query that says nothing ("", "?!"), which finds whatever the filters let through."""

    items: tuple[SearchHit, ...]
    next: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveFacets:
    """By what the archive can be narrowed, each with its number of articles, most first."""

    outlets: tuple[tuple[str, int], ...] = ()
    langs: tuple[tuple[str, int], ...] = ()
    officials: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class MatchedForm:
    """How an official was written where it was recognised, and in how many articles. `kind`: name or office."""

    form: str
    kind: str
    articles: int


@dataclass(frozen=True, slots=True)
class NumberedAlert:
    """An alert with its number: alerts are numbered from 1 in the order in which they entered the store, without a gap
    that is filled later. So whoever has seen a number misses none that comes after it."""

    number: int
    alert: Alert


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Alerts, newest first. `before`: the number to go on with; None: this is the last page."""

    items: tuple[NumberedAlert, ...]
    before: int | None = None


@dataclass(frozen=True, slots=True)
class ContactHead:
    """A contact as the timeline shows it; the fields are those of `LedgerContact`. `sort_key`: its day or month, or the
    day of its first report where nobody gives a date ("" where there is none)."""

    id: str
    sort_key: str
    date: str | None
    channel: Channel
    status: ContactStatus
    initiator: Initiator
    us: tuple[str, ...]
    ru: tuple[str, ...]
    recalled: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Contacts, newest first. `next`: as in `ArticlePage`."""

    items: tuple[LedgerContact, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Stories, newest first. `next`: as in `ArticlePage`."""

    items: tuple[LedgerStory, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """How much is stored, for metrics; none of it costs more where more is stored. `entries`: items ever seen.
    `to_read`: entries that wait for their page, counted up to 10,000. `waiting`: alerts still in the outbox, likewise.
    `steps`, `taken`: the ledger's log, and how far the ledger has come."""

    articles: int = 0
    relevant: int = 0
    entries: int = 0
    to_read: int = 0
    stories: int = 0
    contacts: int = 0
    waiting: int = 0
    steps: int = 0
    taken: int = 0
    alerts: Mapping[str, int] = field(default_factory=dict)
    feeds: Mapping[str, int] = field(default_factory=dict)
