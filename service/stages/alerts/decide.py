"""Decide which alerts an article raises: those of its contacts, a mention for officials newly named in its story, what
an edit took away or brought, else the topic's own match.

Enter: an article with its mentions and verdicts, its place in the ledger, what its story has alerted already, the
settings, `now`. Leave: the alerts and the reason. Called by the jobs that read and judge.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.model.alert import Alert, AlertKind, AlertReason, Priority
from service.model.article import Article
from service.model.settings import AlertSettings
from service.model.verdict import Mention, MentionKind, Verdict
from service.stages.alerts.edits import raise_edit
from service.stages.alerts.ledger import raise_contacts
from service.stages.alerts.make import choose_mention, make_alert
from service.stages.alerts.placing import Placing


@dataclass(frozen=True, slots=True)
class AlertDecision:
    """The alerts of one article, and why they are these."""

    alerts: tuple[Alert, ...]
    reason: AlertReason


def decide_alerts(
    article: Article,
    mentions: Sequence[Mention],
    verdicts: Sequence[Verdict],
    alerted: Collection[str],
    settings: AlertSettings,
    now: datetime,
    placing: Placing | None = None,
) -> AlertDecision:
    """What `article` must tell the user now. `alerted`: officials alerted in its story before, and `MATCHED`.

    `placing` None: the article stands for its story, and the ledger has nothing to say. An item's age is counted to the
    instant it was first seen, so that a daemon that was down for a week still alerts what it finds afterwards only if
    it is news.
    """
    if article.first_seen - article.published > settings.max_age:
        return AlertDecision((), AlertReason.TOO_OLD)
    placing = placing or Placing(article.id)
    named: dict[str, Mention] = {}
    for mention in mentions:
        if mention.kind is MentionKind.NAME and mention.official is not None:
            named.setdefault(mention.official, mention)
    relevant = next((verdict for verdict in verdicts if verdict.relevant), None)
    narrowed = relevant is None and settings.mentions == "relevant"
    fresh = {official: named[official] for official in sorted(named) if official not in alerted}
    alerts = [] if relevant is None else raise_contacts(article, mentions, placing, now)
    told = bool(alerts)
    if fresh and not narrowed:
        alerts.append(_raise_mention(article, mentions, fresh, relevant, now, placing))
    if placing.edited is not None:
        mentioned = () if narrowed else tuple(fresh)
        alerts += raise_edit(article, mentions, placing, alerts, mentioned, now)
    if relevant is not None and not named and not told and not alerted and not placing.copy:
        alerts.append(_raise_match(article, relevant, now, placing))
    if alerts:
        return AlertDecision(tuple(alerts), AlertReason.RAISED)
    return AlertDecision((), _explain_silence(relevant, bool(named), narrowed))


def _explain_silence(relevant: Verdict | None, named: bool, narrowed: bool) -> AlertReason:
    if relevant is None and not named:
        return AlertReason.NOTHING_TO_SAY
    return AlertReason.MENTIONS_NARROWED if narrowed else AlertReason.ALREADY_ALERTED


def _raise_mention(
    article: Article,
    mentions: Sequence[Mention],
    fresh: dict[str, Mention],
    relevant: Verdict | None,
    now: datetime,
    placing: Placing,
) -> Alert:
    first = choose_mention(article, mentions, fresh)
    officials = [(official, mention.name) for official, mention in fresh.items()]
    about = f"relevant to {relevant.topic}" if relevant else "not relevant to any topic"
    return make_alert(
        article,
        placing.story_id,
        AlertKind.MENTION,
        Priority.NORMAL if relevant else Priority.LOW,
        f"{placing.story_id}|{','.join(fresh)}",
        now,
        reason="; ".join([f"names {', '.join(name for _, name in officials)}", about, *placing.notes]),
        rule=first.rule,
        span=first.span,
        officials=officials,
    )


def _raise_match(article: Article, verdict: Verdict, now: datetime, placing: Placing) -> Alert:
    strongest = max(verdict.evidence, key=lambda evidence: evidence.weight, default=None)
    return make_alert(
        article,
        placing.story_id,
        AlertKind.MATCH,
        Priority.NORMAL,
        placing.story_id,
        now,
        reason=f"relevant to {verdict.topic} (score {verdict.score:g}, threshold {verdict.threshold:g})",
        rule=strongest.rule if strongest else verdict.topic,
        span=strongest.spans[0] if strongest and strongest.spans else None,
    )
