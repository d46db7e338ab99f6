"""Read: a candidate entry -> the page's text -> officials, relevance, contact claims -> article, story, contacts,
alerts, deliveries, saved at once.

Enter: an entry that triage let pass. Leave: the article with everything decided about it, in one transaction. Called
by `jobs.runner`. Safe to repeat: the same entry gives the same article id and the same alert ids.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from loguru import logger

from service.errors import FetchError, FetchKind
from service.jobs.judge import judge
from service.jobs.place import claim_article, place_and_decide
from service.jobs.ports import LedgerWork
from service.jobs.world import Rules, World
from service.model.alert import Alert, AlertReason
from service.model.article import Article, ExtractedPage, TextSource
from service.model.entry import StoredEntry
from service.model.feed import Feed
from service.model.verdict import Mention, MentionKind, SavedArticle, TriageReason, Verdict
from service.stages.alerts import AlertDecision
from service.stages.parse.urls import normalise_url
from service.stages.schedule import build_page_request

MAX_ATTEMPTS = 7
FIRST_RETRY = timedelta(minutes=10)
SOONEST_RETRY = timedelta(seconds=5)


class ReadReason(StrEnum):
    """What became of an entry; one log line an outcome."""

    STORED = "stored"
    STORED_WITHOUT_PAGE = "stored without its page"
    DROPPED = "neither relevant nor naming anybody"
    WAITING = "nothing in its summary; its page is tried again"


@dataclass(frozen=True, slots=True)
class PageText:
    """The text to read, where it came from, and when the page is worth another try; None: never. `asked`: a
    request for the page was made, or none was needed."""

    text: str
    source: TextSource
    note: str = ""
    lang: str | None = None
    retry_at: datetime | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class ReadResult:
    reason: ReadReason
    alerts: int = 0


async def read_entry(world: World, rules: Rules, stored: StoredEntry) -> ReadResult:
    """Read one entry and save what came of it. Raises StoreError; everything else is an outcome."""
    feed = rules.config.feed(stored.feed_id) or Feed(id=stored.feed_id, url="", outlet=stored.feed_id)
    page = await _get_text(world, feed, stored)
    if not page.asked:
        stored = replace(stored, attempts=stored.attempts - 1)
    article = make_article(stored, feed, page)
    return await asyncio.to_thread(_judge_and_save, world, rules, stored, article, page)


def _judge_and_save(world: World, rules: Rules, stored: StoredEntry, article: Article, page: PageText) -> ReadResult:
    now = world.clock.now()
    found = judge(rules, article)
    # What is an article already stays one: its new version is stored, whatever it says.
    keep = found.matched or stored.article_id is not None
    decisions = [AlertDecision((), AlertReason.NOTHING_TO_SAY)]
    read = claim_article(rules, article, found) if keep else None

    def place(work: LedgerWork, saved: SavedArticle) -> Sequence[Alert]:
        assert read is not None
        # What a rescan had read again is news only if it still is today.
        dated = replace(article, first_seen=now) if stored.reason.startswith(TriageReason.RESCAN) else article
        changed = stored.reason.startswith(TriageReason.CHANGED)
        decisions.append(place_and_decide(work, rules, read, saved, dated, now, changed=changed))
        return decisions[-1].alerts

    reason = _name_outcome(keep, page)
    added = world.store.save_reading(
        stored,
        article if keep else None,
        found.mentions,
        found.verdicts,
        (),
        world.destinations,
        page.retry_at,
        now,
        describe_drop(rules) if reason is ReadReason.DROPPED else "",
        place if keep else None,
    )
    notes = "; ".join(filter(None, [page.note, *found.reading.notes]))
    _log_outcome(article, found.mentions, found.verdicts, decisions[-1].reason, reason, notes)
    return ReadResult(reason, len(added))


def describe_drop(rules: Rules) -> str:
    """What is kept as the reason of an entry that was read and dropped: another watch may see more in its page."""
    return f"{ReadReason.DROPPED.value}, by the watch {rules.config.watch.digest[:12]}"


def make_article(stored: StoredEntry, feed: Feed, page: PageText) -> Article:
    """The article of an entry. A date in the future was refused before; none at all counts as the time first seen."""
    entry = stored.entry
    return Article(
        id=stored.article_id or compute_article_id(stored),
        title=entry.title,
        summary=entry.summary,
        body=page.text,
        published=entry.published or stored.first_seen,
        first_seen=stored.first_seen,
        lang=feed.lang or entry.lang or page.lang,
        url=entry.url,
        outlet=feed.outlet,
        feed_id=feed.id,
        tz=feed.tz,
        side=feed.side,
        text_source=page.source,
        text_note=page.note,
    )


def compute_article_id(stored: StoredEntry) -> str:
    """16 hex digits: of the URL without what only tracks, so that one page in two feeds is one article; where the link
    does not tell items apart (it is then none of the entry's keys), of the feed and the entry's strongest key."""
    entry = stored.entry
    if entry.url and any(key.startswith("l:") for key in entry.keys):
        basis = normalise_url(entry.url)
    else:
        basis = f"{stored.feed_id}\n{entry.keys[0]}"
    return hashlib.sha256(basis.encode()).hexdigest()[:16]


async def _get_text(world: World, feed: Feed, stored: StoredEntry) -> PageText:
    entry = stored.entry
    if feed.full_text and entry.content:
        return PageText(entry.content, TextSource.FEED)
    if not entry.url:
        return PageText(entry.content, TextSource.FEED if entry.content else TextSource.SUMMARY, "the item has no link")
    try:
        response = await world.fetcher.fetch_page(build_page_request(feed, entry.url))
        page = await world.workers.extract_page(response)
    except FetchError as error:
        found = _fall_back(stored, str(error), _plan_retry(stored, error, world.clock.now()))
        return replace(found, asked=not _is_held_back(error))
    if page.problem:
        return _fall_back(stored, page.problem, _plan_retry(stored, None, world.clock.now()))
    return _choose_text(entry.content, page)


def _choose_text(content: str, page: ExtractedPage) -> PageText:
    # A feed that carries the whole text beats a page of which only the beginning could be extracted.
    if len(content) > 2 * len(page.text):
        return PageText(content, TextSource.FEED, lang=page.lang)
    return PageText(page.text, TextSource.PAGE, lang=page.lang)


def _fall_back(stored: StoredEntry, note: str, retry_at: datetime | None) -> PageText:
    content = stored.entry.content
    return PageText(content, TextSource.FEED if content else TextSource.SUMMARY, note, retry_at=retry_at)


def _plan_retry(stored: StoredEntry, error: FetchError | None, now: datetime) -> datetime | None:
    """After 10 min, 20 min, ... 5 h 20 min: seven tries within half a day, most of them while it is still news. A try
    that the host's limits kept from being made is none, and comes when they allow it."""
    if error is not None and _is_held_back(error):
        return max(error.retry_at or now, now + SOONEST_RETRY)
    if stored.attempts + 1 >= MAX_ATTEMPTS or (error is not None and not error.transient):
        return None
    doublings: int = 2 ** min(stored.attempts, 5)
    planned = now + FIRST_RETRY * doublings
    return max(planned, error.retry_at) if error is not None and error.retry_at else planned


def _is_held_back(error: FetchError) -> bool:
    """The host's limits kept the request from being made."""
    return error.kind is FetchKind.THROTTLED and error.status is None


def _name_outcome(keep: bool, page: PageText) -> ReadReason:
    if not keep:
        return ReadReason.WAITING if page.retry_at else ReadReason.DROPPED
    return ReadReason.STORED if page.source is not TextSource.SUMMARY else ReadReason.STORED_WITHOUT_PAGE


def _log_outcome(
    article: Article,
    mentions: tuple[Mention, ...],
    verdicts: tuple[Verdict, ...],
    alerts: AlertReason,
    reason: ReadReason,
    notes: str,
) -> None:
    names = sorted({mention.name for mention in mentions if mention.kind is MentionKind.NAME})
    scores = " ".join(f"{verdict.topic}={verdict.score:g}" for verdict in verdicts)
    logger.info(
        "read {} {}: {}{}; {}; names: {}; alerts: {}",
        article.feed_id,
        article.id,
        reason.value,
        f" ({notes})" if notes else "",
        scores,
        ", ".join(names) or "nobody",
        alerts.value,
    )
