"""Whose word a text is: a ministry's own, an agency's, a paper's.

In: an article and the name of whose text it is. Out: the kind of the source, and its side if it has one. Called by the
read job when it makes a claim's `ContactSource`, and by `accounts`. The names are data, in `sources.yaml`.
"""

from collections.abc import Mapping
from functools import lru_cache

from service.language.tables import load_table
from service.model.article import Article
from service.model.feed import Side
from service.model.ledger import SourceKind


def classify_source(article: Article, origin: str) -> SourceKind:
    """The kind of source that `article` is, given whose text it carries, as `cluster.find_origin` names it.

    A feed marked as an official voice is a ministry, and so is a text that is a ministry's own, whoever prints it.
    """
    if article.side is not None:
        return SourceKind.MINISTRY
    kind, _ = _known().get(origin.casefold(), (SourceKind.PAPER, None))
    return kind


def find_origin_side(origin: str) -> Side | None:
    """The side that a ministry or an agency of this name speaks for; None for all others."""
    return _known().get(origin.casefold(), (SourceKind.PAPER, None))[1]


@lru_cache(maxsize=1)
def _known() -> Mapping[str, tuple[SourceKind, Side | None]]:
    raw = load_table(__package__, "sources.yaml")
    return {name.casefold(): (SourceKind(kind), side) for kind, names in raw.items() for name, side in names.items()}
