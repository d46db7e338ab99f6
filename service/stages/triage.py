"""Decides from title and summary whether an item's page is worth fetching.

Enters: an entry, its feed. Leaves: a `Triage`. Called by the jobs `poll` and `scan`. Generous on purpose: what is
dropped here is never seen again; what passes costs one page.
"""

from datetime import UTC, datetime

from service.model.article import Article
from service.model.entry import Entry
from service.model.feed import Feed
from service.model.verdict import MentionKind, Span, Triage, TriageReason
from service.model.watch import Watch
from service.stages.recognise import Reading, Recogniser
from service.stages.recognise.decide import Ground
from service.stages.relevance import find_groups

_LONGEST_SUMMARY = 1500
_COMPANY = ("us", "ru", "pentagon", "defence_post", "contact")


def triage_entry(entry: Entry, feed: Feed, recogniser: Recogniser, at: datetime) -> Triage:
    """Whether the entry passes. `at` (aware) is used where the entry has no date."""
    if feed.side is not None:
        return Triage(True, TriageReason.OFFICIAL_VOICE)
    article = Article(
        id="",
        title=entry.title,
        # A feed of whole texts may have no summary: its beginning is one.
        summary=(entry.summary or entry.content)[:_LONGEST_SUMMARY],
        body="",
        published=entry.published or at.astimezone(UTC),
        first_seen=at,
        lang=feed.lang or entry.lang,
    )
    reading = recogniser.read(article)
    named = tuple(found.mention.span for found in reading.people if found.mention.kind is MentionKind.NAME)
    if named:
        return Triage(True, TriageReason.NAMES_OFFICIAL, named)
    spans = find_triage_spans(reading, recogniser.watch)
    if spans:
        return Triage(True, TriageReason.TOPIC_TERMS, spans)
    return Triage(False, TriageReason.NOTHING)


def find_triage_spans(reading: Reading, watch: Watch) -> tuple[Span, ...]:
    """The spans of the first of a topic's triage conditions that holds; none if none does."""
    for topic in watch.topics:
        places = find_groups(reading, topic)
        for condition in topic.triage:
            found = [places.get(group.strip(), []) for group in condition.split("+")]
            if all(found):
                return tuple(reading.span(group[0].start, group[0].end) for group in found)
    return _find_doubtful(reading)


def _find_doubtful(reading: Reading) -> tuple[Span, ...]:
    """An ambiguous surname beside a word of the topic's countries or bodies: the page will tell whose it is."""
    if not any(reading.hits.get(name) for name in _COMPANY):
        return ()
    return tuple(found.mention.span for found in reading.doubtful if found.mention.rule == Ground.NO_EVIDENCE)
