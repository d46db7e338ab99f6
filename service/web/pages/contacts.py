"""Contacts: the ledger as a list, and one contact whole: both accounts side by side, each slot with its sources.

Enter: filters in the query, an id in the path. Leave: pages. Called by `app`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.errors import RequestError
from service.model.contact import Channel, ContactStatus
from service.model.ledger import ContactSource, LedgerContact, Slot, SlotChange, SourceKind
from service.model.verdict import Span
from service.stages.ledger.compare import Comparison, compare_accounts
from service.stages.ledger.wording import SIDE_NAMES
from service.web.levels import find_level, list_levels
from service.web.pages.asking import read_choice, read_cursor, read_day
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site
from service.web.survey import survey_ledger
from service.web.words import make_query, word_slot

SHOWN = 50
LINES = 16
"""So many quotes of what one side alone says; a busy contact has a hundred."""
QUOTED = 8000
"""Characters of all quotes together, about."""
CHANGES = 40
STORIES = 20
VALUES = 6
"""Values of a slot; a call that was muddled by many has more."""
SOURCES, SOURCES_FIRST, SOURCES_FURTHER = 80, 16, 3
"""Sources that are named: of all slots together, for the value that counts, for each other one."""
SLOT_LABELS = {
    "date": "Day",
    "channel": "Channel",
    "us": "US side",
    "ru": "Russian side",
    "initiator": "Initiative",
    "status": "Status",
    "first_since": "First since",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What one article changed at one moment, in words; `outlet` is "" where it is not among the sources now."""

    at: datetime
    words: tuple[str, ...]
    outlet: str
    article_id: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A value of a slot in words, and who says so; `left_out`: how many more do."""

    words: str
    said_by: Sequence[tuple[ContactSource, Span | None]]
    left_out: int


def list_contacts(site: Site, ask: Ask) -> Reply:
    """`/contacts`: newest first, with filters."""
    since, until, official = read_day(ask, "since"), read_day(ask, "until"), ask.first("official") or None
    channel, status = read_choice(ask, "channel", Channel), read_choice(ask, "status", ContactStatus)
    before = read_cursor(ask)
    try:
        page = site.views.page_contacts(
            since=since, until=until, channel=channel, status=status, official=official, limit=SHOWN, before=before
        )
    except ValueError as error:
        raise RequestError(400, f"before: {error}") from error
    chosen = {"since": since, "until": until, "channel": channel, "status": status, "official": official}
    return render_page(
        ask,
        "contacts.html",
        contacts=page.items,
        older=page.next and f"/contacts{make_query(**chosen, before=page.next)}",
        first=before and f"/contacts{make_query(**chosen)}",
        chosen=chosen,
        channels=list(Channel),
        statuses=list(ContactStatus),
        names=sorted({holder.name for office in site.config().watch.offices for holder in office.holders}),
    )


def show_contact(site: Site, ask: Ask) -> Reply:
    """`/contacts/ID`."""
    wanted = ask.params["contact"]
    row = site.views.find_contact(wanted)
    if row is None:
        raise RequestError(404, f"no contact has the id {wanted[:40]!r}; it may have become one with another")
    levels = list_levels(site.config().watch.offices)
    labels = {level.id: level.label for level in levels}
    changes = list(_group_changes(site.views.list_changes(row.id), row))
    comparison = compare_accounts(row)
    return render_page(
        ask,
        "contact.html",
        row=row,
        level=labels[find_level(row, levels)],
        gap=survey_ledger(site, ask.now.date()).find_before(row.id),
        conflicting=site.views.find_contact(row.conflicting) if row.conflicting else None,
        comparison=comparison,
        lines=LINES,
        quoted=_measure_quotes(comparison),
        slots=list(_word_slots(row.slots)),
        changes=changes[-CHANGES:],
        unshown=max(len(changes) - CHANGES, 0),
        stories=site.views.list_stories(contact_id=row.id, limit=STORIES),
        alerts=site.views.list_alerts_about(contact_id=row.id, limit=12),
    )


def _word_slots(slots: Sequence[Slot]) -> Iterator[tuple[str, list[Said], int]]:
    """Each slot that something is known of: its label, its values, and how many more there are.

    Those who say a value: ministries before agencies before papers; fewer of each the more there is to show.
    """
    kinds = list(SourceKind)
    left = SOURCES
    for slot in slots:
        told: list[Said] = []
        for value in slot.values[:VALUES]:
            said_by = sorted(value.said_by, key=lambda said: (kinds.index(said[0].kind), said[0].published))
            shown = said_by[: max(1, min(left, SOURCES_FURTHER if told else SOURCES_FIRST))]
            left -= len(shown)
            told.append(Said(word_slot(value.value, slot.name), shown, len(said_by) - len(shown)))
        if told:
            yield SLOT_LABELS[slot.name], told, len(slot.values) - len(told)


def _measure_quotes(comparison: Comparison) -> int:
    """Characters of a quote: where there are many, each is shorter."""
    both = len(comparison.agreed) + len(comparison.contradicted)
    alone = min(len(comparison.us_only), LINES) + min(len(comparison.ru_only), LINES)
    return max(120, min(400, QUOTED // max(2 * both + alone, 1)))


def _group_changes(changes: Sequence[SlotChange], row: LedgerContact) -> Iterator[Change]:
    outlets = {
        source.article_id: source.outlet
        for slot in row.slots
        for value in slot.values
        for source, _ in value.said_by
        if source.article_id
    }
    groups: dict[tuple[datetime, str | None], list[SlotChange]] = {}
    for change in changes:
        groups.setdefault((change.at, change.article_id), []).append(change)
    for (at, article_id), group in groups.items():
        words = tuple(_word_change(change) for change in group)
        yield Change(at, words, outlets.get(article_id or "", ""), article_id)


def _word_change(change: SlotChange) -> str:
    if change.slot.endswith("_account"):
        side = SIDE_NAMES["us" if change.slot.startswith("us") else "ru"]
        return f"Account of {side} {'added' if change.before is None else 'replaced'}"
    name = SLOT_LABELS.get(change.slot, change.slot.replace("_", " ").capitalize())
    after = word_slot(change.after or "", change.slot) or "nothing"
    if change.before is None:
        return f"{name}: {after}"
    return f"{name}: {word_slot(change.before, change.slot)} → {after}"
