"""Which accounts of a contact are kept, and in which order.

In: the claims of one contact. Out: what each side says, the best source first. Called by `fold`.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from service.model.contact import Account
from service.model.feed import Side
from service.model.ledger import ContactSource, SideAccount, SourcedClaim, SourceKind
from service.model.watch import US_AND_RUSSIA
from service.stages.ledger.names import fold_words
from service.stages.ledger.sources import find_origin_side

MOST_ACCOUNTS = 40
"""Of one side, the best first: what only the forty-first paper has of it is hardly that side's account."""


def choose_accounts(claims: Sequence[SourcedClaim]) -> tuple[SideAccount, ...]:
    """The accounts that are told, MOST_ACCOUNTS of a side at most, the US ones first; of one side the best first
    (`rank_source`), each text once."""
    accounts = [(sourced, account) for sourced in claims for account in sourced.claim.accounts]
    accounts.sort(
        key=lambda pair: (
            US_AND_RUSSIA.index(pair[1].side),
            rank_source(pair[0].source, pair[1].side),
            pair[0].claim.recalled,
            -len(pair[1].spans),
            pair[0].sequence,
        )
    )
    seen: set[tuple[Side, str]] = set()
    kept = []
    counted: Counter[Side] = Counter()
    for sourced, account in accounts:
        if counted[account.side] == MOST_ACCOUNTS:
            continue
        names = {(account.side, key) for key in (_name_text(sourced.source), _fold(account))}
        if not names & seen:
            counted[account.side] += 1
            kept.append(
                SideAccount(
                    account.side,
                    account.speaker,
                    account.gist,
                    sourced.source,
                    account.spans,
                    account.initiator,
                    account.initiative,
                )
            )
        seen |= names
    return tuple(kept)


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
    return _fold_words(" ".join(span.text for span in account.spans) or account.gist)


# The accounts of a contact are folded again with each article of it.
_fold_words = lru_cache(maxsize=1024)(fold_words)
