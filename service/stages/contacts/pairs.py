"""Which two people a text puts together, one a side, and who sits across from whom.

In: the passages, the watch, the day. Out: the pair, a person's rank, the counterpart. Called by `claim`, `people` and
`beside`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from service.model.feed import Side
from service.model.verdict import MentionKind
from service.model.watch import US_AND_RUSSIA, Office, Watch
from service.stages.contacts.cues import other_side
from service.stages.contacts.passages import Passage

_SAME_RANK = 1.5
_OFFICE_ONLY = 0.6
_RECALLED = 0.2
_FOREIGN = 0.3
_ALONE = 0.3
_FORMER = 0.5
_APART = 0.8


def choose_pair(passages: Iterable[Passage], watch: Watch, day: date) -> tuple[str, str] | None:
    """The two people, one a side, whom the passages put together most; None where no passage does."""
    together: Counter[tuple[str, str]] = Counter()
    alone: dict[Side, Counter[str]] = {side: Counter() for side in US_AND_RUSSIA}
    passages = list(passages)
    news = [passage for passage in passages if not passage.recalled]
    for passage in news or passages:
        names = {side: _weigh_names(passage, side) for side in US_AND_RUSSIA}
        weight = _weigh(passage)
        for side in US_AND_RUSSIA:
            for name, share in names[side].items():
                alone[side][name] += weight * share * _ALONE  # type: ignore[assignment]
        for us, us_share in names["us"].items():
            for ru, ru_share in names["ru"].items():
                rank = _SAME_RANK if find_rank(us, watch, day) == find_rank(ru, watch, day) else 1.0
                # The most telling passage counts, not how often a pair comes back in the background.
                told = weight * min(us_share, ru_share) * rank
                together[us, ru] = max(together[us, ru], told)  # type: ignore[assignment]
    in_head = {
        (us.name, ru.name)
        for passage in news
        if passage.is_head
        for us in passage.people("us")
        for ru in passage.people("ru")
    }
    for pair, told in _pair_counterparts(news, watch, day):
        together[pair] = max(together[pair], told)  # type: ignore[assignment]
    pairs = set(together)
    if not pairs:
        return None

    def score(pair: tuple[str, str]) -> tuple[float, tuple[str, str]]:
        us, ru = pair
        bonus = 0.5 if find_rank(us, watch, day) == find_rank(ru, watch, day) else 0.0
        # Who is out of office by then, and stands but further down, is named for what was before.
        former = pair not in in_head and not all(_office_of(name, watch, day) for name in pair)
        share = _FORMER if former else 1.0
        return share * (together[pair] + alone["us"][us] + alone["ru"][ru] + bonus), pair

    return max(pairs, key=score)


def _pair_counterparts(passages: Sequence[Passage], watch: Watch, day: date) -> Iterator[tuple[tuple[str, str], float]]:
    """Those across the table from each other who are named apart, one in each of two sentences: "Austin said", "Shoigu
    warned". One must stand in one that speaks of the contact, or in the head of the text."""
    best: dict[str, float] = {}
    near: set[str] = set()
    for passage in passages:
        if passage.foreign:
            continue
        for mention in passage.mentions:
            best[mention.name] = max(best.get(mention.name, 0.0), _weigh(passage))
        if passage.contact or passage.is_head:
            near |= {mention.name for mention in passage.mentions}
    for us, weight in best.items():
        ru = find_counterpart(us, watch, day)
        office = _office_of(us, watch, day)
        if ru in best and near & {us, ru} and office is not None and office.side == "us":
            yield (us, ru), _APART * min(weight, best[ru])


def _weigh(passage: Passage) -> float:
    weight = passage.weight if passage.contact else passage.weight * _ALONE
    return weight * (_RECALLED if passage.recalled else 1.0) * (_FOREIGN if passage.foreign else 1.0)


def _weigh_names(passage: Passage, side: Side) -> dict[str, float]:
    shares: dict[str, float] = {}
    for mention in passage.people(side):
        share = 1.0 if mention.kind is MentionKind.NAME else _OFFICE_ONLY
        shares[mention.name] = max(share, shares.get(mention.name, 0.0))
    return shares


def find_rank(name: str, watch: Watch, day: date) -> int | None:
    """Which of its side's offices, counted in the order of the watch, the person held on that day."""
    office = _office_of(name, watch, day)
    if office is None:
        return None
    return [other.id for other in watch.offices if other.side == office.side].index(office.id)


def _office_of(name: str, watch: Watch, day: date) -> Office | None:
    for office in watch.offices:
        holder = office.holder_on(day)
        if holder is not None and name == holder.name:
            return office
    return None


def find_counterpart(name: str, watch: Watch, day: date) -> str | None:
    """Who held, on that day, the other side's office across the table from that person's: the one that the watch names,
    else the one of the same rank; None if that is not known."""
    office = _office_of(name, watch, day)
    if office is None or office.side not in US_AND_RUSSIA:
        return None
    # Of a watch with a third side, that side's offices are nobody's counterparts here.
    others = [other for other in watch.offices if other.side == other_side(office.side)]
    named = [other for other in others if other.id == office.counterpart]
    rank = [other.id for other in watch.offices if other.side == office.side].index(office.id)
    holder = next((other.holder_on(day) for other in named or others[rank : rank + 1]), None)
    return holder.name if holder else None
