"""Run by Alembic for each command. The connection comes from `service.adapters.store.migrate`, inside a transaction.

Logging is left as it is: there is no ini file, and the program that upgrades has its own.
"""

from alembic import context

from service.adapters.store.index_schema import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("run `hotline db upgrade`; for a new migration see docs/decisions/store.md")

# Batch mode rebuilds a table where SQLite cannot alter it. SQLite's DDL is transactional; Alembic assumes otherwise.
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
