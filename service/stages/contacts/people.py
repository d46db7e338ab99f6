"""Who took part in the contact, or was to.

In: the passages, the watch, the day of the contact as far as known, the channel. Out: the names of each side's
participants. Called by `claim`. The pair that the article's head puts together wins; "his counterpart" is resolved
through the offices: the holder, on that day, of the other side's office of the same rank.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from service.model.contact import Channel, ContactStatus
from service.model.feed import Side
from service.model.verdict import Mention, MentionKind
from service.model.watch import US_AND_RUSSIA, Watch
from service.stages.contacts.asking import load_initiative
from service.stages.contacts.cues import PERSON_MARK, SIDE_MARK, Cues, other_side
from service.stages.contacts.pairs import choose_pair, find_counterpart, find_rank
from service.stages.contacts.passages import Passage
from service.stages.contacts.strangers import find_names, find_strangers, speaks

_JOIN_REACH = 60
_STEM = 5
_OPENS = 2
# ", a indiqué le général".
_CLAUSE = 45
# How far down the text tells who agreed on a line: that is the news, or is not.
_AGREED, _AGREED_AHEAD = 6, 3
_QUESTIONS = ("?", "？", "؟", '?"', "?»", "?”")
_COMPANY = 60
# "Mattis: the Russians told us": he only speaks.
_COLON = re.compile(r"\s*[:：]")


def find_participants(
    passages: Sequence[Passage], watch: Watch, day: date, channel: Channel, status: ContactStatus, cues: Cues
) -> dict[Side, tuple[str, ...]]:
    """The participants of the main contact, by side; empty where the text names nobody."""
    if channel is Channel.HOTLINE and status is ContactStatus.REPORTED:
        # A line that stands is between institutions, whoever speaks of it.
        return dict.fromkeys(US_AND_RUSSIA, ())
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
    return _pair_companions(read, found, watch, day, cues)


def _pair_companions(
    passages: Sequence[Passage], found: dict[Side, tuple[str, ...]], watch: Watch, day: date, cues: Cues
) -> dict[Side, tuple[str, ...]]:
    """The participants, each of several with his own counterpart where the head of the text speaks of all of these at
    once: "the secretary and the chairman spoke with their Russian counterparts"."""
    for side in US_AND_RUSSIA:
        other = other_side(side)
        if len(found[side]) < 2 or len(found[other]) > 1:
            continue
        for passage in passages:
            together = {*found[side]} <= {mention.name for mention in passage.people(side)}
            named = any(mention.kind is MentionKind.NAME for mention in passage.people(other))
            if not passage.is_head or not together or named or not cues.counterpart:
                continue
            if cues.counterpart.search(passage.folded):
                across = [find_counterpart(name, watch, day) for name in found[side]]
                return {**found, other: tuple(dict.fromkeys((*found[other], *(name for name in across if name))))}
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


def _is_company(passage: Passage, mention: Mention, cues: Cues) -> bool:
    """Whether somebody only stood by when another told of it: "said, standing beside the secretary"."""
    if cues.company is None:
        return False
    start = mention.span.start - passage.start
    before = passage.folded[max(0, start - _COMPANY) : start]
    found = cues.company.search(before)
    return found is not None and not any(pause in before[found.end() :] for pause in ",.;")


def _find_sought(passages: Sequence[Passage], watch: Watch, day: date, cues: Cues) -> dict[Side, tuple[str, ...]]:
    """Who sought and who refused: one refusal often meets several, the minister's calls and the general's.

    Each rank counts that is named on both sides where the text tells of the refusal, or on one side where it speaks of
    counterparts on the other.
    """
    told = [p for p in passages if not p.foreign and (p.is_head or (not p.recalled and _tells_refusal(p, cues)))]
    people = {
        side: {
            m.name: find_rank(m.name, watch, day) for p in told for m in p.people(side) if not _is_company(p, m, cues)
        }
        for side in US_AND_RUSSIA
    }
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
        if not (passage.names_both_sides or _names_counterpart(passage, other_side(side), cues)) or name not in present:
            continue
        for group in _joined_groups(passage, cues):
            if name in group and len(group) > 1 and group[0] in {m.name for m in passage.people(side)}:
                return tuple(sorted(group, key=lambda other: (other != name, other)))
    return (name,)


def _joined_groups(passage: Passage, cues: Cues) -> list[list[str]]:
    """The people of a passage, in groups of one side that stand side by side, joined by a word like "and"."""
    groups: list[list[str]] = []
    last: Mention | None = None
    for mention in passage.mentions:
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
    if passage.zone == "title" and _COLON.match(passage.folded, end):
        return True
    if cues.verb_last and speaks(passage, mention.span.start - passage.start, end, cues):
        return True
    if _opens_saying(passage, cues) == mention.name:
        return True
    if _speaks_behind(passage, mention.span.start - passage.start, cues):
        return True
    behind = passage.folded[end : end + 30]
    return any(pattern is not None and pattern.search(behind) for pattern in (cues.announces, cues.absent))


def _speaks_behind(passage: Passage, start: int, cues: Cues) -> bool:
    """Whether a verb of saying opens the clause that a person is named in: "..., a indiqué le général A"."""
    lead = passage.folded[max(0, start - _CLAUSE) : start]
    pause = max(lead.rfind(mark) for mark in ',"»”')
    said = cues.announces.search(lead, pause + 1) if cues.announces and pause >= 0 else None
    return said is not None and said.start() - pause <= _OPENS + 3


def _opens_saying(passage: Passage, cues: Cues) -> str | None:
    """Who is named behind a verb of saying that opens the sentence, where verbs do: "أعلن فلان أن"."""
    said = cues.announces.search(passage.folded) if cues.announces else None
    if said is None or said.start() > _OPENS:
        return None
    first = passage.mentions[0]
    near = 0 <= first.span.start - passage.start - said.end() <= _OPENS
    return first.name if near else None


def _names_counterpart(passage: Passage, side: Side, cues: Cues) -> bool:
    return bool(
        cues.counterpart
        and SIDE_MARK[side] in passage.marked
        and not passage.recalled
        and (cues.counterpart.search(passage.folded))
    )
