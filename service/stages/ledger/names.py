"""Under which full names a tracked person is known, for names that a human types: in a table, on a command line.

In: officials. Out: folded names. Called by `imports` and by the commands on the ledger.
"""

from collections.abc import Iterator

from service.language.phrases import fold_text
from service.model.watch import Official


def list_forms(official: Official) -> frozenset[str]:
    """The full forms of a name in every language the watch gives, folded; of three words also the first and the last:
    nobody types a patronymic."""
    return frozenset(map(fold_name, _list_forms(official)))


def fold_name(name: str) -> str:
    """A name as it is compared: case, accents and spaces do not count."""
    return " ".join(fold_text(name).casefold().split())


def _list_forms(official: Official) -> Iterator[str]:
    for form in (official.name, *official.also, *official.names.values()):
        yield form
        words = form.split()
        if len(words) == 3:
            yield f"{words[0]} {words[2]}"
