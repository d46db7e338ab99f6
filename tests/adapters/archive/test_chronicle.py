"""The chronicle that the demo's ledger begins with."""

from datetime import UTC, date, datetime

from service.adapters.archive import ARCHIVE_START, list_chronicle
from service.config import find_default_config, load_config
from service.model.contact import ContactStatus
from service.model.ledger import ImportedContact

NOW = datetime(2026, 3, 9, tzinfo=UTC)


def list_rows() -> tuple[ImportedContact, ...]:
    return list_chronicle(NOW, load_config(find_default_config(), {}).watch.officials)


def test_every_row_can_be_imported_and_lies_before_the_archive() -> None:
    rows = list_rows()
    assert len(rows) == len({row.id for row in rows}) > 20
    assert all((row.claim.date or "9999") < f"{ARCHIVE_START:%Y-%m-%d}" for row in rows)
    assert {row.claim.status for row in rows} == {ContactStatus.HELD, ContactStatus.REFUSED}


def test_those_who_took_part_held_an_office_on_that_day() -> None:
    offices = load_config(find_default_config(), {}).watch.offices
    for row in list_rows():
        day = date.fromisoformat(f"{row.claim.date}-15"[:10])
        holders = {holder.name for office in offices if (holder := office.holder_on(day))}
        assert {*row.claim.us, *row.claim.ru} <= holders, row.claim
