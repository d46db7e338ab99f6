"""The state of a contact's claims: how far they go, and a digest of them all.

Enter: a state, claims as they are stored that came after it. Leaves: the state with them. Called by `ledger_work`. A
state says whether a fold that is remembered was made of the claims that are stored, without reading them. Each claim is
digested with the state before it: so it is the same however many came at a time.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any


def advance_state(state: str, rows: Iterable[Sequence[Any]]) -> str:
    """The state "17-9f86d081884c7d65" and further claims, (JSON of the claim, JSON of its source, sequence) in order,
    to the state with them; "" is that of no claims."""
    for claim, source, sequence in rows:
        digest = blake2b(f"{state}\n{claim}\n{source}".encode(), digest_size=8).hexdigest()
        state = f"{sequence}-{digest}"
    return state


def find_last(state: str) -> int:
    """The sequence of the last claim of a state; 0 of none."""
    return int(state.partition("-")[0] or 0)
