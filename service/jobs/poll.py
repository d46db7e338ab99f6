"""Poll: one claimed feed -> fetch -> parse -> tell known from new -> triage -> save, in one transaction.

Enter: a feed's state with its claim. Leave: new entries, keys, validators and the next due time in the store, and an
outcome. Called by `jobs.runner`. Validators are never saved ahead of the entries they cover.
"""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from loguru import logger
from yarl import URL

from service.errors import FetchError, HotlineError, ParseError
from service.jobs.discover import Discovery, follow_page
from service.jobs.world import Rules, World
from service.model.entry import EntryStage, ParsedFeed, TriagedEntry
from service.model.feed import Feed, FeedState, FetchResponse
from service.model.verdict import TriageReason
from service.stages.parse.keys import Match, match_known
from service.stages.schedule import (
    Outcome,
    build_request,
    is_outage,
    plan_after_failure,
    plan_after_success,
    plan_after_unchanged,
)
from service.stages.triage import triage_entry

OUTAGE_WINDOW = timedelta(minutes=5)
_DEFECT = "Hotline itself failed on what the feed sent; its log has the details"


class PollOutcome(StrEnum):
    """How one poll ended; the names of the counts that `hotline poll --json` prints."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PollResult:
    """`candidates`: entries that triage let pass and that wait to be read."""

    outcome: PollOutcome
    entries_new: int = 0
    candidates: int = 0


@dataclass
class OutageWatch:
    """The latest outcome of each feed within a few minutes, to tell a dead feed from a dead line. In memory only."""

    _latest: OrderedDict[str, tuple[datetime, Outcome]] = field(default_factory=OrderedDict)
    _down: bool = False

    def note(self, feed_id: str, outcome: Outcome, now: datetime) -> bool:
        """Note how a poll ended; True if everything fails together."""
        self._latest.pop(feed_id, None)
        self._latest[feed_id] = (now, outcome)
        while self._latest and now - next(iter(self._latest.values()))[0] > OUTAGE_WINDOW:
            self._latest.popitem(last=False)
        down = is_outage(outcome for _, outcome in self._latest.values())
        if down != self._down:
            self._down = down
            logger.warning("all feeds fail together: our own network, it seems" if down else "feeds can be had again")
        return down


async def poll_feed(world: World, rules: Rules, state: FeedState, outages: OutageWatch) -> PollResult:
    """Poll one claimed feed and save what came of it. Raises StoreError; everything else is an outcome. A defect is
    one too, and raised again when the feed has its next due time."""
    feed = rules.config.feed(state.feed_id)
    if feed is None:
        # A reload took it out between claim and poll; its claim lapses, and it is not claimed again.
        return PollResult(PollOutcome.UNCHANGED)
    try:
        return await _poll(world, rules, feed, state, outages)
    except (HotlineError, OSError):
        raise
    except Exception:
        # Most likely this feed brings it out every time: it is not to be met at every turn.
        await _save_failure(world, rules, feed, state, ParseError(_DEFECT), outage=False)
        raise


async def _poll(world: World, rules: Rules, feed: Feed, state: FeedState, outages: OutageWatch) -> PollResult:
    host = _find_host(state.url or feed.url)
    request = build_request(feed, state, world.clock.now())
    parsed: ParsedFeed | None = None
    try:
        response = await world.fetcher.fetch(request)
        body_digest: str | None = hashlib.sha256(response.body).hexdigest()[:32]
        if not response.unchanged and body_digest != state.body_digest:
            parsed = await world.workers.parse_feed(response, feed, world.clock.now())
    except (FetchError, ParseError) as error:
        found = await follow_page(world, feed, state, error) if isinstance(error, ParseError) else error
        if not isinstance(found, Discovery):
            outage = outages.note(feed.id, Outcome(host, found.kind), world.clock.now())
            return await _save_failure(world, rules, feed, state, found, outage)
        response, parsed, body_digest = found.response, found.parsed, None
        if found.adopted:
            state = replace(state, url=found.url)
    outages.note(feed.id, Outcome(host, None), world.clock.now())
    if parsed is None:
        return await _save_unchanged(world, rules, feed, state, response)
    return await asyncio.to_thread(_save_entries, world, rules, feed, state, response, parsed, body_digest)


def _save_entries(
    world: World,
    rules: Rules,
    feed: Feed,
    state: FeedState,
    response: FetchResponse,
    parsed: ParsedFeed,
    body_digest: str | None,
) -> PollResult:
    now = world.clock.now()
    keys = {key for entry in parsed.entries for key in entry.keys}
    matches = match_known(parsed.entries, world.store.find_known_keys(feed.id, keys))
    kept = world.store.find_kept([match.known_id for match in matches if match.known_id is not None and match.changed])
    triaged = [
        _triage(match, feed, rules, now, known=match.known_id in kept)
        for match in matches
        if match.known_id is None or match.changed
    ]
    new_entries = sum(match.known_id is None for match in matches)
    after, reason = plan_after_success(
        state,
        feed,
        response,
        parsed,
        rules.config.settings.polling,
        now,
        new_entries=new_entries,
        body_digest=body_digest,
    )
    saved = world.store.save_poll(after, triaged, now)
    candidates = sum(entry.stage is EntryStage.PENDING for entry in triaged)
    logger.info(
        "poll {}: {} items, {} new, {} changed, {} to read{}; next {:%Y-%m-%d %H:%M:%S}Z, {}",
        feed.id,
        len(parsed.entries),
        saved,
        len(triaged) - new_entries,
        candidates,
        f" ({'; '.join(parsed.notes)})" if parsed.notes else "",
        after.next_due,
        reason.value,
    )
    return PollResult(PollOutcome.FETCHED, saved, candidates)


def _triage(match: Match, feed: Feed, rules: Rules, now: datetime, *, known: bool) -> TriagedEntry:
    """`known`: the item is an article already; its change is read even if its new headline says nothing."""
    if known:
        return TriagedEntry(match.entry, EntryStage.PENDING, TriageReason.CHANGED.value, match.known_id)
    triage = triage_entry(match.entry, feed, rules.recogniser, match.entry.published or now)
    stage = EntryStage.PENDING if triage.passed else EntryStage.DROPPED
    return TriagedEntry(match.entry, stage, triage.reason.value, match.known_id)


async def _save_unchanged(
    world: World, rules: Rules, feed: Feed, state: FeedState, response: FetchResponse
) -> PollResult:
    now = world.clock.now()
    after, reason = plan_after_unchanged(state, feed, response, rules.config.settings.polling, now)
    await asyncio.to_thread(world.store.save_poll, after, (), now)
    logger.debug("poll {}: unchanged; next {:%Y-%m-%d %H:%M:%S}Z, {}", feed.id, after.next_due, reason.value)
    return PollResult(PollOutcome.UNCHANGED)


async def _save_failure(
    world: World, rules: Rules, feed: Feed, state: FeedState, error: FetchError | ParseError, outage: bool
) -> PollResult:
    now = world.clock.now()
    after, reason = plan_after_failure(state, feed, error, rules.config.settings.polling, now, outage=outage)
    await asyncio.to_thread(world.store.save_poll, after, (), now)
    # An outage is told once; fifty feeds that suffer from it need no warning each.
    logger.log(
        "INFO" if outage else "WARNING",
        "poll {}: {}; next {:%Y-%m-%d %H:%M:%S}Z, {}",
        feed.id,
        error,
        after.next_due,
        reason.value,
    )
    return PollResult(PollOutcome.FAILED)


def _find_host(url: str) -> str:
    try:
        return URL(url).host or url
    except ValueError:
        return url
