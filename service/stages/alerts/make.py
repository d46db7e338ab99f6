"""An alert out of an article: its id, its fields, the sentence that it quotes.

In: an article, a kind, a dedup key, what is to be said. Out: an `Alert`. Called by the other files of this room; the id
also by `stages.silence`.
"""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from service.language.sentences import split_sentences
from service.model.alert import Alert, AlertKind, Priority
from service.model.article import ZONES, Article, Zone
from service.model.verdict import Mention, MentionKind, Span

LONGEST_QUOTE = 700
"""Characters of a quote behind the beginning of what it is quoted for, half as many before it. A text without a full
stop, such as a list, is one sentence."""
MATCHED = ""
"""Stands among a story's alerted officials for "its news was told": a `match` or a `contact` was raised."""


def compute_alert_id(kind: AlertKind, dedup_key: str) -> str:
    """16 hex digits of SHA-256 over kind and dedup key: the same after a restart, a restore, a rebuild."""
    return hashlib.sha256(f"{kind.value}\n{dedup_key}".encode()).hexdigest()[:16]


def make_alert(
    article: Article,
    story_id: str,
    kind: AlertKind,
    priority: Priority,
    dedup_key: str,
    now: datetime,
    *,
    reason: str,
    rule: str,
    span: Span | None = None,
    officials: Sequence[tuple[str, str]] = (),
    contact_id: str | None = None,
) -> Alert:
    """`officials`: (id, name) of those that the alert is about; `span`: what it quotes, with its sentence."""
    return Alert(
        id=compute_alert_id(kind, dedup_key),
        kind=kind,
        priority=priority,
        dedup_key=dedup_key,
        created=now,
        reason=reason,
        article_id=article.id,
        story_id=story_id,
        feed_id=article.feed_id or None,
        official_ids=tuple(official for official, _ in officials),
        official_names=tuple(name for _, name in officials),
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        sentence=quote_sentence(article, span),
        rule=rule,
        contact_id=contact_id,
    )


def quote_sentence(article: Article, span: Span | None) -> str:
    """The sentence of the article in which the span stands, on one line; of one without an end what is around it."""
    if span is None:
        return ""
    text = article.zone(span.zone)
    for start, end in split_sentences(text):
        if start <= span.start < end:
            end = max(end, span.end)
            first, last = max(start, span.start - LONGEST_QUOTE // 2), min(end, span.start + LONGEST_QUOTE)
            quoted = " ".join(text[first:last].split())
            return f"{'…' if first > start else ''}{quoted}{'…' if last < end else ''}"
    return span.text


def choose_mention(article: Article, mentions: Sequence[Mention], wanted: Collection[str]) -> Mention:
    """The mention to quote: in the sentence that names most of `wanted`, the first such; the body before the rest,
    since the alert shows the headline anyway."""
    zones = {zone: split_sentences(article.zone(zone)) for zone in ZONES}
    named: dict[tuple[Zone, int], set[str]] = {}
    places: list[tuple[tuple[Zone, int], Mention]] = []
    for mention in mentions:
        if mention.kind is MentionKind.NAME and mention.official is not None and mention.official in wanted:
            zone, at = mention.span.zone, mention.span.start
            number = next((number for number, (start, end) in enumerate(zones[zone]) if start <= at < end), -1)
            named.setdefault((zone, number), set()).add(mention.official)
            places.append(((zone, number), mention))
    return min(
        places,
        key=lambda place: (-len(named[place[0]]), place[1].span.zone != "body", place[1].span.start),
    )[1]
