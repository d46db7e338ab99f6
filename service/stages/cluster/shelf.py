"""Where rows are kept while articles come in: found again by tokens, never by a scan.

In: rows with their tokens. Out: the rows that share a token with what is asked for. `MemoryShelf` serves `hotline scan`
and tests; the store has one of its own behind the same protocol. Called by `stories` and `contacts` of this room.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol, TypeVar


class HasId(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=HasId)


class Shelf(Protocol[Row]):
    """Rows by id, indexed by tokens: short strings such as "person:2024-06:Lloyd Austin"."""

    def find(self, tokens: Iterable[str]) -> list[Row]:
        """The rows that were put under any of the tokens, each once, ordered by id."""
        ...

    def put(self, row: Row, tokens: Iterable[str]) -> None:
        """Keep a row, in place of the one with its id; tokens given earlier stay."""
        ...


class MemoryShelf(Shelf[Row]):
    """A shelf that lives as long as the process."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._by_token: defaultdict[str, set[str]] = defaultdict(set)

    def find(self, tokens: Iterable[str]) -> list[Row]:
        ids = {row_id for token in tokens for row_id in self._by_token.get(token, ())}
        return [self._rows[row_id] for row_id in sorted(ids)]

    def put(self, row: Row, tokens: Iterable[str]) -> None:
        self._rows[row.id] = row
        for token in tokens:
            self._by_token[token].add(row.id)
