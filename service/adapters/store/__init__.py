"""The store: everything that is remembered, in SQLite or PostgreSQL. What it offers to `wiring` and the commands:"""

from service.adapters.store.backup import backup_database
from service.adapters.store.checking import check_database
from service.adapters.store.lock import InstanceLock
from service.adapters.store.migrate import find_migrations, rebuild_index, upgrade_database
from service.adapters.store.store import SqlStore, open_store

__all__ = [
    "InstanceLock",
    "SqlStore",
    "backup_database",
    "check_database",
    "find_migrations",
    "open_store",
    "rebuild_index",
    "upgrade_database",
]
