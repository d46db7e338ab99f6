"""What the two sides' accounts of one contact have in common, and where they part.

In: a row of the ledger. Out: a `Comparison`, line by line, each with its source. Called by the commands and the page.
Accounts in different languages are compared by what they speak of: the themes of `themes.yaml`. What no theme covers
cannot be compared, and stands as said by one side only.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.model.feed import Side
from service.model.ledger import SLOTS, ContactSource, LedgerContact, SideAccount
from service.model.verdict import Span
from service.model.watch import US_AND_RUSSIA
from service.stages.ledger.accounts import rank_source
from service.stages.ledger.themes import Theme, find_themes, list_themes


@dataclass(frozen=True, slots=True)
class Quote:
    """What one side says, verbatim, and where it stands. `value`: the value of a slot, where the line is about one."""

    side: Side
    text: str
    source: ContactSource
    span: Span | None = None
    speaker: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One thing that the sides speak of: a theme ("Ukraine") or a slot ("initiator"); "" for what none covers."""

    about: str
    us: Quote | None = None
    ru: Quote | None = None

    def quote(self, side: Side) -> Quote | None:
        """What that side says of it."""
        return self.us if side == "us" else self.ru


@dataclass(frozen=True, slots=True)
class Comparison:
    """`agreed`: both speak of it, neither against the other; `contradicted`: they give different values of a slot, or
    blame each other; `us_only`, `ru_only`: one side alone speaks of it."""

    agreed: tuple[ComparedLine, ...] = ()
    contradicted: tuple[ComparedLine, ...] = ()
    us_only: tuple[ComparedLine, ...] = ()
    ru_only: tuple[ComparedLine, ...] = ()


def compare_accounts(contact: LedgerContact) -> Comparison:
    """Compare the accounts of a contact: first the slots that are disputed, then theme by theme in the order of the
    file; themes of the very same two quotes share a line.

    Of each side and theme the quote of its best source is shown (`accounts.rank_source`). A slot contradicts where
    the two sides' own voices give it different values.
    """
    said = {side: _collect(contact.accounts, side) for side in US_AND_RUSSIA}
    agreed: list[ComparedLine] = []
    contradicted = list(_compare_slots(contact))
    only: dict[Side, list[ComparedLine]] = {"us": [], "ru": []}
    for theme in list_themes():
        quotes = {side: said[side].get(theme.id) for side in US_AND_RUSSIA}
        line = ComparedLine(theme.label, quotes["us"], quotes["ru"])
        if line.us and line.ru:
            _add((contradicted if _is_disputed(theme, line.us, line.ru) else agreed), line)
        elif line.us or line.ru:
            _add(only["us" if line.us else "ru"], line)
    for side in US_AND_RUSSIA:
        only[side] += [_alone("", quote) for quote in _list_rest(contact.accounts, side)]
    return Comparison(tuple(agreed), tuple(contradicted), tuple(only["us"]), tuple(only["ru"]))


def _add(lines: list[ComparedLine], line: ComparedLine) -> None:
    """Add a line, to the one of the same quotes if there is such."""
    for place, known in enumerate(lines):
        if (known.us, known.ru) == (line.us, line.ru):
            lines[place] = replace(known, about=f"{known.about}, {line.about}")
            return
    lines.append(line)


def _collect(accounts: Sequence[SideAccount], side: Side) -> dict[str, Quote]:
    """The best quote of a side for each theme it speaks of."""
    found: dict[str, Quote] = {}
    for quote in _list_quotes(accounts, side):
        for theme in find_themes(quote.text, quote.source.lang):
            found.setdefault(theme.id, quote)
    return found


def _list_quotes(accounts: Sequence[SideAccount], side: Side) -> Iterator[Quote]:
    for account in accounts:
        if account.side != side:
            continue
        for span in account.spans:
            yield Quote(side, span.text, account.source, span, account.speaker)


def _list_rest(accounts: Sequence[SideAccount], side: Side) -> Iterator[Quote]:
    """The quotes of the side's best account that no theme covers."""
    best = next((account for account in accounts if account.side == side), None)
    for quote in _list_quotes([best] if best else [], side):
        if not find_themes(quote.text, quote.source.lang):
            yield quote


def _alone(about: str, quote: Quote) -> ComparedLine:
    return ComparedLine(about, us=quote) if quote.side == "us" else ComparedLine(about, ru=quote)


def _is_disputed(theme: Theme, one: Quote, other: Quote) -> bool:
    """Whether each of them blames or defends somebody."""
    return all(theme.takes_sides(quote.text, quote.source.lang) for quote in (one, other))


def _compare_slots(contact: LedgerContact) -> Iterator[ComparedLine]:
    """The slots of which the two sides' own voices give different values."""
    for name in SLOTS:
        said = list(_list_initiatives(contact.accounts)) if name == "initiator" else []
        for value in contact.slot(name).values:
            for source, span in value.said_by:
                side = _find_voice(contact.accounts, source, span)
                if side:
                    said.append(Quote(side, span.text if span else "", source, span, "", value.value))
        us, ru = (_choose_word([quote for quote in said if quote.side == side]) for side in US_AND_RUSSIA)
        if us and ru and us.value != ru.value:
            yield ComparedLine(name.replace("_", " "), us, ru)


def _choose_word(said: Sequence[Quote]) -> Quote | None:
    """What a side says of a slot: what most of its voices say, of equals what the best source does; one may be
    misread, or tell what the other side says."""
    counts = Counter(quote.value for quote in said)
    return max(said, key=lambda quote: counts[quote.value], default=None)


def _list_initiatives(accounts: Sequence[SideAccount]) -> Iterator[Quote]:
    """What each side's accounts say of who asked for the contact, in the sentence that says so."""
    for account in accounts:
        said = account.initiative
        if said is not None:
            whole = next((s for s in account.spans if s.zone == said.zone and s.start <= said.start < s.end), said)
            yield Quote(account.side, whole.text, account.source, whole, account.speaker, account.initiator.value)


def _find_voice(accounts: Sequence[SideAccount], source: ContactSource, span: Span | None) -> Side | None:
    """Whose word a value is: the side within whose account it was read; else that of the source, if it has one."""
    for account in accounts:
        if span and account.source.article_id == source.article_id:
            for told in account.spans:
                if told.zone == span.zone and told.start <= span.start and span.end <= told.end:
                    return account.side
    return next((side for side in US_AND_RUSSIA if rank_source(source, side) <= 1), None)
