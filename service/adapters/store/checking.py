"""Whether a database is sound: its file, its version, and what must hold between its tables.

Enters: the URL of the config. Leave: problems in words. Called by `hotline db check`.
"""

from sqlalchemy import Connection, text

from service.adapters.store.engine import Database
from service.adapters.store.revision import require_current
from service.errors import StoreError

_SHOWN = 5

# What no foreign key says: each query counts the rows that break the rule.
_RULES = (
    (
        "deliveries of an alert that is not there",
        "SELECT count(*) FROM deliveries d WHERE NOT EXISTS (SELECT 1 FROM alerts a WHERE a.id = d.alert_id)",
    ),
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
    counted = [(connection.execute(text(query)).scalar_one(), words) for words, query in _RULES]
    return [f"{count} {words}" for count, words in counted if count]
