"""The ledger as a picture: where each contact, silence and term of office stands along the axis of time.

Enter: rows of the ledger, the levels of the watch, a period, today. Leave: a `Timeline` of plain numbers and words,
which the template turns into SVG. Called by `pages`. Pure: the same values give the same picture.

Lengths along the axis are percent of its width, so that the picture fills whatever width there is and its letters keep
their size; heights are pixels.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from service.model.contact import Channel
from service.model.views import ContactHead
from service.model.watch import Holder
from service.stages.ledger.gaps import find_usual_gap, is_month, list_held
from service.stages.ledger.wording import CHANNEL_NAMES, find_surname
from service.web.levels import Level, find_place, index_levels
from service.web.picture import Band, BandRow, Group, Lane, Mark, Period, Quiet, Silence, Tick, Timeline

TITLE = 20
BAND = 18
LANE = 24
STEP = 14
GAP = 10
HEAD = 22
SILENCE = 30
APART = 2.0
"""Percent of the width that two marks in one row keep between them: about their own width on a narrow screen."""
MOST_ROWS = 4
"""So many rows a lane takes at most; where more marks meet, they overlap."""
LONG_SILENCE = 60
"""Days from which a silence is drawn at all, and twice the usual gap where that is longer."""
LABELLED = 4.5
"""Percent from which a silence has room for its number."""
LETTER = 1.05
"""Percent that a letter takes on a narrow screen."""


def lay_out_timeline(
    contacts: Iterable[ContactHead],
    levels: Sequence[Level],
    period: Period,
    today: date,
    silences: Sequence[Quiet] = (),
) -> Timeline:
    """The picture of the contacts that fall into the period."""
    placed = sorted(_place_contacts(contacts, period), key=lambda found: (found[0], found[1].id))
    index = index_levels(levels)
    by_lane: dict[tuple[str, Channel], list[tuple[date, ContactHead]]] = {}
    for day, contact in placed:
        by_lane.setdefault((index.find(contact), contact.channel), []).append((day, contact))
    y = HEAD + SILENCE
    groups: list[Group] = []
    marks: list[Mark] = []
    for level in levels:
        channels = [channel for channel in Channel if (level.id, channel) in by_lane]
        if not channels and not level.offices:
            continue
        group, found = _lay_out_level(level, channels, by_lane, period, y)
        groups.append(group)
        marks += found
        y += group.height + GAP
    now = period.place(today) if period.holds(today) else None
    drawn = tuple(_draw_silences(silences, period))
    # In the order of time, so that the tab key walks along it.
    ordered = tuple(sorted(marks, key=lambda mark: (mark.x, mark.y)))
    return Timeline(period, y, tuple(_list_ticks(period)), drawn, tuple(groups), ordered, now)


def _place_contacts(contacts: Iterable[ContactHead], period: Period) -> Iterator[tuple[date, ContactHead]]:
    for contact in contacts:
        day = find_place(contact)
        if day is not None and period.holds(day):
            yield day, contact


def _lay_out_level(
    level: Level,
    channels: Sequence[Channel],
    by_lane: Mapping[tuple[str, Channel], Sequence[tuple[date, ContactHead]]],
    period: Period,
    top: int,
) -> tuple[Group, list[Mark]]:
    y = top + TITLE
    rows = []
    for office in level.offices:
        rows.append(BandRow(office.side, y, tuple(list_bands(office.holders, period))))
        y += BAND
    y += 4 if rows else 0
    lanes: list[Lane] = []
    marks: list[Mark] = []
    for channel in channels:
        found, used = _spread(by_lane[level.id, channel], period, y)
        height = LANE + (used - 1) * STEP
        lanes.append(Lane(channel, CHANNEL_NAMES[channel], y, height))
        marks += found
        y += height
    return Group(level, top, y - top, tuple(rows), tuple(lanes)), marks


def _spread(found: Sequence[tuple[date, ContactHead]], period: Period, top: int) -> tuple[list[Mark], int]:
    """The marks of a lane, those that would meet in rows below each other; and how many rows that took."""
    ends: list[float] = []
    marks = []
    for day, contact in found:
        x = round(period.place(day) + 50 / period.days, 2)
        row = next((row for row, end in enumerate(ends) if x - end >= APART), len(ends))
        row = min(row, MOST_ROWS - 1)
        ends[row:] = [x, *ends[row + 1 :]]
        since, until = _find_stretch(contact, period)
        doubtful = contact.date is None
        marks.append(Mark(contact, x, top + LANE // 2 + row * STEP, since, until, doubtful))
    return marks, max(len(ends), 1)


def _find_stretch(contact: ContactHead, period: Period) -> tuple[float, float] | tuple[None, None]:
    if contact.date is None or len(contact.date) == 10:
        return None, None
    first = date.fromisoformat(f"{contact.date}-01")
    return period.place(first), period.place(next_month(first))


def list_bands(holders: Iterable[Holder], period: Period) -> Iterator[Band]:
    """Those who held an office in the period, in order of time."""
    for holder in holders:
        if holder.since > period.last or (holder.until is not None and holder.until < period.first):
            continue
        x = period.place(holder.since)
        end = 100.0 if holder.until is None else period.place(holder.until + timedelta(days=1))
        width = round(end - x, 2)
        surname = find_surname(holder.name)
        label = surname if width >= len(surname) * LETTER + 1 else ""
        yield Band(x, width, holder.name, label, holder.acting, holder.since, holder.until)


def find_silences(contacts: Iterable[ContactHead], today: date) -> list[Quiet]:
    """The times without a contact that was held, oldest first; the last lasts until today."""
    held = [(day, row) for day, row in list_held(contacts) if day <= today]
    found = [
        Quiet(before, day, is_month(previous) or is_month(row), previous.id, row.id)
        for (before, previous), (day, row) in pairwise(held)
        if day > before
    ]
    if held:
        day, row = held[-1]
        if day < today:
            found.append(Quiet(day, today, is_month(row), row.id, ""))
    return found


def _draw_silences(silences: Sequence[Quiet], period: Period) -> Iterator[Silence]:
    least = max(LONG_SILENCE, 2 * (find_usual_gap(quiet for quiet in silences if quiet.after) or 0))
    # Of a long history only what stands out, of a month each quiet day that can be seen.
    least = min(least, max(3, period.days // 12))
    for quiet in silences:
        if quiet.days < least or quiet.until < period.first or quiet.since > period.last:
            continue
        starts, ends = quiet.since >= period.first, bool(quiet.after) and quiet.until <= period.last
        # A contact stands in the middle of its day.
        x = round(period.place(quiet.since) + starts * 50 / period.days, 2)
        width = round(period.place(quiet.until) + ends * 50 / period.days - x, 2)
        number = f"{'~' if quiet.about else ''}{quiet.days:,}"
        label = f"{number} days" if width >= 2 * LABELLED else number if width >= LABELLED else ""
        yield Silence(x, width, quiet.days, quiet.about, starts, ends, label)


def next_month(day: date) -> date:
    """The first day of the month behind that of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _list_ticks(period: Period) -> Iterator[Tick]:
    if period.days <= 62:
        for number in range(period.days):
            day = period.first + timedelta(days=number)
            label = f"{day.day} {day:%b}" if day.day == 1 or number == 0 else str(day.day)
            shown = day.day == 1 or number == 0 or (day.day % 7 == 1 and day.day < 29)
            yield Tick(period.place(day), label if shown else "", shown)
        return
    month = period.first if period.first.day == 1 else next_month(period.first)
    years = period.days / 365.25
    every = 1 if years <= 1.2 else 3 if years <= 3 else 12
    step = 1 if years <= 16 else 2 if years <= 32 else 5
    while month <= period.last:
        first = month.month == 1
        if every == 12:
            if first:
                shown = month.year % step == 0
                yield Tick(period.place(month), str(month.year) if shown else "", shown)
        elif (month.month - 1) % every == 0:
            yield Tick(period.place(month), str(month.year) if first and every > 1 else f"{month:%b}", first)
        month = next_month(month)
