"""Under which full names a tracked person is known, for names that a human types: in a table, on a command line.

In: officials. Out: folded names. Called by `imports`, `accounts` and the commands on the ledger.
"""

from collections.abc import Iterator

from service.language.phrases import fold_text
from service.model.watch import Official


def list_forms(official: Official) -> frozenset[str]:
    """The full forms of a name in every language the watch gives, folded; of three words also the first and the last:
    nobody types a patronymic."""
    return frozenset(map(fold_words, _list_forms(official)))


def fold_words(words: str) -> str:
    """A name, or other words, as they are compared: case, accents and spaces do not count."""
    return " ".join(fold_text(words).casefold().split())


def _list_forms(official: Official) -> Iterator[str]:
    for form in (official.name, *official.also, *official.names.values()):
        yield form
        words = form.split()
        if len(words) == 3:
            yield f"{words[0]} {words[2]}"
