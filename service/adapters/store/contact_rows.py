"""A row of the ledger as text, and back: what a contact that a thousand articles tell of is kept as.

Enter: a `LedgerContact`, or the text made of one. Leaves: the other. Called by `ledger_rows`. Each source stands once
and is pointed to by number: every slot names all that speak for it, so whole they would be most of the text. The row
that was written last is nearly always the one that is read next, with the next article of the contact; so what a text
was made of, or was made into, is remembered for a while. The same text is the same row, whoever wrote it.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, Generic, TypeVar

from service.adapters.store.packing import pack, unpack
from service.adapters.store.types import clean_text
from service.model.contact import Initiator
from service.model.ledger import ContactSource, LedgerContact, SideAccount, Slot, SlotValue
from service.model.verdict import Span

_REMEMBERED = 600
"""Rows: more than any list shows, so that a list that is asked for again is not read again."""
_REMEMBERED_TEXT = 6_000_000
"""Characters of their texts at most; the values that are made of one take some times its room."""


class _Memory:
    """The rows of the texts that were used last. Shared by all threads and stores."""

    def __init__(self) -> None:
        self._rows: OrderedDict[str, LedgerContact] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def find(self, text: str) -> LedgerContact | None:
        with self._lock:
            if text in self._rows:
                self._rows.move_to_end(text)
            return self._rows.get(text)

    def put(self, text: str, contact: LedgerContact) -> None:
        with self._lock:
            if text not in self._rows:
                self._size += len(text)
            self._rows[text] = contact
            while len(self._rows) > _REMEMBERED or (self._size > _REMEMBERED_TEXT and len(self._rows) > 1):
                forgotten, _ = self._rows.popitem(last=False)
                self._size -= len(forgotten)


_memory = _Memory()

SaidBy = tuple[tuple[ContactSource, Span | None], ...]
Value = TypeVar("Value")
_MOST_TEXTS = 8192
_LEAST_VOICES = 16
"""Fewer are written anew each time."""


class _Sources:
    """Numbers for sources, in order of first use, and their JSON."""

    def __init__(self) -> None:
        self.written: list[str] = []
        # By identity first: the slots of a row share their sources, and to hash one costs more than all else here.
        self._by_identity: dict[int, int] = {}
        self._numbers: dict[str, int] = {}

    def number(self, source: ContactSource) -> int:
        known = self._by_identity.get(id(source))
        if known is None:
            text = _source_texts.find(source)
            known = self._numbers.setdefault(text, len(self._numbers))
            if known == len(self.written):
                self.written.append(text)
            self._by_identity[id(source)] = known
        return known

    def number_all(self, said_by: SaidBy) -> list[int]:
        numbers = self._by_identity
        try:
            return [numbers[id(source)] for source, _ in said_by]
        except KeyError:
            return [self.number(source) for source, _ in said_by]


class _Voices:
    """What was written of those who say a value, by contact, slot and value: with each article of a contact nearly all
    of them are the same, and one is added. Shared by all threads."""

    def __init__(self) -> None:
        self._written: OrderedDict[tuple[str, str, str], tuple[SaidBy, list[int], str]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def write(self, key: tuple[str, str, str], said_by: SaidBy, numbers: list[int]) -> str:
        if len(said_by) < _LEAST_VOICES:
            return _write_voices(said_by, numbers)
        with self._lock:
            before, known, text = self._written.pop(key, ((), [], ""))
            self._size -= len(text)
        count = len(before)
        if not count or numbers[:count] != known or said_by[:count] != before:
            text = _write_voices(said_by, numbers)
        elif count < len(said_by):
            text = f"{text},{_write_voices(said_by[count:], numbers[count:])}"
        with self._lock:
            if key not in self._written:
                self._written[key] = said_by, numbers, text
                self._size += len(text)
            while self._size > _REMEMBERED_TEXT:
                _, (_, _, forgotten) = self._written.popitem(last=False)
                self._size -= len(forgotten)
        return text


_voices = _Voices()


class _Texts(Generic[Value]):
    """What was written of values, found by identity: they live as long as the row that is written again."""

    def __init__(self, write: Callable[[Value], str]) -> None:
        self._write = write
        self._written: dict[int, tuple[Value, str]] = {}

    def find(self, value: Value) -> str:
        known = self._written.get(id(value))
        if known is None or known[0] is not value:
            if len(self._written) >= _MOST_TEXTS:
                self._written.clear()
            known = self._written[id(value)] = value, self._write(value)
        return known[1]


def _write_source(source: ContactSource) -> str:
    return _write_json(pack(source))


def _write_account(account: SideAccount) -> str:
    """An account, but for the number of its source."""
    before = _write_json([account.side, account.speaker, account.gist])
    spans = [_pack_span(span) for span in account.spans]
    behind = _write_json([spans, account.initiator.value, _pack_span(account.initiative)])
    return f"{before[:-1]},{_NUMBER},{behind[1:]}"


_NUMBER = "\0"
"""Stands for the number: JSON has no such character."""
_source_texts, _account_texts = _Texts(_write_source), _Texts(_write_account)


def write_row(contact: LedgerContact) -> str:
    """The text of a row: the same for equal rows, and such as a database takes."""
    sources = _Sources()
    slots = [_write_slot(contact.id, slot, sources) for slot in contact.slots]
    accounts = [
        _account_texts.find(account).replace(_NUMBER, str(sources.number(account.source)))
        for account in contact.accounts
    ]
    head = _write_json(pack(replace(contact, slots=(), accounts=())))
    parts = {"slots": slots, "accounts": accounts, "sources": sources.written}
    lists = ",".join(f'"{name}":[{",".join(items)}]' for name, items in parts.items())
    text = f"{head[:-1]},{lists}}}"
    if "\ufffd" not in text:
        # Nothing in it was replaced.
        _memory.put(text, contact)
    return text


def _write_json(value: Any) -> str:
    return clean_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def read_row(text: str) -> LedgerContact:
    """The row that `write_row` made `text` of."""
    known = _memory.find(text)
    if known is None:
        known = _read(json.loads(text))
        _memory.put(text, known)
    return known


def _read(packed: dict[str, Any]) -> LedgerContact:
    sources = [unpack(ContactSource, source) for source in packed.pop("sources")]
    slots = tuple(
        Slot(name, tuple(_read_value(value, sources) for value in values)) for name, values in packed.pop("slots")
    )
    accounts = tuple(_read_account(account, sources) for account in packed.pop("accounts"))
    return replace(unpack(LedgerContact, packed), slots=slots, accounts=accounts)


def _write_slot(contact_id: str, slot: Slot, sources: _Sources) -> str:
    values = []
    for value in slot.values:
        voices = _voices.write((contact_id, slot.name, value.value), value.said_by, sources.number_all(value.said_by))
        values.append(f"[{_write_json(value.value)},{_write_json(value.weight)},[{voices}]]")
    return f"[{_write_json(slot.name)},[{','.join(values)}]]"


def _write_voices(said_by: SaidBy, numbers: list[int]) -> str:
    return ",".join(
        [
            f"[{number}]" if span is None else f"[{number},{_write_json(_pack_span(span))[1:-1]}]"
            for number, (_, span) in zip(numbers, said_by, strict=True)
        ]
    )


def _read_value(packed: list[Any], sources: Sequence[ContactSource]) -> SlotValue:
    value, weight, said = packed
    return SlotValue(value, weight, tuple((sources[number], _read_span(span)) for number, *span in said))


def _read_account(packed: list[Any], sources: Sequence[ContactSource]) -> SideAccount:
    side, speaker, gist, number, spans, initiator, initiative = packed
    return SideAccount(
        side,
        speaker,
        gist,
        sources[number],
        tuple(Span(*span) for span in spans),
        Initiator(initiator),
        _read_span(initiative),
    )


def _pack_span(span: Span | None) -> list[Any]:
    return [] if span is None else [span.zone, span.start, span.end, span.text]


def _read_span(packed: list[Any]) -> Span | None:
    return Span(*packed) if packed else None
