"""What recognition and judgement say of an article, with the spans that made them say it."""

from dataclasses import dataclass
from enum import StrEnum

from service.model.article import Article, Zone
from service.model.feed import Side


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one zone of an article's original text: characters `start` to `end`, end excluded."""

    zone: Zone
    start: int
    end: int
    text: str


class MentionKind(StrEnum):
    NAME = "name"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in an article that names a person.

    `official` is the id of a tracked official, or None for a holder of an office who is not tracked. `kind` OFFICE is
    an implied mention ("the Pentagon chief"); it never counts as naming. `rule` says why it counts ("full name",
    "surname with evidence", "office holder on 2024-06-26").
    """

    name: str
    side: Side
    kind: MentionKind
    span: Span
    rule: str
    official: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One rule that held, what it added to the score, and the spans that satisfied it."""

    rule: str
    weight: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A topic's decision on an article: the score is the sum of the evidence's weights. `missing` says, for a person,
    what would have made the difference."""

    topic: str
    relevant: bool
    score: float
    threshold: float
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedArticle:
    """A stored article with what was found in it when it was last judged."""

    article: Article
    mentions: tuple[Mention, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class SavedArticle:
    """How an article was saved: `before` is what was stored under its id, None for a new one. `replaced`: its text and
    findings were taken over; False where what came is but a summary of a page that is stored."""

    before: JudgedArticle | None
    replaced: bool


class TriageReason(StrEnum):
    """Why an entry gets its page fetched, or not."""

    NAMES_OFFICIAL = "names an official"
    TOPIC_TERMS = "could concern a topic"
    OFFICIAL_VOICE = "the feed is an official voice"
    CHANGED = "its text changed at the source"
    RESCAN = "passes by a rescan"
    NOTHING = "nothing in title or summary concerns the watch"


@dataclass(frozen=True, slots=True)
class Triage:
    passed: bool
    reason: TriageReason
    evidence: tuple[Span, ...] = ()
