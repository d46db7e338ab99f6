"""A row of the ledger as text: it comes back as it was, and says each of its sources once."""

from datetime import UTC, datetime

from service.adapters.store.contact_rows import read_row, write_row
from service.model.contact import Initiator
from service.model.ledger import LedgerContact, SourceKind
from service.stages.ledger import fold_contact
from tests.support.ledger_claims import say, tell


def make_row(count: int) -> LedgerContact:
    claims = [
        say(
            number,
            f"Post {number}",
            SourceKind.AGENCY,
            initiator=(Initiator.US, Initiator.RU)[number % 2],
            accounts=(tell("us", f"We spoke, {number}."), tell("ru", f"«Мы» говорили, {number}.", speaker="")),
            first_since="2023-03",
            stated=("date", "status"),
        )
        for number in range(1, count + 1)
    ]
    return fold_contact("c1", claims)


def test_a_row_comes_back_as_it_was() -> None:
    row = make_row(5)
    text = write_row(row)
    for number in range(100):
        # Enough others that the first is read and not remembered.
        write_row(LedgerContact(f"o{number}", row.channel, row.status, row.initiator, None, (), (), None, False, False))
    assert read_row(text) == row
    assert write_row(read_row(text)) == text


def test_a_row_without_anything_comes_back_too() -> None:
    row = make_row(1)
    bare = LedgerContact("c2", row.channel, row.status, row.initiator, None, (), (), None, True, False)
    assert read_row(write_row(bare)) == bare


def test_a_source_stands_once_however_many_slots_it_speaks_for() -> None:
    text = write_row(make_row(30))
    assert text.count("https://example.org/17") == 1


def test_what_a_database_refuses_is_replaced() -> None:
    claim = say(1, "Post\ud800", published=datetime(2024, 6, 26, tzinfo=UTC))
    text = write_row(fold_contact("c1", [claim]))
    text.encode()
    assert read_row(text).outlets == ("Post\ufffd",)
