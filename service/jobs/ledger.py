"""The ledger as a whole: taken up to its log, rebuilt from it, added to by imports and by a human's corrections.

Enter: a world or a store, the rules in force. Leave: stories and contacts as they follow from the log. Called by the
start of `hotline run`, `hotline poll` and `hotline rescan`, and by the commands that rebuild, import and correct.

The log has a step for each article as it was read, each import, each correction. A step is taken by the same code
whether it is new or taken again, and sees only what earlier steps left. So a rebuild by the same watch gives the same
rows, byte for byte. No alert is raised here: what is old is no news. A rebuild that is broken off goes on where it
stopped.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from loguru import logger

from service.jobs.corrections import take_correction
from service.jobs.place import ReadArticle, claim_article, place_article, refold_contacts
from service.jobs.ports import LedgerWork, Store
from service.jobs.world import Rules
from service.model.article import Article
from service.model.ledger import (
    ContactSource,
    ImportedContact,
    LedgerStep,
    SourcedClaim,
    SourceKind,
)
from service.stages.cluster.contacts import ContactFolder

BATCH = 50


@dataclass(frozen=True, slots=True)
class RebuildSummary:
    """How many steps were taken, and what the ledger holds afterwards."""

    steps: int
    stories: int
    contacts: int


async def catch_up_ledger(store: Store, rules: Rules, on_done: Callable[[int], None] = lambda _: None) -> int:
    """Take the steps of the log that are not taken yet: after an upgrade, or a rebuild that was broken off.

    Returns how many there were. Raises StoreError. Safe to break off.
    """
    steps, taken = await asyncio.to_thread(store.count_ledger)
    if steps == taken:
        return 0
    logger.info("the ledger is at step {} of {}; it is brought up to date", taken, steps)
    done = 0
    while batch := await asyncio.to_thread(_take_batch, store, rules):
        done += batch
        on_done(batch)
    logger.info("the ledger is up to date, {} steps were taken", done)
    return done


async def rebuild_ledger(store: Store, rules: Rules, on_done: Callable[[int], None] = lambda _: None) -> RebuildSummary:
    """Wipe stories and contacts, and take every step of the log again by the watch in force. Raises StoreError.

    To be called where nobody else works on the database.
    """
    await asyncio.to_thread(store.work_on_ledger, lambda work: work.wipe())
    steps = await catch_up_ledger(store, rules, on_done)
    stories, contacts = await asyncio.to_thread(store.count_stories)
    return RebuildSummary(steps, stories, contacts)


def import_contacts(store: Store, rules: Rules, rows: Sequence[ImportedContact], now: datetime) -> int:
    """Add rows of a historical ledger; all or none. Returns how many were new. Raises StoreError."""

    def work(ledger: LedgerWork) -> int:
        ledger.require_current()
        added = 0
        for row in rows:
            sequence = ledger.add_import(row, now)
            if sequence is not None:
                _take_import(ledger, row, LedgerStep(sequence, now), rules)
                added += 1
        return added

    return store.work_on_ledger(work)


def _take_batch(store: Store, rules: Rules) -> int:
    """The next steps: read outside of any transaction, which costs most, then taken in one."""
    _, taken = store.count_ledger()
    steps = store.list_steps(taken, BATCH)
    read = {step.sequence: claim_article(rules, step.article) for step in steps if step.article is not None}

    def work(ledger: LedgerWork) -> None:
        for step in steps:
            _take_step(ledger, step, read.get(step.sequence), rules)

    if steps:
        store.work_on_ledger(work)
    return len(steps)


def _take_step(ledger: LedgerWork, step: LedgerStep, read: ReadArticle | None, rules: Rules) -> None:
    ledger.begin(step.sequence, step.at)
    if read is not None:
        place_article(ledger, read, step.sequence, step.at, rules.config.watch.offices)
    elif step.imported is not None:
        _take_import(ledger, step.imported, step, rules)
    elif step.correction is not None:
        take_correction(ledger, step.correction)


def _take_import(ledger: LedgerWork, row: ImportedContact, step: LedgerStep, rules: Rules) -> None:
    """An imported row joins the contact that it tells of, or is one of its own."""
    claim = row.claim
    published = _date_row(row)
    names = frozenset((*claim.us, *claim.ru))
    stand_in = Article(row.id, "", "", "", published, published, outlet=row.source)
    link, _ = ContactFolder(ledger.contacts).assign(claim, stand_in, names)
    source = ContactSource(
        article_id=None,
        outlet=row.source,
        origin=row.source,
        kind=SourceKind.IMPORT,
        published=published,
        text_id=row.id,
        verified=row.verified,
    )
    ledger.put_import(row.id, link.contact_id, SourcedClaim(claim, source, step.sequence), names)
    refold_contacts(ledger, [link.contact_id], step.sequence, step.at, None, rules.config.watch.offices)


def _date_row(row: ImportedContact) -> datetime:
    """A table has no day of publication: the contact's own day stands for it, noon, so that no zone moves it."""
    when = row.claim.date
    if when is None:
        return row.imported_at
    day = date.fromisoformat(when if len(when) == 10 else f"{when}-15")
    return datetime.combine(day, time(12), UTC)
