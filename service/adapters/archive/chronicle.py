"""The archive's chronicle: contacts of the years before its fictional week, as they were, for the ledger to begin with.

Enters: the table in `data/`. Leaves: rows to import. Called by wiring, for `hotline demo --stay`.
"""

from collections.abc import Sequence
from datetime import datetime
from importlib import resources

from service.model.ledger import ImportedContact
from service.model.watch import Official
from service.stages.ledger.imports import read_imports

SOURCE = "Chronicle"


def list_chronicle(now: datetime, officials: Sequence[Official]) -> tuple[ImportedContact, ...]:
    """The rows of the table, imported at `now`."""
    table = resources.files("service.adapters.archive").joinpath("data", "chronicle.csv").read_text(encoding="utf-8")
    rows, problems = read_imports(table, SOURCE, now, officials)
    if problems:
        raise AssertionError(f"the archive's chronicle is broken: {problems[0]}")
    return rows
