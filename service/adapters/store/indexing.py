"""The index of articles, all of it made anew.

Enters: a connection inside a transaction. Leaves: the index and the counts, from the articles and alerts that are
stored. Called by `migrate`, after an upgrade that needs it and for `hotline db rebuild --search`.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from service.adapters.store.archive import load_findings
from service.adapters.store.index import count_as, find_docid, list_keys, lock_index, make_row, make_words
from service.adapters.store.index_schema import article_index, index_state, mention_forms, tallies
from service.adapters.store.rows import read_article
from service.adapters.store.schema import alerts, articles
from service.adapters.store.search_words import IndexedWords, put_words, wipe_words
from service.adapters.store.tallying import add_to_tallies
from service.language.stems import INDEX_VERSION
from service.model.article import Article

_BATCH = 500


def is_index_current(connection: Connection) -> bool:
    """Whether the index is of this program's version."""
    return connection.execute(select(index_state.c.version)).scalar() == INDEX_VERSION


def make_index(connection: Connection, note: Callable[[int], None] = lambda _: None) -> int:
    """Make the index anew. Returns how many articles there are; `note` is told how many are done, batch after batch."""
    lock_index(connection)
    wipe_words(connection)
    for table in (article_index, tallies, mention_forms):
        connection.execute(delete(table))
    done = 0
    numbers: Counter[Any] = Counter()
    forms: Counter[Any] = Counter()
    # By publication, which is nearly the order of the index: so SQLite writes it in few parts.
    batch = _list_articles(connection, None)
    while batch:
        _add_batch(connection, batch, numbers, forms)
        done += len(batch)
        note(done)
        batch = _list_articles(connection, (batch[-1].published, batch[-1].id))
    kinds = connection.execute(select(alerts.c.kind, alerts.c.priority))
    numbers.update(("alerts", f"{row.kind} {row.priority}", "") for row in kinds)
    add_to_tallies(connection, tallies, numbers)
    add_to_tallies(connection, mention_forms, forms)
    connection.execute(update(index_state).values(version=INDEX_VERSION))
    return done


def _list_articles(connection: Connection, behind: tuple[datetime, str] | None) -> list[Article]:
    query = select(articles).order_by(articles.c.published, articles.c.id).limit(_BATCH)
    if behind is not None:
        published, article_id = behind
        later = (articles.c.published > published) | (articles.c.id > article_id)
        query = query.where(articles.c.published >= published, later)
    return [read_article(row) for row in connection.execute(query).mappings()]


def _add_batch(connection: Connection, batch: Sequence[Article], numbers: Counter[Any], forms: Counter[Any]) -> None:
    words: dict[int, IndexedWords] = {}
    rows: dict[int, dict[str, Any]] = {}
    for one in load_findings(connection, batch):
        counted = count_as(one.article, one.mentions, one.verdicts)
        numbers.update(list_keys(counted))
        forms.update(counted.forms)
        docid = find_docid(connection, one.article, rows)
        words[docid] = make_words(one.article, counted.facets)
        rows[docid] = make_row(docid, one.article, counted, words[docid])
    put_words(connection, sorted(words.items(), key=lambda item: item[0]))
    connection.execute(insert(article_index), list(rows.values()))
