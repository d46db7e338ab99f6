"""A database of the first version keeps what it has: articles get steps in the ledger's log, alerts stay remembered."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from service.adapters.store import check_database, open_store, upgrade_database
from service.adapters.store.engine import Database
from service.adapters.store.migrate import make_alembic_config
from service.jobs.ledger_ports import LedgerWork
from service.model.ledger import PlacedArticle
from tests.support.postgres import PostgresServer

SECOND = 1_000_000
FIRST_SEEN = 1_772_366_400 * SECOND


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database as version 0001 made it, with two articles, of which the later one was alerted."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/hotline.db"
        fill(url)
        yield url
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create_database()
    fill(server.url(name))
    yield server.url(name)
    server.drop_database(name)


def fill(url: str) -> None:
    def work(connection: Connection) -> None:
        config = make_alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for article_id, seen in (("later", FIRST_SEEN + SECOND), ("first", FIRST_SEEN)):
            insert(connection, "articles", id=article_id, feed_id="gazette", title="A call", summary="", body="Words.",
                   published=seen - SECOND, first_seen=seen, url=None, url_digest=None, lang="en", outlet="Gazette",
                   tz=None, side=None, text_source="page", text_note="", matched=True, saved_at=seen)  # fmt: skip
            insert(connection, "mentions", article_id=article_id, position=0, name="Lloyd Austin", side="us",
                   kind="name", zone="body", span_start=0, span_end=5, text="Words", rule="full name",
                   official="austin", office=None)  # fmt: skip
        insert(connection, "alerts", id="a1", kind="mention", priority="normal", dedup_key="later|austin",
               created=FIRST_SEEN, reason="names", article_id="later", story_id="later", feed_id="gazette",
               official_ids='["austin"]', official_names='["Lloyd Austin"]', title="A call", outlet="Gazette",
               url=None, published=None, sentence="", rule="full name")  # fmt: skip
        insert(connection, "alerted", story_id="later", official_id="austin", alert_id="a1")

    database = Database(url, pooled=False, create=True)
    database.write(work)
    database.close()


def insert(connection: Connection, table: str, **values: Any) -> None:
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


def test_articles_stay_and_get_their_steps_in_the_order_they_came(old_url: str) -> None:
    assert "was brought from version 0001 to 0004" in upgrade_database(old_url)
    assert check_database(old_url) == []
    store = open_store(old_url)
    assert store.count_ledger() == (2, 0)
    steps = store.list_steps(0, 10)
    assert [step.article.id for step in steps if step.article is not None] == ["first", "later"]
    assert [step.sequence for step in store.list_steps(1, 10)] == [2]
    assert len(store.load_mentions("first")) == 1
    day = steps[0].at.date()
    assert store.count_mentions("austin", day, day) == {day: 2}
    store.close()


def test_what_was_alerted_is_not_alerted_again_wherever_the_article_comes_to_stand(old_url: str) -> None:
    upgrade_database(old_url)
    store = open_store(old_url)
    (alert,) = store.list_alerts()
    assert (alert.id, alert.contact_id, alert.story_id) == ("a1", None, "later")
    article = store.find_article("later")
    assert article is not None

    def place(work: LedgerWork) -> None:
        work.begin(1, article.first_seen)
        work.put_placed(PlacedArticle("later", 1, "s1", "later", "Gazette"), article, (), ())

    store.work_on_ledger(place)
    assert store.find_alerted("s1") == {"austin"}
    store.close()
