"""Statements handed to the driver: they find and change what SQLAlchemy's own would, on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, delete, insert, select

from service.adapters.store.engine import Database
from service.adapters.store.ledger_schema import contact_heads, shelf_rows, shelf_tokens
from service.adapters.store.prepared import Prepared, is_one_of
from service.errors import StoreError

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEAD: dict[str, Any] = {
    "sort_key": "2026-03-01",
    "id": "c1",
    "date": None,
    "channel": "phone",
    "status": "held",
    "initiator": "us",
    "us": ["Lloyd Austin"],
    "ru": [],
    "recalled": True,
    "verified": False,
}
PUT_HEAD = Prepared(lambda _: insert(contact_heads))
LIST_HEADS = Prepared(lambda _: select(contact_heads).order_by(contact_heads.c.id))
PUT_TOKEN = Prepared(lambda _: insert(shelf_tokens))
FIND_TOKENS = Prepared(
    lambda dialect: select(shelf_tokens.c.token).where(is_one_of(shelf_tokens.c.token, "tokens", dialect))
)


def test_values_come_back_as_they_were_put(database_url: str) -> None:
    database = Database(database_url)
    database.write(lambda connection: PUT_HEAD.run(connection, **HEAD))
    assert database.read(LIST_HEADS.list_dicts) == [HEAD]
    (row,) = database.read(lambda connection: connection.execute(select(contact_heads)).mappings().all())
    assert dict(row) == HEAD
    database.close()


def test_a_list_of_any_length_is_looked_for(database_url: str) -> None:
    database = Database(database_url)
    tokens = [f'it\'s "{number}" {{, }} \\' for number in range(3000)]

    def work(connection: Connection) -> list[str]:
        PUT_TOKEN.run_all(connection, [{"shelf": "texts", "token": token, "id": "a"} for token in tokens])
        return FIND_TOKENS.list_values(connection, tokens=[*tokens[:2000], "none"])

    assert sorted(database.write(work)) == sorted(tokens[:2000])
    assert database.read(lambda connection: FIND_TOKENS.list_values(connection, tokens=[])) == []
    database.close()


def test_an_instant_is_compared_as_it_is_stored(database_url: str) -> None:
    database = Database(database_url)
    put = Prepared(lambda _: insert(shelf_rows))
    drop = Prepared(
        lambda _: delete(shelf_rows).where(shelf_rows.c.put_at < bindparam("at", type_=shelf_rows.c.put_at.type))
    )

    def work(connection: Connection) -> list[Any]:
        for number in range(3):
            put.run(connection, shelf="texts", id=str(number), row={}, put_at=AT.replace(hour=number))
        drop.run(connection, at=AT.replace(hour=1))
        return [row.id for row in connection.execute(select(shelf_rows.c.id).order_by(shelf_rows.c.id))]

    assert database.write(work) == ["1", "2"]
    database.close()


def test_what_the_database_refuses_is_a_store_error_and_leaves_nothing(database_url: str) -> None:
    database = Database(database_url)

    def work(connection: Connection) -> None:
        PUT_HEAD.run(connection, **HEAD)
        PUT_HEAD.run(connection, **HEAD | {"channel": "meeting"})

    with pytest.raises(StoreError):
        database.write(work)
    assert database.read(LIST_HEADS.list_rows) == []
    database.close()
