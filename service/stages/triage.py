"""Decides from title and summary whether an item's page is worth fetching.

Enters: an entry, its feed. Leaves: a `Triage`. Called by the jobs `poll` and `scan`. Generous on purpose: what is
dropped here is never seen again; what passes costs one page.
"""

from datetime import UTC, datetime

from service.model.article import Article
from service.model.entry import Entry
from service.model.feed import Feed
from service.model.verdict import MentionKind, Span, Triage, TriageReason
from service.stages.recognise import Reading, Recogniser
from service.stages.relevance import find_groups

_LONGEST_SUMMARY = 1500


def triage_entry(entry: Entry, feed: Feed, recogniser: Recogniser, at: datetime) -> Triage:
    """Whether the entry passes. `at` (aware) is used where the entry has no date."""
    if feed.side is not None:
        return Triage(True, TriageReason.OFFICIAL_VOICE)
    article = Article(
        id="",
        title=entry.title,
        summary=entry.summary[:_LONGEST_SUMMARY],
        body="",
        published=entry.published or at.astimezone(UTC),
        first_seen=at,
        lang=feed.lang or entry.lang,
    )
    reading = recogniser.read(article)
    named = tuple(f.mention.span for f in (*reading.people, *reading.doubtful) if f.mention.kind is MentionKind.NAME)
    if any(f.mention.kind is MentionKind.NAME for f in reading.people):
        return Triage(True, TriageReason.NAMES_OFFICIAL, named)
    spans = find_triage_spans(reading, recogniser)
    if spans:
        return Triage(True, TriageReason.TOPIC_TERMS, spans)
    return Triage(False, TriageReason.NOTHING)


def find_triage_spans(reading: Reading, recogniser: Recogniser) -> tuple[Span, ...]:
    """The spans of a topic's triage groups; any one of them is enough."""
    for topic in recogniser.watch.topics:
        if not topic.triage:
            continue
        places = find_groups(reading, topic)
        found = [place for group in topic.triage for place in places.get(group, ())]
        if found:
            return tuple(reading.span(place.start, place.end) for place in found[:4])
    return ()
