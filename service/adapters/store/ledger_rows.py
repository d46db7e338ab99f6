"""Rows of the ledger's tables to values of the model, and back. Pure: no connection.

Enter: mappings of columns, or dataclasses of the model. Leave: the other one. Called by `ledger_views`, `ledger_work`.
"""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import RowMapping

from service.adapters.store.contact_rows import read_row, write_row
from service.adapters.store.packing import pack, unpack
from service.model.article import Article
from service.model.contact import ContactClaim
from service.model.ledger import (
    ContactSource,
    Correction,
    CorrectionKind,
    ImportedContact,
    LedgerContact,
    LedgerStory,
    PlacedArticle,
    SlotChange,
    SourcedClaim,
)

Row = RowMapping | dict[str, Any]


def write_contact(contact: LedgerContact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "sort_key": make_sort_key(contact),
        "date": contact.date,
        "channel": contact.channel.value,
        "status": contact.status.value,
        "recalled": contact.recalled,
        "first_since": contact.first_since,
        "row": write_row(contact),
    }


def write_head(contact: LedgerContact) -> dict[str, Any]:
    """The row in few columns."""
    return {
        "sort_key": make_sort_key(contact),
        "id": contact.id,
        "date": contact.date,
        "channel": contact.channel.value,
        "status": contact.status.value,
        "initiator": contact.initiator.value,
        "us": list(contact.us),
        "ru": list(contact.ru),
        "recalled": contact.recalled,
        "verified": contact.verified,
    }


def make_sort_key(contact: LedgerContact) -> str:
    """What the ledger is ordered by. A month is less than each of its days."""
    if contact.date is not None:
        return contact.date
    return "" if contact.first_reported is None else f"{contact.first_reported:%Y-%m-%d}"


def read_contact(row: Row) -> LedgerContact:
    return read_row(row["row"])


def write_claim(
    source_id: str, position: int, contact_id: str, sourced: SourcedClaim, named: Collection[str]
) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "position": position,
        "sequence": sourced.sequence,
        "contact_id": contact_id,
        "claim": pack(sourced.claim),
        "source": pack(sourced.source),
        "named": sorted(named),
    }


def read_claim(row: Row) -> SourcedClaim:
    return SourcedClaim(unpack(ContactClaim, row["claim"]), unpack(ContactSource, row["source"]), row["sequence"])


def read_raw_claim(claim: str, source: str, sequence: int) -> SourcedClaim:
    """`read_claim` of a row whose JSON is still text. The claims of a contact are read again with each article of it,
    and to make them of JSON costs more than all the rest: so the same text gives the same value, kept for a while."""
    return SourcedClaim(_read_claim(claim), _read_source(source), sequence)


@lru_cache(maxsize=4096)
def _read_claim(packed: str) -> ContactClaim:
    return unpack(ContactClaim, json.loads(packed))


@lru_cache(maxsize=4096)
def _read_source(packed: str) -> ContactSource:
    return unpack(ContactSource, json.loads(packed))


def write_placed(placed: PlacedArticle, article: Article) -> dict[str, Any]:
    return {
        "article_id": placed.article_id,
        "sequence": placed.sequence,
        "story_id": placed.story_id,
        "text_id": placed.text_id,
        "origin": placed.origin,
        "why": list(placed.why),
        "outlet": article.outlet,
        "lang": article.lang,
        "published": article.published,
        "title": article.title,
    }


def read_placed(row: Row, claims: Sequence[Row]) -> PlacedArticle:
    """`claims`: the article's rows of `claims`, in their order."""
    return PlacedArticle(
        article_id=row["article_id"],
        sequence=row["sequence"],
        story_id=row["story_id"],
        text_id=row["text_id"],
        origin=row["origin"],
        claims=tuple(unpack(ContactClaim, claim["claim"]) for claim in claims),
        contact_ids=tuple(claim["contact_id"] for claim in claims),
        why=tuple(row["why"]),
    )


def write_change(sequence: int, position: int, change: SlotChange) -> dict[str, Any]:
    return {
        "contact_id": change.contact_id,
        "sequence": sequence,
        "position": position,
        "slot": change.slot,
        "before": change.before,
        "after": change.after,
        "at": change.at,
        "article_id": change.article_id,
    }


def read_change(row: Row) -> SlotChange:
    return SlotChange(row["contact_id"], row["slot"], row["before"], row["after"], row["at"], row["article_id"])


def read_story(row: Row) -> LedgerStory:
    return LedgerStory(
        id=row["id"],
        contact_id=row["contact_id"],
        phase=row["phase"],
        title=row["title"],
        first=row["first"],
        last=row["last"],
        articles=row["articles"],
        outlets=tuple(row["outlets"]),
        origins=tuple(row["origins"]),
        langs=tuple(row["langs"]),
    )


def read_correction(row: Row) -> Correction:
    return Correction(row["id"], CorrectionKind(row["kind"]), row["at"], tuple(row["articles"]), row["note"])


def write_import(imported: ImportedContact, position: int) -> dict[str, Any]:
    return {
        "id": imported.id,
        "position": position,
        "claim": pack(imported.claim),
        "source": imported.source,
        "verified": imported.verified,
        "imported_at": imported.imported_at,
        "note": imported.note,
    }


def read_import(row: Row) -> ImportedContact:
    return ImportedContact(
        id=row["id"],
        claim=unpack(ContactClaim, row["claim"]),
        source=row["source"],
        verified=row["verified"],
        imported_at=row["imported_at"],
        note=row["note"],
    )
