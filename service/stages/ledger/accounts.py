"""Which accounts of a contact are kept, and in which order.

In: the claims of one contact. Out: what each side says, the best source first. Called by `fold`.
"""

from bisect import insort
from collections.abc import Iterable
from typing import NamedTuple

from service.model.contact import Account
from service.model.feed import Side
from service.model.ledger import ContactSource, SideAccount, SourcedClaim, SourceKind
from service.model.watch import US_AND_RUSSIA
from service.stages.ledger.names import fold_words
from service.stages.ledger.sources import find_origin_side

MOST_ACCOUNTS = 40
"""Of one side, the best first: what only the forty-first paper has of it is hardly that side's account."""

_Rank = tuple[int, bool, int, int]


class _Told(NamedTuple):
    """An account, and under what it is one with others: the text that it stands in, and its own words."""

    account: SideAccount
    keys: tuple[str, str]


class KeptAccounts:
    """The accounts that are told, the US ones first, of one side the best first (`rank_source`)."""

    def __init__(self) -> None:
        self._ranked: dict[Side, list[tuple[_Rank, int, _Told]]] = {side: [] for side in US_AND_RUSSIA}

    def add(self, sourced: SourcedClaim) -> None:
        """A claim that comes after all before it."""
        source = sourced.source
        for account in sourced.claim.accounts:
            rank = (
                rank_source(source, account.side),
                sourced.claim.recalled,
                -len(account.spans),
                sourced.sequence,
            )
            kept = SideAccount(
                account.side,
                account.speaker,
                account.gist,
                source,
                account.spans,
                account.initiator,
                account.initiative,
            )
            ranked = self._ranked[account.side]
            insort(ranked, (rank, len(ranked), _Told(kept, (_name_text(source), _fold(account)))))

    def choose(self) -> tuple[SideAccount, ...]:
        """MOST_ACCOUNTS of a side at most, each text once."""
        return tuple(account for ranked in self._ranked.values() for account in _choose(told for *_, told in ranked))


def _choose(ranked: Iterable[_Told]) -> list[SideAccount]:
    seen: set[str] = set()
    kept: list[SideAccount] = []
    for told in ranked:
        if seen.isdisjoint(told.keys):
            kept.append(told.account)
            if len(kept) == MOST_ACCOUNTS:
                break
        seen.update(told.keys)
    return kept


def rank_source(source: ContactSource, side: Side) -> int:
    """How near a source is to a side: 0 its own ministry, 1 an agency of that side, 2 another agency, 3 the other
    side's ministry, 4 a paper, 5 any other."""
    own = (source.side or find_origin_side(source.origin)) == side
    if source.kind is SourceKind.MINISTRY:
        return 0 if own else 3
    if source.kind is SourceKind.AGENCY:
        return 1 if own else 2
    return 4 if source.kind is SourceKind.PAPER else 5


def _name_text(source: ContactSource) -> str:
    return f"text {source.text_id or source.article_id}"


def _fold(account: Account) -> str:
    return fold_words(" ".join(span.text for span in account.spans) or account.gist)
