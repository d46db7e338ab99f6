"""Who took part in the contact, or was to.

In: the passages, the watch, the day of the contact as far as known, the channel. Out: the names of each side's
participants. Called by `claim`. The pair that the article's head puts together wins; "his counterpart" is resolved
through the offices: the holder, on that day, of the other side's office of the same rank.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from service.model.contact import Channel
from service.model.feed import Side
from service.model.verdict import MentionKind
from service.model.watch import Office, Watch
from service.stages.contacts.cues import SIDE_MARK, SIDES, Cues, other_side
from service.stages.contacts.passages import Passage

_SAME_RANK = 1.5
_OFFICE_ONLY = 0.6
_RECALLED = 0.2
_FOREIGN = 0.3
_ALONE = 0.3


def find_participants(
    passages: Sequence[Passage], watch: Watch, day: date, channel: Channel, cues: Cues
) -> dict[Side, tuple[str, ...]]:
    """The participants of the main contact, by side; empty where the text names nobody."""
    # A standing line belongs to institutions: only whom the head of the article puts on it took part.
    read = [p for p in passages if p.is_head and not p.recalled] if channel is Channel.HOTLINE else list(passages)
    pair = choose_pair(read, watch, day)
    if pair is None:
        return _complete(read, watch, day, channel, cues)
    return {"us": (pair[0],), "ru": (pair[1],)}


def choose_pair(passages: Iterable[Passage], watch: Watch, day: date) -> tuple[str, str] | None:
    """The two people, one a side, whom the passages put together most; None where a side is not named at all."""
    together: Counter[tuple[str, str]] = Counter()
    alone: dict[Side, Counter[str]] = {side: Counter() for side in SIDES}
    for passage in passages:
        names = {side: _weigh_names(passage, side) for side in SIDES}
        weight = _weigh(passage)
        for side in SIDES:
            for name, share in names[side].items():
                alone[side][name] += weight * share * _ALONE  # type: ignore[assignment]
        for us, us_share in names["us"].items():
            for ru, ru_share in names["ru"].items():
                rank = _SAME_RANK if _rank(us, watch, day) == _rank(ru, watch, day) else 1.0
                together[us, ru] += weight * min(us_share, ru_share) * rank  # type: ignore[assignment]
    pairs = {(us, ru) for us in alone["us"] for ru in alone["ru"]}
    if not pairs:
        return None

    def score(pair: tuple[str, str]) -> tuple[float, tuple[str, str]]:
        us, ru = pair
        bonus = 0.5 if _rank(us, watch, day) == _rank(ru, watch, day) else 0.0
        return together[pair] + alone["us"][us] + alone["ru"][ru] + bonus, pair

    return max(pairs, key=score)


def _weigh(passage: Passage) -> float:
    weight = passage.weight if passage.contact else passage.weight * _ALONE
    return weight * (_RECALLED if passage.recalled else 1.0) * (_FOREIGN if passage.foreign else 1.0)


def _weigh_names(passage: Passage, side: Side) -> dict[str, float]:
    shares: dict[str, float] = {}
    for mention in passage.people(side):
        share = 1.0 if mention.kind is MentionKind.NAME else _OFFICE_ONLY
        shares[mention.name] = max(share, shares.get(mention.name, 0.0))
    return shares


def _rank(name: str, watch: Watch, day: date) -> int | None:
    """Which of its side's offices, counted in the order of the watch, the person held on that day."""
    office = _office_of(name, watch, day)
    if office is None:
        return None
    return [other.id for other in watch.offices if other.side == office.side].index(office.id)


def _office_of(name: str, watch: Watch, day: date) -> Office | None:
    for office in watch.offices:
        holder = office.holder_on(day)
        if holder is not None and name in (holder.name, _official_name(holder.official, watch)):
            return office
    return None


def _official_name(official_id: str | None, watch: Watch) -> str | None:
    return watch.official(official_id).name if official_id else None


def _complete(
    passages: Sequence[Passage], watch: Watch, day: date, channel: Channel, cues: Cues
) -> dict[Side, tuple[str, ...]]:
    found: dict[Side, tuple[str, ...]] = dict.fromkeys(SIDES, ())
    for side in SIDES:
        scores: Counter[str] = Counter()
        for passage in passages:
            for name, share in _weigh_names(passage, side).items():
                scores[name] += _weigh(passage) * share  # type: ignore[assignment]
        if not scores:
            continue
        name = max(scores, key=lambda name: (scores[name], name))
        found[side] = (name,)
        counterpart = find_counterpart(name, watch, day)
        other = other_side(side)
        if counterpart and any(_names_counterpart(passage, other, cues) for passage in passages):
            found[other] = (counterpart,)
    return found


def _names_counterpart(passage: Passage, side: Side, cues: Cues) -> bool:
    return bool(
        cues.counterpart
        and SIDE_MARK[side] in passage.marked
        and not passage.recalled
        and (cues.counterpart.search(passage.folded))
    )


def find_counterpart(name: str, watch: Watch, day: date) -> str | None:
    """Who held, on that day, the other side's office of the same rank as that person's; None if that is not known."""
    office = _office_of(name, watch, day)
    if office is None:
        return None
    rank = [other.id for other in watch.offices if other.side == office.side].index(office.id)
    others = [other for other in watch.offices if other.side != office.side]
    holder = others[rank].holder_on(day) if rank < len(others) else None
    if holder is None:
        return None
    return _official_name(holder.official, watch) or holder.name
