"""Rescan: judge all that is stored by the watch as it is now, after an official or a term was added.

Enter: a world, the rules in force. Leave: new mentions and verdicts for the stored articles; stories and contacts as
they follow from them; dropped entries that pass triage now, waiting for their pages to be read; alerts for what is news
still. Called by `hotline rescan`, alone on its database. Safe to repeat, and to break off: each batch is one
transaction, and what is as it was is not written.

What alerts: an article published within `alerts.max_age` of now, about an official not alerted in its story before, or
about a contact that nobody was told of, so that an official added in the morning tells what the night brought. Anything
older is stored and stays silent, the pages of reopened entries too.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from loguru import logger

from service.jobs.judge import Judgement, judge
from service.jobs.ledger import rebuild_ledger
from service.jobs.ports import LedgerWork
from service.jobs.read import describe_drop
from service.jobs.world import Rules, World
from service.model.alert import Alert
from service.model.article import Article
from service.model.entry import StoredEntry
from service.model.feed import Feed
from service.model.ledger import PlacedArticle
from service.model.verdict import JudgedArticle, Mention, MentionKind, TriageReason, Verdict
from service.stages.alerts import MATCHED, Placing, decide_alerts, raise_missed_contact
from service.stages.triage import triage_entry

BATCH = 100
PAGES_A_MINUTE = 100
"""How many reopened entries fall due together: the daemon's own news must not wait behind thousands of old pages."""


@dataclass(frozen=True, slots=True)
class RescanSummary:
    """`articles` and `entries` were looked at; of the articles `changed` were saved with other mentions or verdicts,
    `matched` match now and did not before, `unmatched` the reverse. `officials`: id -> articles that newly name them.
    `reopened` dropped entries have their pages read by the next poll or the daemon."""

    articles: int = 0
    entries: int = 0
    changed: int = 0
    matched: int = 0
    unmatched: int = 0
    reopened: int = 0
    alerts: int = 0
    officials: Mapping[str, int] = field(default_factory=dict)


async def rescan_archive(world: World, rules: Rules, on_done: Callable[[int], None]) -> RescanSummary:
    """Judge every stored article and every dropped entry anew, batch by batch. Raises StoreError."""
    summary = RescanSummary()
    after = ""
    recent: list[str] = []
    while articles := await asyncio.to_thread(world.store.list_judged, after, BATCH):
        after = articles[-1].article.id
        summary = await asyncio.to_thread(_rejudge_batch, world, rules, articles, summary)
        recent += _find_recent(world, rules, articles)
        on_done(len(articles))
    await rebuild_ledger(world.store, rules, on_done)
    summary = replace(summary, alerts=await asyncio.to_thread(_alert_recent, world, rules, recent))
    before: int | None = None
    while entries := await asyncio.to_thread(world.store.list_dropped, before, BATCH):
        before = entries[-1].id
        summary = await asyncio.to_thread(_reopen_batch, world, rules, entries, summary)
        on_done(len(entries))
    logger.info("rescanned by the watch {}: {}", rules.config.watch.digest[:12], summary)
    return summary


def _rejudge_batch(
    world: World, rules: Rules, articles: Sequence[JudgedArticle], summary: RescanSummary
) -> RescanSummary:
    changed: list[JudgedArticle] = []
    matched = unmatched = 0
    named = Counter(summary.officials)
    for stored in articles:
        found = judge(rules, stored.article)
        fresh = JudgedArticle(stored.article, found.mentions, _sort(found.verdicts))
        if fresh.mentions != stored.mentions or fresh.verdicts != _sort(stored.verdicts):
            changed.append(fresh)
        before = _named(stored.mentions)
        was = bool(before) or any(verdict.relevant for verdict in stored.verdicts)
        matched += found.matched and not was
        unmatched += was and not found.matched
        named.update(found.officials - before)
    if changed:
        world.store.save_rejudged(changed, world.clock.now())
    return replace(
        summary,
        articles=summary.articles + len(articles),
        changed=summary.changed + len(changed),
        matched=summary.matched + matched,
        unmatched=summary.unmatched + unmatched,
        officials=dict(named),
    )


def _find_recent(world: World, rules: Rules, articles: Sequence[JudgedArticle]) -> list[str]:
    """The ids of those that are news still."""
    since = world.clock.now() - rules.config.settings.alerts.max_age
    return [stored.article.id for stored in articles if stored.article.published >= since]


def _alert_recent(world: World, rules: Rules, recent: Sequence[str]) -> int:
    """Tell what is news still and was not told, in the order in which it came. Returns the number of alerts."""
    placed = [one for article_id in recent if (one := world.store.find_placed(article_id)) is not None]
    told = 0
    for article_id in (one.article_id for one in sorted(placed, key=lambda one: one.sequence)):
        article = world.store.find_article(article_id)
        if article is not None:
            found = judge(rules, article)
            told += world.store.work_on_ledger(partial(_alert_article, world, rules, article, found))
    return told


def _alert_article(world: World, rules: Rules, article: Article, found: Judgement, work: LedgerWork) -> int:
    placed = work.find_placed(article.id)
    if placed is None or not found.matched:
        return 0
    now, settings = world.clock.now(), rules.config.settings.alerts
    alerts = _find_missed(work, article, found, placed, now - settings.max_age, now)
    alerted = work.find_alerted(placed.story_id) | ({MATCHED} if alerts else set())
    # As if it were first seen now: what was news once, and is none today, stays silent.
    dated = replace(article, first_seen=now)
    placing = Placing(placed.story_id, placed.text_id != article.id)
    alerts += decide_alerts(dated, found.mentions, found.verdicts, alerted, settings, now, placing).alerts
    return len(work.add_alerts(alerts, world.destinations, now))


def _find_missed(
    work: LedgerWork, article: Article, found: Judgement, placed: PlacedArticle, since: datetime, now: datetime
) -> list[Alert]:
    """Contacts that only articles of late tell of as news, and that no alert has told of: the watch now sees them."""
    missed = {}
    for claim, contact_id in zip(placed.claims, placed.contact_ids, strict=True):
        contact = work.find_contact(contact_id)
        if claim.recalled or contact is None or contact.recalled:
            continue
        sources = [sourced.source for sourced in work.list_claims(contact_id)]
        ids = [source.article_id for source in sources if source.article_id is not None]
        if all(source.published >= since for source in sources) and not work.was_alerted(contact_id, ids):
            missed[contact_id] = raise_missed_contact(article, found.mentions, placed.story_id, contact, claim, now)
    return list(missed.values())


def _reopen_batch(world: World, rules: Rules, entries: Sequence[StoredEntry], summary: RescanSummary) -> RescanSummary:
    now = world.clock.now()
    # A page that this very watch has dropped has nothing more to say to it.
    read = describe_drop(rules)
    due: dict[int, datetime] = {}
    for stored in entries:
        feed = rules.config.feed(stored.feed_id) or Feed(id=stored.feed_id, url="", outlet=stored.feed_id)
        if stored.reason == read or not triage_entry(stored.entry, feed, rules.recogniser, stored.first_seen).passed:
            continue
        due[stored.id] = now + timedelta(minutes=(summary.reopened + len(due)) // PAGES_A_MINUTE)
    reopened = world.store.reopen_entries(due, TriageReason.RESCAN.value) if due else 0
    return replace(summary, entries=summary.entries + len(entries), reopened=summary.reopened + reopened)


def _named(mentions: Sequence[Mention]) -> frozenset[str]:
    return frozenset(m.official for m in mentions if m.kind is MentionKind.NAME and m.official is not None)


def _sort(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    return tuple(sorted(verdicts, key=lambda verdict: verdict.topic))
