"""A contact that many articles tell of: its row is carried on from one to the next, and is what all its claims give."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from service.adapters.store import SqlStore, open_store
from service.adapters.store.claim_states import advance_state
from service.adapters.store.engine import Database
from service.adapters.store.ledger_schema import contacts
from service.adapters.store.ledger_work import SqlLedger
from service.jobs.place import ReadArticle, place_article
from service.model.contact import Channel, Initiator
from service.model.ledger import LedgerContact
from service.stages.ledger import check_first_since, fold_contact
from tests.support.busy_contact import BusyContact


class BrokenError(Exception):
    pass


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    store = open_store(database_url)
    yield store
    store.close()


def read_articles(store: SqlStore, count: int) -> list[ReadArticle]:
    """Articles of one call, none of them placed; they lie in the store as those that were read do."""
    contact = BusyContact(store)
    read = []
    for number, entry in enumerate(contact.list_entries(count)):
        one, mentions = contact.make_article(number)
        store.save_reading(entry, one.article, mentions, (), (), ["log"], None, one.article.published)
        read.append(one)
    return read


def place(store: SqlStore, *read: ReadArticle, fail: bool = False) -> None:
    """Place articles in one transaction."""

    def work(ledger: SqlLedger) -> None:
        for one in read:
            sequence = ledger.add_article(None, one.article.id, one.article.published)
            place_article(ledger, one, sequence, one.article.published, ())
        if fail:
            raise BrokenError

    store.work_on_ledger(work)


def find_row(store: SqlStore) -> LedgerContact:
    (row,) = store.list_contacts()
    return row


def fold_all(store: SqlStore) -> LedgerContact:
    """The row as all its claims give it, read and folded anew."""
    row = find_row(store)
    return check_first_since(fold_contact(row.id, store.list_claims(row.id)), ())


def say_otherwise(read: ReadArticle) -> ReadArticle:
    """The article as if its source had changed it."""
    (claim,) = read.claims
    changed = replace(
        claim, channel=Channel.VIDEO, initiator=Initiator.RU, us=("Charles Brown",), first_since="2022-10"
    )
    return replace(read, claims=(changed,))


def test_a_row_that_is_carried_on_is_the_one_that_is_folded_anew(store: SqlStore) -> None:
    for number, read in enumerate(read_articles(store, 60)):
        place(store, say_otherwise(read) if number % 7 == 3 else read)
        assert find_row(store) == fold_all(store)
    row = find_row(store)
    assert row.slot("channel").disputed and len(row.slot("date").values[0].said_by) > 15


def test_an_article_that_is_changed_in_between_counts_as_it_is_now(store: SqlStore) -> None:
    read = read_articles(store, 20)
    place(store, *read[:15])
    before = find_row(store)
    place(store, say_otherwise(read[4]))
    assert find_row(store) == fold_all(store) != before
    place(store, *read[15:])
    assert find_row(store) == fold_all(store)


def test_what_was_not_committed_does_not_count(store: SqlStore) -> None:
    read = read_articles(store, 12)
    place(store, *read[:8])
    with pytest.raises(BrokenError):
        place(store, say_otherwise(read[8]), fail=True)
    place(store, read[9])
    assert find_row(store) == fold_all(store)
    assert read[8].article.outlet not in {source.outlet for source, _ in find_row(store).slot("date").values[0].said_by}


def test_two_that_place_in_turn_see_what_the_other_placed(store: SqlStore, database_url: str) -> None:
    other = open_store(database_url)
    for number, read in enumerate(read_articles(store, 16)):
        place(other if number % 3 else store, read)
    assert find_row(store) == find_row(other) == fold_all(store)
    other.close()


def test_the_state_of_a_contact_is_that_of_its_claims(store: SqlStore, database_url: str) -> None:
    read = read_articles(store, 10)
    place(store, *read[:6])
    place(store, say_otherwise(read[2]))
    place(store, *read[6:])
    database = Database(database_url, pooled=False)
    told = text("SELECT claim, source, sequence FROM claims ORDER BY sequence, position")
    raw = database.read(lambda connection: [tuple(row) for row in connection.execute(told)])
    (state,) = database.read(lambda connection: connection.execute(select(contacts.c.state)).scalars().all())
    assert state == advance_state("", raw) == advance_state(advance_state("", raw[:4]), raw[4:])
    assert state != advance_state("", raw[:-1])
    database.close()
