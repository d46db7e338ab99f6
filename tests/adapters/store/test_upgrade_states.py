"""A ledger of version 0003 is brought to the states that the same claims have in a ledger of today, and goes on."""

from sqlalchemy import Connection, text

from service.adapters.store import open_store, upgrade_database
from service.adapters.store.engine import Database
from tests.support.busy_contact import BusyContact

STATES = "SELECT id, state FROM contacts ORDER BY id"


def take_back(connection: Connection) -> list[tuple[str, str]]:
    """Make the database one of version 0003; returns the states that its contacts had."""
    states = [(row.id, row.state) for row in connection.execute(text(STATES))]
    connection.execute(text("ALTER TABLE contacts DROP COLUMN state"))
    connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    return states


def test_contacts_get_the_states_of_their_claims(database_url: str) -> None:
    store = open_store(database_url)
    contact = BusyContact(store)
    entries = contact.list_entries(9)
    for number, entry in enumerate(entries[:8]):
        contact.save(entry, *contact.make_article(number))
    (before,) = store.list_contacts()
    store.close()
    database = Database(database_url, pooled=False)
    states = database.write(take_back)
    assert states and all(state for _, state in states)
    assert "was brought from version 0003 to 0004" in upgrade_database(database_url)
    assert [tuple(row) for row in database.read(lambda connection: connection.execute(text(STATES)).all())] == states
    database.close()
    store = open_store(database_url)
    assert store.list_contacts() == [before]
    contact.store = store
    contact.save(entries[8], *contact.make_article(8))
    (after,) = store.list_contacts()
    assert len(after.outlets) >= len(before.outlets) and after.last_reported != before.last_reported
    store.close()
