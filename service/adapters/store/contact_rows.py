"""A row of the ledger as text, and back: what a contact that a thousand articles tell of is kept as.

Enter: a `LedgerContact`, or the text made of one. Leaves: the other. Called by `ledger_rows`. Each source stands once
and is pointed to by number: every slot names all that speak for it, so whole they would be most of the text. The row
that was written last is nearly always the one that is read next, with the next article of the contact; so what a text
was made of, or was made into, is remembered for a while. The same text is the same row, whoever wrote it.
"""

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import Any

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
# A row has thousands of spans, and is written again with each article of the contact: by identity, as `_Sources`.
_words: dict[int, tuple[Span, str]] = {}
_MOST_WORDS = 30_000


class _Sources:
    """Numbers for sources, in order of first use, and their JSON."""

    def __init__(self) -> None:
        self.written: list[str] = []
        # By identity first: the slots of a row share their sources, and to hash one costs more than all else here.
        self._by_identity: dict[int, int] = {}
        self._numbers: dict[ContactSource, int] = {}

    def number(self, source: ContactSource) -> int:
        known = self._by_identity.get(id(source))
        if known is None:
            known = self._numbers.setdefault(source, len(self._numbers))
            if known == len(self.written):
                self.written.append(_write_source(source))
            self._by_identity[id(source)] = known
        return known


@lru_cache(maxsize=4096)
def _write_source(source: ContactSource) -> str:
    return _write_json(pack(source))


def write_row(contact: LedgerContact) -> str:
    """The text of a row: the same for equal rows, and such as a database takes."""
    sources = _Sources()
    slots = [_write_slot(slot, sources) for slot in contact.slots]
    accounts = [_write_json(_pack_account(account, sources)) for account in contact.accounts]
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


def _write_slot(slot: Slot, sources: _Sources) -> str:
    values = ",".join(_write_value(value, sources) for value in slot.values)
    return f"[{_write_json(slot.name)},[{values}]]"


def _write_value(value: SlotValue, sources: _Sources) -> str:
    number = sources.number
    said = ",".join([f"[{number(source)}{_write_words(span)}]" for source, span in value.said_by])
    return f"[{_write_json(value.value)},{_write_json(value.weight)},[{said}]]"


def _read_value(packed: list[Any], sources: Sequence[ContactSource]) -> SlotValue:
    value, weight, said = packed
    return SlotValue(value, weight, tuple((sources[number], _read_span(span)) for number, *span in said))


def _pack_account(account: SideAccount, sources: _Sources) -> list[Any]:
    return [
        account.side,
        account.speaker,
        account.gist,
        sources.number(account.source),
        [_pack_span(span) for span in account.spans],
        account.initiator.value,
        _pack_span(account.initiative),
    ]


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


def _write_words(span: Span | None) -> str:
    """A span behind the number of its source."""
    if span is None:
        return ""
    known = _words.get(id(span))
    if known is None or known[0] is not span:
        if len(_words) >= _MOST_WORDS:
            _words.clear()
        known = _words[id(span)] = span, f",{_write_json(_pack_span(span))[1:-1]}"
    return known[1]


def _read_span(packed: list[Any]) -> Span | None:
    return Span(*packed) if packed else None
