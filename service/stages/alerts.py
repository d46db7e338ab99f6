"""Decide which alerts an article raises: a mention for officials newly named in its story, else the topic's own match.

Enter: an article with its mentions and verdicts, what its story has alerted already, the settings, `now`. Leave: the
alerts and the reason. Called by `jobs.read`; the store checks the dedup once more when it saves.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.language.sentences import split_sentences
from service.model.alert import Alert, AlertKind, AlertReason, Priority
from service.model.article import ZONES, Article, Zone
from service.model.settings import AlertSettings
from service.model.verdict import Mention, MentionKind, Span, Verdict

MATCHED = ""
"""Stands in a story's set of alerted officials for "its `match` was raised"."""


@dataclass(frozen=True, slots=True)
class AlertDecision:
    """The alerts of one article, and why they are these."""

    alerts: tuple[Alert, ...]
    reason: AlertReason


def compute_alert_id(kind: AlertKind, dedup_key: str) -> str:
    """16 hex digits of SHA-256 over kind and dedup key: the same after a restart, a restore, a rebuild."""
    return hashlib.sha256(f"{kind.value}\n{dedup_key}".encode()).hexdigest()[:16]


def decide_alerts(
    article: Article,
    mentions: Sequence[Mention],
    verdicts: Sequence[Verdict],
    alerted: Collection[str],
    settings: AlertSettings,
    now: datetime,
) -> AlertDecision:
    """What `article` must tell the user now. `alerted`: officials alerted in its story before; `MATCHED` for its match.

    The article's id stands for its story. An item's age is counted to the instant it was first seen, so that a daemon
    that was down for a week still alerts what it finds afterwards only if it is news.
    """
    if article.first_seen - article.published > settings.max_age:
        return AlertDecision((), AlertReason.TOO_OLD)
    named: dict[str, Mention] = {}
    for mention in mentions:
        if mention.kind is MentionKind.NAME and mention.official is not None:
            named.setdefault(mention.official, mention)
    relevant = next((verdict for verdict in verdicts if verdict.relevant), None)
    if relevant is None and not named:
        return AlertDecision((), AlertReason.NOTHING_TO_SAY)
    if relevant is None and settings.mentions == "relevant":
        return AlertDecision((), AlertReason.MENTIONS_NARROWED)
    fresh = {official: named[official] for official in sorted(named) if official not in alerted}
    if fresh:
        return AlertDecision((_raise_mention(article, mentions, fresh, relevant, now),), AlertReason.RAISED)
    if relevant is not None and not named and MATCHED not in alerted:
        return AlertDecision((_raise_match(article, relevant, now),), AlertReason.RAISED)
    return AlertDecision((), AlertReason.ALREADY_ALERTED)


def _raise_mention(
    article: Article, mentions: Sequence[Mention], fresh: dict[str, Mention], relevant: Verdict | None, now: datetime
) -> Alert:
    first = _choose_mention(article, mentions, fresh)
    names = tuple(mention.name for mention in fresh.values())
    about = f"relevant to {relevant.topic}" if relevant else "not relevant to any topic"
    return _make_alert(
        article,
        AlertKind.MENTION,
        Priority.NORMAL if relevant else Priority.LOW,
        f"{article.id}|{','.join(fresh)}",
        now,
        reason=f"names {', '.join(names)}; {about}",
        official_ids=tuple(fresh),
        official_names=names,
        span=first.span,
        rule=first.rule,
    )


def _raise_match(article: Article, verdict: Verdict, now: datetime) -> Alert:
    strongest = max(verdict.evidence, key=lambda evidence: evidence.weight, default=None)
    span = strongest.spans[0] if strongest and strongest.spans else None
    return _make_alert(
        article,
        AlertKind.MATCH,
        Priority.NORMAL,
        article.id,
        now,
        reason=f"relevant to {verdict.topic} (score {verdict.score:g}, threshold {verdict.threshold:g})",
        span=span,
        rule=strongest.rule if strongest else verdict.topic,
    )


def _make_alert(
    article: Article,
    kind: AlertKind,
    priority: Priority,
    dedup_key: str,
    now: datetime,
    *,
    reason: str,
    span: Span | None,
    rule: str,
    official_ids: tuple[str, ...] = (),
    official_names: tuple[str, ...] = (),
) -> Alert:
    return Alert(
        id=compute_alert_id(kind, dedup_key),
        kind=kind,
        priority=priority,
        dedup_key=dedup_key,
        created=now,
        reason=reason,
        article_id=article.id,
        story_id=article.id,
        feed_id=article.feed_id or None,
        official_ids=official_ids,
        official_names=official_names,
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        sentence=_quote_sentence(article, span),
        rule=rule,
    )


def _quote_sentence(article: Article, span: Span | None) -> str:
    if span is None:
        return ""
    text = article.zone(span.zone)
    for start, end in split_sentences(text):
        if start <= span.start < end:
            return " ".join(text[start : max(end, span.end)].split())
    return span.text


def _choose_mention(article: Article, mentions: Sequence[Mention], fresh: Collection[str]) -> Mention:
    """The mention to quote: in the sentence that names most of `fresh`, the first such; the body before the rest,
    since the alert shows the headline anyway."""
    zones = {zone: split_sentences(article.zone(zone)) for zone in ZONES}
    named: dict[tuple[Zone, int], set[str]] = {}
    places: list[tuple[tuple[Zone, int], Mention]] = []
    for mention in mentions:
        if mention.kind is MentionKind.NAME and mention.official is not None and mention.official in fresh:
            zone, at = mention.span.zone, mention.span.start
            number = next((number for number, (start, end) in enumerate(zones[zone]) if start <= at < end), -1)
            named.setdefault((zone, number), set()).add(mention.official)
            places.append(((zone, number), mention))
    return min(
        places,
        key=lambda place: (-len(named[place[0]]), place[1].span.zone != "body", place[1].span.start),
    )[1]
