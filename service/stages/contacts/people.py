"""Who took part in the contact, or was to.

In: the passages, the watch, the day of the contact as far as known, the channel. Out: the names of each side's
participants. Called by `claim`. The pair that the article's head puts together wins; "his counterpart" is resolved
through the offices: the holder, on that day, of the other side's office of the same rank.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from service.model.contact import Channel, ContactStatus
from service.model.feed import Side
from service.model.verdict import Mention, MentionKind
from service.model.watch import US_AND_RUSSIA, Office, Watch
from service.stages.contacts.asking import load_initiative
from service.stages.contacts.cues import PERSON_MARK, SIDE_MARK, Cues, other_side
from service.stages.contacts.passages import Passage
from service.stages.contacts.strangers import find_names, find_strangers

_SAME_RANK = 1.5
_OFFICE_ONLY = 0.6
_RECALLED = 0.2
_FOREIGN = 0.3
_ALONE = 0.3
_FORMER = 0.5
_APART = 0.8
_JOIN_REACH = 60
_STEM = 5
# How far down the text tells who agreed on a line: that is the news, or is not.
_AGREED, _AGREED_AHEAD = 6, 3
_QUESTIONS = ("?", "？", "؟", '?"', "?»", "?”")
# "Mattis: the Russians told us": he only speaks.
_COLON = re.compile(r"\s*[:：]")


def find_participants(
    passages: Sequence[Passage], watch: Watch, day: date, channel: Channel, status: ContactStatus, cues: Cues
) -> dict[Side, tuple[str, ...]]:
    """The participants of the main contact, by side; empty where the text names nobody."""
    # Who is asked after need not have taken part: "Has the secretary talked to him?"
    told = [p for p in passages if not (p.zone == "body" and p.text.rstrip().endswith(_QUESTIONS))]
    # A standing line belongs to institutions: only whom the head of the article puts on it took part.
    read = [p for p in told if p.is_head and not p.recalled] if channel is Channel.HOTLINE else told
    if status is ContactStatus.REFUSED:
        sought = _find_sought(read, watch, day, cues)
        if sought["us"] and sought["ru"]:
            return sought
    pair = choose_pair(read, watch, day)
    if pair is None and channel is Channel.HOTLINE:
        return _complete_by_negotiators(
            told, _complete_by_strangers(read, _complete(read, watch, day, cues), cues), cues
        )
    if pair is None:
        alone = _complete(read, watch, day, cues)
        if not alone["us"] and not alone["ru"]:
            alone = _find_chiefs(read, watch, day, cues)
        if not (alone["us"] and alone["ru"]):
            alone = _complete_by_chiefs(read, alone, watch, day, cues)
        if not (alone["us"] and alone["ru"]):
            return _complete_by_strangers(read, alone, cues)
        pair = alone["us"][0], alone["ru"][0]
    found = {side: _add_companions(read, side, pair, cues) for side in US_AND_RUSSIA}
    beside = {side: _find_beside(read, name, side, cues) for side, name in zip(US_AND_RUSSIA, pair, strict=True)}
    if all(beside.values()) and channel is Channel.MEETING:
        return {side: tuple(dict.fromkeys((*found[side], *beside[side]))) for side in US_AND_RUSSIA}
    return found


def _find_beside(passages: Sequence[Passage], name: str, side: Side, cues: Cues) -> tuple[str, ...]:
    """Whom nobody tracks and the head of the text joins to a participant: "Hagel and John Kerry". They took part where
    each side has one: ministers of two departments meet."""
    for passage in passages:
        if not passage.is_head or passage.recalled or passage.foreign or cues.joins is None:
            continue
        ends = [mention.span.end - passage.start for mention in passage.people(side) if mention.name == name]
        for first, _, other in find_names(passage, cues):
            gaps = [passage.folded[end:first] for end in ends if 0 < first - end <= _JOIN_REACH // 2]
            if any(cues.joins.match(gap.lstrip()) and "," not in gap for gap in gaps):
                return (other,)
    return ()


def _complete_by_strangers(
    passages: Sequence[Passage], alone: dict[Side, tuple[str, ...]], cues: Cues
) -> dict[Side, tuple[str, ...]]:
    """Whom nobody tracks, for a side without participants; and whom the head of the text names beside one of them."""
    found = {side: alone[side] or find_strangers(passages, side, cues) for side in US_AND_RUSSIA}
    for side in US_AND_RUSSIA:
        met = found[other_side(side)]
        if found[side] or not met or alone[other_side(side)]:
            continue
        beside = [
            mention.name
            for passage in passages
            if passage.is_head and not passage.recalled and not passage.foreign
            for mention in passage.people(side)
            if any(name.split()[-1][:_STEM] in passage.text for name in met)
            and not _only_speaks(passage, mention, cues)
        ]
        found[side] = tuple(dict.fromkeys(beside))[:1]
    return found


def _complete_by_negotiators(
    passages: Sequence[Passage], found: dict[Side, tuple[str, ...]], cues: Cues
) -> dict[Side, tuple[str, ...]]:
    """On a standing line, for a text that puts nobody on it: who met the other side and agreed it."""
    if found["us"] or found["ru"]:
        return found
    meeting = cues.channels[Channel.MEETING]
    met = [
        passage
        for passage in passages
        # Where the verb ends the sentence, who only speaks is not told by what stands beside the name.
        if (not cues.verb_last or passage.contact or (meeting and meeting.search(passage.marked)))
        and not (cues.used and cues.used.search(passage.marked))
    ]
    # Who called over a line did not agree on it there.
    used = any(p.is_head and cues.used and cues.used.search(p.marked) for p in passages)
    lead = _AGREED_AHEAD if used else _AGREED
    return {
        side: find_strangers([p for p in met if SIDE_MARK[other_side(side)] in p.marked], side, cues, lead=lead)
        for side in US_AND_RUSSIA
    }


def _find_chiefs(passages: Sequence[Passage], watch: Watch, day: date, cues: Cues) -> dict[Side, tuple[str, ...]]:
    """Who held the offices that the head of the text speaks of in one word: "the US and Russian defence ministers"."""
    for passage in passages:
        # "министров обороны США и России" begins like the title of one.
        both = all(SIDE_MARK[side] in passage.marked or passage.people(side) for side in US_AND_RUSSIA)
        if not both or not passage.is_head or passage.recalled or passage.foreign:
            continue
        for rank, pattern in enumerate(cues.chiefs):
            if pattern is not None and pattern.search(passage.folded):
                return {side: _holder(watch, side, rank, day) for side in US_AND_RUSSIA}
    return dict.fromkeys(US_AND_RUSSIA, ())


def _complete_by_chiefs(
    passages: Sequence[Passage], alone: dict[Side, tuple[str, ...]], watch: Watch, day: date, cues: Cues
) -> dict[Side, tuple[str, ...]]:
    """Who is named on one side, with who held the office across where the text speaks of both at once."""
    chiefs = _find_chiefs(passages, watch, day, cues)
    named = any(alone[side] and alone[side] == chiefs[side] for side in US_AND_RUSSIA)
    return chiefs if named else alone


def _holder(watch: Watch, side: Side, rank: int, day: date) -> tuple[str, ...]:
    offices = [office for office in watch.offices if office.side == side]
    holder = offices[rank].holder_on(day) if rank < len(offices) else None
    return (holder.name,) if holder else ()


def _find_sought(passages: Sequence[Passage], watch: Watch, day: date, cues: Cues) -> dict[Side, tuple[str, ...]]:
    """Who sought and who refused: one refusal often meets several, the minister's calls and the general's.

    Each rank counts that is named on both sides where the text tells of the refusal, or on one side where it speaks of
    counterparts on the other.
    """
    told = [p for p in passages if not p.recalled and not p.foreign and (p.is_head or _tells_refusal(p, cues))]
    people = {side: {m.name: _rank(m.name, watch, day) for p in told for m in p.people(side)} for side in US_AND_RUSSIA}
    ranks = {side: set(people[side].values()) - {None} for side in US_AND_RUSSIA}
    for side in US_AND_RUSSIA:
        if ranks[side] and any(_names_counterpart(p, other_side(side), cues) for p in told):
            ranks[other_side(side)] |= ranks[side]
    shared = ranks["us"] & ranks["ru"]
    found: dict[Side, tuple[str, ...]] = {}
    for side in US_AND_RUSSIA:
        named = {name for name, rank in people[side].items() if rank in shared}
        named |= {
            counterpart
            for name, rank in people[other_side(side)].items()
            if rank in shared - set(people[side].values()) and (counterpart := find_counterpart(name, watch, day))
        }
        found[side] = tuple(sorted(named))
    return found


def _tells_refusal(passage: Passage, cues: Cues) -> bool:
    turns = load_initiative(cues.lang)
    patterns = (cues.refused, turns.declines, turns.seeks, turns.calls)
    return passage.zone == "title" or any(pattern and pattern.search(passage.marked) for pattern in patterns)


def _add_companions(passages: Sequence[Passage], side: Side, pair: tuple[str, str], cues: Cues) -> tuple[str, ...]:
    """The pair's person of a side, with those joined to that person where both sides are named: "A and B called C"."""
    name = pair[US_AND_RUSSIA.index(side)]
    for passage in passages:
        present = {mention.name for mention in passage.mentions}
        if passage.recalled or passage.foreign or not passage.contact or not passage.is_head or cues.joins is None:
            continue
        if not passage.names_both_sides or name not in present:
            continue
        for group in _joined_groups(passage, cues):
            if name in group and len(group) > 1 and group[0] in {m.name for m in passage.people(side)}:
                return tuple(sorted(group, key=lambda other: (other != name, other)))
    return (name,)


def _joined_groups(passage: Passage, cues: Cues) -> list[list[str]]:
    """The people of a passage, in groups of one side that stand side by side, joined by a word like "and"."""
    groups: list[list[str]] = []
    last: Mention | None = None
    for mention in sorted(passage.mentions, key=lambda mention: mention.span.start):
        joined = False
        if last is not None and last.side == mention.side and cues.joins is not None:
            between = passage.marked[last.span.end - passage.start : mention.span.start - passage.start]
            joined = len(between) <= _JOIN_REACH and bool(cues.joins.search(between))
        if joined and mention.name not in groups[-1]:
            groups[-1].append(mention.name)
        elif not (last is not None and groups and mention.name in groups[-1]):
            groups.append([mention.name])
        last = mention
    return groups


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
                rank = _SAME_RANK if _rank(us, watch, day) == _rank(ru, watch, day) else 1.0
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
        bonus = 0.5 if _rank(us, watch, day) == _rank(ru, watch, day) else 0.0
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


def _rank(name: str, watch: Watch, day: date) -> int | None:
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


def _complete(passages: Sequence[Passage], watch: Watch, day: date, cues: Cues) -> dict[Side, tuple[str, ...]]:
    """Whom the text ties to the contact on each side by itself, and the counterpart where it speaks of one."""
    found: dict[Side, tuple[str, ...]] = dict.fromkeys(US_AND_RUSSIA, ())
    scores = {side: _weigh_tied(passages, side, cues) for side in US_AND_RUSSIA}
    for side in US_AND_RUSSIA:
        if scores[side]:
            found[side] = (max(scores[side], key=lambda name: (scores[side][name], name)),)
    for side in US_AND_RUSSIA:
        other = other_side(side)
        if found[side] and not found[other] and any(_names_counterpart(p, other, cues) for p in passages):
            counterpart = find_counterpart(found[side][0], watch, day)
            found[other] = (counterpart,) if counterpart else ()
    return found


def _weigh_tied(passages: Sequence[Passage], side: Side, cues: Cues) -> Counter[str]:
    scores: Counter[str] = Counter()
    other = other_side(side)
    for passage in passages:
        met = PERSON_MARK[other] in passage.marked or SIDE_MARK[other] in passage.marked
        if not passage.contact or passage.recalled or passage.foreign or not met:
            continue
        counterpart = _names_counterpart(passage, other, cues)
        for mention in passage.people(side):
            # Who only tells of a contact need not have taken part in it.
            if counterpart or not _only_speaks(passage, mention, cues):
                scores[mention.name] += passage.weight  # type: ignore[assignment]
    return scores


def _only_speaks(passage: Passage, mention: Mention, cues: Cues) -> bool:
    end = mention.span.end - passage.start
    if passage.zone == "title":
        return bool(_COLON.match(passage.folded, end))
    behind = passage.folded[end : end + 30]
    return any(pattern is not None and pattern.search(behind) for pattern in (cues.announces, cues.absent))


def _names_counterpart(passage: Passage, side: Side, cues: Cues) -> bool:
    return bool(
        cues.counterpart
        and SIDE_MARK[side] in passage.marked
        and not passage.recalled
        and (cues.counterpart.search(passage.folded))
    )


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
