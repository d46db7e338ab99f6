"""Channel and initiator of the main contact.

In: the passages of an article and its cues. Out: one value a slot with the spans it was read from. Called by `claim`.
"""

import re
from collections.abc import Mapping, Sequence

from service.model.contact import Channel, ContactStatus, Initiator
from service.model.feed import Side
from service.model.verdict import Span
from service.stages.contacts.asking import Asked, load_initiative
from service.stages.contacts.attributions import find_sayings
from service.stages.contacts.cues import SIDE_MARK, Cues
from service.stages.contacts.initiative import Claimed, find_initiatives
from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import Speech, load_speech
from service.stages.contacts.voices import Known, know_people
from service.stages.contacts.votes import discount, hold_vote

# A memorandum on a line is signed in a meeting; a visit may be paid to talk about one.
_SIGNED = 0.4
# There the line is but what the memorandum is on.
_SIGNED_HERE = 0.1
# Militaries that call each other do so over a line; a call is between persons.
_LINE = 2.2
_NOT_DECLINED = 0.3
_PERSONAL, _TALKED_OF = 0.3, 0.1
_AIM = 0.3
_BY_VIDEO = 0.3
_LISTED = 0.2
_OUTSIDE = 0.1
_WHO_WITH = 32
_EXPLICIT = {Channel.VIDEO: 1.5, Channel.LETTER: 1.3, Channel.VISIT: 1.2, Channel.HOTLINE: 1.6}


def find_channel(passages: Sequence[Passage], between_people: bool, cues: Cues) -> tuple[Channel, tuple[Span, ...]]:
    """The channel with the most weight; a call where no medium is named. `between_people`: the text names a pair."""

    line_cues = cues.channels[Channel.HOTLINE]
    talks = [passage for passage in passages if _tells_talk(passage, cues)] if between_people else []
    told, begins = bool(talks), any(passage.is_head for passage in talks)
    signing, visiting = _tells_signing(passages, cues), _tells_visit(passages, cues)
    declined = _list_declined(passages, cues)
    # "halts all ties with the Russian military: drills, meetings, port visits": what is listed is cut off with them.
    severed = bool(declined) and not between_people
    severed = severed and any(passage.is_head and passage.finds(line_cues) for passage in declined)
    # "suspends military contacts": whoever talked besides.
    suspended = any(passage.zone == "title" and passage.finds(line_cues) for passage in declined)
    met = any(_tells_meeting(passage, cues) for passage in passages)
    phoned = any(passage.is_head and passage.finds(cues.channels[Channel.PHONE]) for passage in passages)

    def weigh_line(passage: Passage) -> float:
        line = cues.lines is not None and cues.lines.search(passage.folded) is not None
        # A dialogue that is taken up again, in a text where nobody talks.
        opened = not (told or phoned or passage.mentions) and passage.finds(cues.restored)
        # "Shoigu and Carter resume military dialogue", "military cooperation": two people who talk make no line.
        below = passage.zone == "body" and passage.order > 0
        aside = between_people and (below or not (line or opened))
        personal = not suspended and (passage.names_both_sides or aside or told)
        share = _LINE if line and not between_people else _EXPLICIT[Channel.HOTLINE]
        if signing or visiting:
            share *= _SIGNED_HERE if signing and passage.finds(cues.signed) else _SIGNED
        if met and not (line or personal or opened):
            # "met to keep their planes from colliding": what a meeting is for.
            share *= _AIM
        if between_people and passage.finds(cues.stressed):
            # "stressed the importance of lines of communication"
            share *= _TALKED_OF
        if personal:
            # "They talked. She stressed the importance of lines of communication": what a talk is about.
            share *= _TALKED_OF if told and (aside if line else begins) else _PERSONAL
        return share

    def weigh(channel: Channel, passage: Passage) -> float:
        share = weigh_line(passage) if channel is Channel.HOTLINE else _EXPLICIT.get(channel, 1.0)
        if channel is Channel.MEETING and passage.finds(cues.channels[Channel.VIDEO]):
            # "met by video conference"
            share *= _BY_VIDEO
        if severed and channel in (Channel.MEETING, Channel.VISIT):
            share *= _LISTED
        if told and channel not in (Channel.PHONE, Channel.HOTLINE) and _is_by_outsiders(passage, channel, cues):
            # "They spoke on Tuesday. NATO ministers meet on Thursday."
            share *= _OUTSIDE
        if declined and passage not in declined:
            # What was refused is what the text is about, not the talks that take place all the same.
            share *= _NOT_DECLINED
        return discount(passage) * share

    patterns = [(channel, cues.channels[channel]) for channel in Channel]
    return hold_vote(passages, patterns, weigh, Channel.PHONE, least=0.5)


def _is_by_outsiders(passage: Passage, channel: Channel, cues: Cues) -> bool:
    """Whether others meet, write or sign behind the lead: a third country, heads of state, an alliance."""
    if passage.zone != "body" or passage.order == 0 or passage.names_both_sides:
        return False
    medium = cues.channels[channel]
    found = medium.search(passage.marked) if medium else None
    # "The ministers met a week before the president's journey": those come too late to be who met.
    other = cues.outsiders.search(passage.folded, 0, found.end() + _WHO_WITH) if cues.outsiders and found else None
    return passage.foreign or passage.abroad or other is not None


def _list_declined(passages: Sequence[Passage], cues: Cues) -> list[Passage]:
    """Where the headline tells of a refusal: the sentences that do and name what was refused by its medium."""
    refused = [passage for passage in passages if passage.finds(cues.refused)]
    if not any(passage.zone == "title" for passage in refused):
        return []
    return [passage for passage in refused if not passage.recalled and passage.finds(*cues.channels.values())]


def _tells_signing(passages: Sequence[Passage], cues: Cues) -> bool:
    """Whether the head tells that something is signed, and not that what was signed once is suspended."""
    head = [passage.marked for passage in passages if passage.is_head and not passage.recalled]
    signed, refused = (any(cue and cue.search(text) for text in head) for cue in (cues.signed, cues.refused))
    return signed and not refused


def _tells_visit(passages: Sequence[Passage], cues: Cues) -> bool:
    """Whether the headline tells of a visit, and of no line."""
    titles = [passage.marked for passage in passages if passage.zone == "title"]
    visit, line = (
        any(cue and cue.search(text) for text in titles)
        for cue in (cues.channels[Channel.VISIT], cues.channels[Channel.HOTLINE])
    )
    return visit and not line


def _tells_meeting(passage: Passage, cues: Cues) -> bool:
    """Whether the head tells of a meeting, by video or in person, that was held or is to be."""
    if not passage.is_head or passage.recalled or passage.foreign:
        return False
    met = passage.finds(cues.channels[Channel.MEETING], cues.channels[Channel.VIDEO])
    return met and passage.finds(cues.held, cues.planned, cues.planned_title)


def _tells_talk(passage: Passage, cues: Cues) -> bool:
    """Whether the beginning of an article tells that a person of each side talked: what they agreed on is none."""
    if passage.recalled or passage.foreign or (passage.zone == "body" and passage.order > 2):
        return False
    if passage.finds(cues.unplanned):
        # "has not used it, and has no call planned".
        return False
    met = cues.counterpart is not None and cues.counterpart.search(passage.folded) is not None
    if not passage.names_both_sides and not (passage.mentions and met and passage.order == 0):
        return False
    channels = (Channel.PHONE, Channel.VIDEO, Channel.MEETING)
    return passage.finds(*(cues.channels[channel] for channel in channels), cues.held)


def find_initiator(
    passages: Sequence[Passage],
    people: Mapping[Side, Sequence[str]],
    channel: Channel,
    status: ContactStatus,
    cues: Cues,
) -> tuple[Initiator, tuple[Span, ...]]:
    """Who asked for it, as the text says or plainly shows; unknown where it does not, or says the one and the other."""
    own = (passage for passage in passages if not passage.foreign)
    read = [p for p in own if not p.recalled or _find_recall(p, cues) is not None] or list(passages)
    failed, hotline = status is ContactStatus.REFUSED, channel is Channel.HOTLINE
    # What the headline tells of both is one side's doing where that tells to have called.
    tests = load_initiative(cues.lang).tried if hotline and not failed else None
    tried = tests is not None and any(tests.search(passage.folded) for passage in read)
    joint = not tried and any(passage.zone == "title" and _names_jointly(passage, cues) for passage in read)
    asked = Asked(status, channel, joint)
    known, speech = know_people(people), load_speech(cues.lang)
    told: Side | None = None
    scores: dict[Side, float] = {}
    tellers: dict[Side, list[Passage]] = {}
    spans: dict[Side, list[Span]] = {}
    for passage in read:
        best: dict[Side, Claimed] = {}
        for claimed in find_initiatives(passage, asked, told, known, cues, speech):
            if passage.recalled and not _is_before_recall(passage, claimed, cues):
                continue
            if claimed.side not in best or claimed.weight > best[claimed.side].weight:
                best[claimed.side] = claimed
        for side, claimed in best.items():
            weight = passage.weight * claimed.weight
            # Who is named first is the subject, where a cue fits both sides.
            scores[side] = scores.get(side, 0.0) + weight + 0.1 * (1 - claimed.start / len(passage.marked))
            spans.setdefault(side, []).append(passage.part(claimed.start, claimed.end))
            tellers.setdefault(side, []).append(passage)
        if passage.zone != "body":
            told = None
        elif passage.mentions:
            told = passage.mentions[0].side
    if not scores:
        return Initiator.UNKNOWN, ()
    first, *others = sorted(scores, key=lambda side: (-scores[side], side))
    # Who says so is looked for only where both are told: it takes as long as all else here.
    voices = {side: _find_tellers(tellers[side], speech, known) for side in tellers if others}
    if others and _is_disputed(voices):
        return Initiator.UNKNOWN, (*spans[first], *spans[others[0]])
    return Initiator(first), tuple(spans[first])


def _find_recall(passage: Passage, cues: Cues) -> int | None:
    """Where a passage of the body begins to look back; None where it is not its words that do."""
    found = cues.recalled.search(passage.marked) if cues.recalled and passage.zone == "body" else None
    return found.start() if found else None


def _is_before_recall(passage: Passage, claimed: Claimed, cues: Cues) -> bool:
    """Whether who asked is told in a clause of its own before a passage looks back: "said that Austin had initiated the
    call and that they had not spoken since May"."""
    place = _find_recall(passage, cues)
    if place is None or place <= claimed.end or cues.joins is None:
        return False
    if any(date.start < place for date in passage.dates):
        # "On Friday the Americans had asked for it; before that": of the contact of that day.
        return False
    return re.search(rf"[,;]|\s[-–—]\s|\b(?:{cues.joins.pattern})\b", passage.marked[claimed.end : place]) is not None


def _names_jointly(passage: Passage, cues: Cues) -> bool:
    """Whether it names both sides in one breath: "US, Russia", "USA und Russland"."""
    words = f"{cues.joins.pattern}|[,/·-]" if cues.joins else "[,/·-]"
    us, ru = SIDE_MARK["us"], SIDE_MARK["ru"]
    return re.search(rf"{us}\s*(?:{words})?\s*{ru}|{ru}\s*(?:{words})?\s*{us}", passage.marked) is not None


def _find_tellers(passages: Sequence[Passage], speech: Speech, known: Known) -> set[Side]:
    """The sides whose voices speak in some passages."""
    return {voice for passage in passages for saying in find_sayings(passage, speech, known) for voice in saying.sides}


def _is_disputed(told: Mapping[Side, set[Side]]) -> bool:
    """Whether each side's own voices say that it was the other's. `told`: by whose initiative -> who says so."""
    return any(us != ru for us in told.get("us", ()) for ru in told.get("ru", ()))
