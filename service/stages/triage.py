"""Decides from what a feed says of an item whether its page is worth fetching.

Terms are looked for in title and summary; names also in the text that the feed itself carries.

Enters: an entry, its feed. Leaves: a `Triage`. Called by the jobs `poll` and `scan`. Generous on purpose: what is
dropped here is never seen again; what passes costs one page.
"""

from dataclasses import replace
from datetime import UTC, datetime

from service.model.article import Article
from service.model.entry import Entry
from service.model.feed import Feed
from service.model.verdict import MentionKind, Span, Triage, TriageReason
from service.model.watch import US_AND_RUSSIA, Watch
from service.stages.recognise import Reading, Recogniser
from service.stages.recognise.decide import Ground
from service.stages.recognise.lexicon import list_side_terms
from service.stages.recognise.people import Standing
from service.stages.relevance import find_groups

_LONGEST_SUMMARY = 1500
_LONGEST_TEXT = 20_000
# Surnames of which the whole text may tell that they count.
_OPEN = (Ground.NO_EVIDENCE, Standing.UNSURE)
_COMPANY = ("pentagon", "defence_post", "contact")


def triage_entry(entry: Entry, feed: Feed, recogniser: Recogniser, at: datetime) -> Triage:
    """Whether the entry passes. `at` (aware) is used where the entry has no date."""
    if feed.side is not None:
        return Triage(True, TriageReason.OFFICIAL_VOICE)
    # A feed of whole texts may have no summary: its beginning is one.
    head = (entry.summary or entry.content)[:_LONGEST_SUMMARY]
    article = Article(
        id="",
        title=entry.title,
        summary=head,
        body="",
        published=entry.published or at.astimezone(UTC),
        first_seen=at,
        lang=feed.lang or entry.lang,
    )
    reading = recogniser.read(article)
    named = _list_names(reading)
    if named:
        return Triage(True, TriageReason.NAMES_OFFICIAL, named)
    spans = find_triage_spans(reading, recogniser.watch)
    if spans:
        return Triage(True, TriageReason.TOPIC_TERMS, spans)
    summary = entry.summary[:_LONGEST_TEXT]
    content = entry.content[: _LONGEST_TEXT - len(summary)]
    if len(summary) > len(head) or len(content) > len(head) or (content and entry.summary):
        named = _list_names(recogniser.read(replace(article, summary=summary, body=content)))
    return Triage(True, TriageReason.NAMES_OFFICIAL, named) if named else Triage(False, TriageReason.NOTHING)


def _list_names(reading: Reading) -> tuple[Span, ...]:
    return tuple(found.mention.span for found in reading.people if found.mention.kind is MentionKind.NAME)


def find_triage_spans(reading: Reading, watch: Watch) -> tuple[Span, ...]:
    """The spans of the first of a topic's triage conditions that holds; none if none does."""
    for topic in watch.topics:
        places = find_groups(reading, topic)
        for condition in topic.triage:
            found = [places.get(group.strip(), []) for group in condition.split("+")]
            if all(found):
                return tuple(reading.span(group[0].start, group[0].end) for group in found)
    return _find_doubtful(reading, watch)


def _find_doubtful(reading: Reading, watch: Watch) -> tuple[Span, ...]:
    """An ambiguous surname beside a word of the topics' sides or of bodies: the page will tell whose it is."""
    sides = {side for topic in watch.topics for side in topic.sides} or US_AND_RUSSIA
    company = (*_COMPANY, *(name for side in sides for name in list_side_terms(side)))
    if not any(reading.hits.get(name) for name in company):
        return ()
    return tuple(found.mention.span for found in reading.doubtful if found.mention.rule in _OPEN)
