"""Whether a database is sound: its file, its version, and what must hold between its tables.

Enters: the URL of the config. Leave: problems in words. Called by `hotline db check`.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from service.adapters.store.engine import Database
from service.adapters.store.indexing import is_index_current
from service.adapters.store.revision import require_current
from service.errors import StoreError

_SHOWN = 5

# What no foreign key says: each query counts the rows that break the rule.
_RULES = (
    (
        "deliveries of an alert that is not there",
        "SELECT count(*) FROM deliveries d WHERE NOT EXISTS (SELECT 1 FROM alerts a WHERE a.id = d.alert_id)",
    ),
    ("alerts without a number", "SELECT count(*) FROM alerts WHERE number IS NULL"),
    ("delivered without an instant", "SELECT count(*) FROM deliveries WHERE state = 'done' AND done_at IS NULL"),
    (
        "claimed deliveries without an instant",
        "SELECT count(*) FROM deliveries WHERE state = 'claimed' AND claimed_at IS NULL",
    ),
    (
        "entries to be read that nothing will ever claim",
        "SELECT count(*) FROM entries WHERE stage IN ('pending', 'retry') AND read_due IS NULL",
    ),
    ("read entries without an article", "SELECT count(*) FROM entries WHERE stage = 'read' AND article_id IS NULL"),
    (
        "entries whose keys are not remembered",
        "SELECT count(*) FROM entries e WHERE e.keys <> '[]' AND NOT EXISTS "
        "(SELECT 1 FROM seen_keys k WHERE k.feed_id = e.feed_id AND k.entry_id = e.id)",
    ),
)
_REBUILD = "; `hotline db rebuild --ledger` makes the ledger anew"
# What follows from the ledger's log must hang together; where it does not, it can be made anew.
_LEDGER_RULES = (
    (
        "placed articles that are not stored",
        "SELECT count(*) FROM placed p WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = p.article_id)",
    ),
    (
        "placed articles whose story is not there",
        "SELECT count(*) FROM placed p WHERE NOT EXISTS (SELECT 1 FROM stories s WHERE s.id = p.story_id)",
    ),
    (
        "stories that count other articles than they have",
        "SELECT count(*) FROM stories s WHERE s.articles <> (SELECT count(*) FROM placed p WHERE p.story_id = s.id)",
    ),
    (
        "claims of neither a placed article nor an import",
        "SELECT count(*) FROM claims c WHERE NOT EXISTS (SELECT 1 FROM placed p WHERE p.article_id = c.source_id) "
        "AND NOT EXISTS (SELECT 1 FROM imports i WHERE i.id = c.source_id)",
    ),
    (
        "claims of a contact that is not there",
        "SELECT count(*) FROM claims c WHERE NOT EXISTS (SELECT 1 FROM contacts k WHERE k.id = c.contact_id)",
    ),
    (
        "contacts that nothing claims",
        "SELECT count(*) FROM contacts k WHERE NOT EXISTS (SELECT 1 FROM claims c WHERE c.contact_id = k.id)",
    ),
    (
        "contacts without a place in the timeline",
        "SELECT count(*) FROM contacts k WHERE NOT EXISTS (SELECT 1 FROM contact_heads h WHERE h.id = k.id)",
    ),
    (
        "names of participants of a contact that is not there",
        "SELECT count(*) FROM contact_people n WHERE NOT EXISTS (SELECT 1 FROM contacts k WHERE k.id = n.contact_id)",
    ),
)
_REINDEX = "; `hotline db rebuild --search` makes the search index and the counts anew"
# The search index and what is kept counted must say what the articles say.
_INDEX_RULES = (
    (
        "articles that no search finds",
        "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM article_index i WHERE i.article_id = a.id)",
    ),
    (
        "counted articles that are not there",
        "SELECT abs((SELECT count(*) FROM article_index) - "
        "coalesce((SELECT number FROM tallies WHERE kind = 'articles'), 0))",
    ),
    (
        "outlets whose articles are not counted right",
        "SELECT count(*) FROM (SELECT outlet, count(*) AS number FROM article_index GROUP BY outlet) i "
        "WHERE NOT EXISTS (SELECT 1 FROM tallies t WHERE t.kind = 'outlet' AND t.value = i.outlet "
        "AND t.number = i.number)",
    ),
)


def check_database(url: str) -> list[str]:
    """Every problem found, in words, also where the database cannot be read at all; an empty list means that it is
    sound. Raises StoreError only for a URL that makes no sense."""
    database = Database(url, pooled=False)
    problems: list[str] = []
    try:
        if database.is_sqlite:
            problems += database.read(_check_file)
        require_current(database)
        problems += database.read(_check_rules)
        if database.is_sqlite:
            problems += database.write(_check_words, lasting=False)
    except StoreError as error:
        problems.append(str(error))
    finally:
        database.close()
    return problems


def _check_file(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    problems = [f"the file is damaged: {line}" for line in found[:_SHOWN] if line != "ok"]
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    problems += [f"row {row[1]} of {row[0]} points to a row of {row[2]} that is not there" for row in orphans[:_SHOWN]]
    if len(orphans) > _SHOWN:
        problems.append(f"and {len(orphans) - _SHOWN} more rows that point nowhere")
    return problems


def _check_rules(connection: Connection) -> list[str]:
    return [
        *_count_broken(connection, _RULES),
        *(f"{line}{_REBUILD}" for line in _count_broken(connection, _LEDGER_RULES)),
        *(f"{line}{_REINDEX}" for line in _check_index(connection)),
    ]


def _check_index(connection: Connection) -> list[str]:
    other = [] if is_index_current(connection) else ["the search index was made by another version"]
    return [*_count_broken(connection, _INDEX_RULES), *other]


def _check_words(connection: Connection) -> list[str]:
    """Whether the parts of SQLite's full-text index agree; it is asked by a statement that pretends to write."""
    try:
        connection.exec_driver_sql("INSERT INTO article_words (article_words) VALUES ('integrity-check')")
    except DBAPIError as error:
        return [f"the search index is damaged: {error.orig}{_REINDEX}"]
    return []


def _count_broken(connection: Connection, rules: Iterable[tuple[str, str]]) -> list[str]:
    counted = [(connection.execute(text(query)).scalar_one(), words) for words, query in rules]
    return [f"{count} {words}" for count, words in counted if count]
