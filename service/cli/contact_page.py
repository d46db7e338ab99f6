"""One contact of the ledger, whole: both accounts side by side, each slot with its sources, its history, its stories.

Enter: a row of the ledger with what belongs to it. Leave: lines of text. Called by `hotline contacts show`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.cli.contacts_table import ID_SHOWN
from service.cli.layout import count
from service.cli.terminal import NARROW, WIDEST, make_table, render
from service.model.ledger import (
    ContactSource,
    FirstSinceCheck,
    LedgerContact,
    LedgerStory,
    SlotChange,
    SlotValue,
    SourceKind,
)
from service.model.watch import US_AND_RUSSIA
from service.stages.ledger.compare import ComparedLine, Comparison, Quote
from service.stages.ledger.gaps import Gap
from service.stages.ledger.sources import find_origin_side
from service.stages.ledger.wording import SIDE_NAMES, word_contact, word_people, word_value
from service.stages.render import fold_line, shorten

QUOTED = 300
SOURCES_SHOWN = 4
EVIDENCE_SHOWN = 80


@dataclass(frozen=True, slots=True)
class WholeContact:
    """A contact with all that belongs to it. `previous` and `conflicting` are other rows, where there are such."""

    contact: LedgerContact
    gap: Gap | None
    comparison: Comparison
    changes: Sequence[SlotChange]
    stories: Sequence[LedgerStory]
    previous: LedgerContact | None = None
    conflicting: LedgerContact | None = None


def lay_out_contact(whole: WholeContact, width: int) -> str:
    """One contact: its head, both accounts, its slots with their sources, its history, its stories."""
    width = min(width, WIDEST)
    parts: list[RenderableType] = [*_lay_out_head(whole)]
    for title, part in (
        ("What each side says", _lay_out_accounts(whole.comparison, width)),
        ("Where it is from", _lay_out_slots(whole.contact)),
        ("History", _lay_out_history(whole)),
        ("Stories", _lay_out_stories(whole.stories)),
    ):
        parts += [Text(), Text(title, style="bold"), Padding(part, (0, 0, 0, 2))]
    return render(Group(*parts), width)


def _lay_out_head(whole: WholeContact) -> Iterator[RenderableType]:
    row = whole.contact
    when = row.date or "Date unknown"
    yield Text(f"{when}  {fold_line(word_contact(row))}", style="bold")
    origins = f"{count(len(row.origins), 'origin')}, {count(len(row.outlets), 'outlet')}"
    told = (
        f"; told from {_instant(row.first_reported)} to {_instant(row.last_reported)} UTC" if row.first_reported else ""
    )
    known = "; known only from looking back" if row.recalled and row.first_reported else ""
    checked = "; checked by a human" if row.verified else ""
    yield Text(f"{row.id}; {origins}{told}{known}{checked}", style="dim")
    if whole.gap and whole.previous:
        about = "about " if whole.gap.about else ""
        yield Text(f"{about}{count(whole.gap.days, 'day')} after the contact before it, {_point_at(whole.previous)}")
    if row.first_since:
        yield Text.assemble(f"Called the first since {row.first_since}: ", *_word_check(whole))


def _word_check(whole: WholeContact) -> Iterator[str | tuple[str, str]]:
    check = whole.contact.first_since_check
    style = {FirstSinceCheck.CONFIRMED: "green", FirstSinceCheck.CONFLICT: "red"}.get(check, "yellow")
    yield check.value, style
    if whole.conflicting:
        yield f", {_point_at(whole.conflicting)}"


def _point_at(row: LedgerContact) -> str:
    return f"{row.id[:ID_SHOWN]} ({row.date}, {row.channel.value}, {fold_line(word_people(row, surnames=True))})"


def _lay_out_accounts(comparison: Comparison, width: int) -> RenderableType:
    if not any((comparison.agreed, comparison.contradicted, comparison.us_only, comparison.ru_only)):
        return Text("Neither side's own account is known.", style="dim")
    both = [("agreed", "green", comparison.agreed), ("contradicted", "red", comparison.contradicted)]
    alone = list(zip_longest(comparison.us_only, comparison.ru_only))
    parts: list[RenderableType] = []
    if width >= NARROW:
        parts += [_lay_out_beside(title, style, lines) for title, style, lines in both if lines]
        parts += [_lay_out_alone(alone)] if alone else []
    else:
        sides = [(f"only {SIDE_NAMES['us']}", comparison.us_only), (f"only {SIDE_NAMES['ru']}", comparison.ru_only)]
        both += [(title, "cyan", lines) for title, lines in sides]
        parts += [_lay_out_below(title, style, lines) for title, style, lines in both if lines]
    return Group(*(piece for place, part in enumerate(parts) for piece in ([Text(), part] if place else [part])))


def _lay_out_beside(title: str, style: str, lines: Sequence[ComparedLine]) -> RenderableType:
    table = make_table((22, None), (None, 1), (None, 1))
    table.add_row(Text(title, style=style), *(Text(SIDE_NAMES[side], style="bold") for side in US_AND_RUSSIA))
    for line in lines:
        table.add_row(_label(line), _quote(line.us, line.about), _quote(line.ru, line.about))
    return table


def _lay_out_alone(lines: Iterable[tuple[ComparedLine | None, ComparedLine | None]]) -> RenderableType:
    """What one side alone says, in its own column."""
    table = make_table((None, 1), (None, 1))
    table.add_row(*(Text(f"only {SIDE_NAMES[side]}", style="cyan") for side in US_AND_RUSSIA))
    for us, ru in lines:
        table.add_row(
            *(Text("\n").join([_label(line), _quote(line.us or line.ru)]) if line else "" for line in (us, ru))
        )
    return table


def _lay_out_below(title: str, style: str, lines: Sequence[ComparedLine]) -> RenderableType:
    parts: list[RenderableType] = [Text(title, style=style)]
    for line in lines:
        table = make_table((6, None), (None, 1))
        for quote in filter(None, (line.us, line.ru)):
            table.add_row(SIDE_NAMES[quote.side], _quote(quote, line.about))
        parts += [Padding(_label(line), (0, 0, 0, 2)), Padding(table, (0, 0, 0, 4))]
    return Group(*parts)


def _label(line: ComparedLine) -> Text:
    return Text(line.about or "something else", style="italic")


def _quote(quote: Quote | None, about: str = "") -> Text:
    if quote is None:
        return Text("–", style="dim")
    text = Text()
    if quote.value:
        text.append(f"{word_value(about, quote.value)} ", style="bold")
    if quote.text:
        text.append(f"«{shorten(fold_line(quote.text), QUOTED)}» ")
    text.append(fold_line(quote.source.outlet), style="dim")
    return text


def _lay_out_slots(row: LedgerContact) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", ratio=1)
    for slot in row.slots:
        for place, value in enumerate(slot.values):
            label = _SLOT_LABELS[slot.name] if place == 0 else "  but also"
            style = "yellow" if slot.disputed else ""
            table.add_row(label, Text(fold_line(word_value(slot.name, value.value)), style=style), _word_sources(value))
    return table


_SLOT_LABELS = {
    "date": "date",
    "channel": "channel",
    "us": "US side",
    "ru": "Russian side",
    "initiator": "initiator",
    "status": "status",
    "first_since": "first since",
}


def _word_sources(value: SlotValue) -> Text:
    """Who says it, ministries before agencies before papers, each with the words that it was read from."""
    text = Text()
    ranked = sorted(value.said_by, key=lambda said: list(SourceKind).index(said[0].kind))
    for place, (source, span) in enumerate(ranked[:SOURCES_SHOWN]):
        text.append("; " if place else "")
        text.append(_name_source(source))
        if span is not None and source.article_id is not None:
            text.append(f" «{shorten(fold_line(span.text), EVIDENCE_SHOWN)}»", style="dim")
    if len(ranked) > SOURCES_SHOWN:
        text.append(f"; and {len(ranked) - SOURCES_SHOWN} more")
    return text


def _name_source(source: ContactSource) -> str:
    """A source, and whose word it is: "Pentagon (ministry)", "Kurier (from Reuters)"."""
    outlet, origin = fold_line(source.outlet), fold_line(source.origin)
    if source.kind is SourceKind.IMPORT:
        return f"{outlet} ({'verified import' if source.verified else 'import'})"
    own = source.side is not None and find_origin_side(outlet) == source.side
    if origin and not own and origin.casefold() != outlet.casefold():
        return f"{outlet} (from {origin})"
    return outlet if source.kind is SourceKind.PAPER else f"{outlet} ({source.kind.value})"


def _lay_out_history(whole: WholeContact) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    outlets = {
        source.article_id: source.outlet
        for slot in whole.contact.slots
        for value in slot.values
        for source, _ in value.said_by
    }
    for place, (at, changes) in enumerate(_group_changes(whole.changes)):
        by = next((outlets[change.article_id] for change in changes if change.article_id in outlets), "")
        table.add_row(
            _instant(at),
            Text(
                "".join(["" if place else "entered with ", _word_changes(changes), f" ({fold_line(by)})" if by else ""])
            ),
        )
    return table if whole.changes else Text("No changes are recorded.", style="dim")


def _group_changes(changes: Sequence[SlotChange]) -> Iterator[tuple[datetime, list[SlotChange]]]:
    groups: dict[tuple[datetime, str | None], list[SlotChange]] = {}
    for change in changes:
        groups.setdefault((change.at, change.article_id), []).append(change)
    for (at, _), group in groups.items():
        yield at, group


def _word_changes(changes: Sequence[SlotChange]) -> str:
    parts = []
    for change in changes:
        name = change.slot.replace("_", " ")
        if change.slot.endswith("_account"):
            side = SIDE_NAMES["us" if change.slot.startswith("us") else "ru"]
            parts.append(f"account of {side} {'added' if change.before is None else 'replaced'}")
        elif change.before is None:
            parts.append(f"{name}: {word_value(change.slot, change.after or '')}")
        else:
            before, after = (word_value(change.slot, value or "") for value in (change.before, change.after))
            parts.append(f"{name}: {before} -> {after or 'nothing'}")
    return fold_line("; ".join(parts))


def _lay_out_stories(stories: Sequence[LedgerStory]) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for story in stories:
        counted = f"{count(len(story.origins), 'origin')}, {count(len(story.outlets), 'outlet')}"
        title = shorten(fold_line(story.title), QUOTED)
        table.add_row(story.id[:ID_SHOWN], story.phase or "-", Text.assemble(title, (f"  {counted}", "dim")))
    return table if stories else Text("No story tells of it.", style="dim")


def _instant(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M}" if instant else ""
