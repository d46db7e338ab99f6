"""Who asked for a contact, as a passage says or shows.

In: a passage, the speech and the initiative patterns of its language. Out: `Claimed` initiatives with their weights and
places. Called by `slots`. A turn is tied to the side that it belongs to: the subject of a verb ("called", "sought",
"wrote to"), the owner of a request ("at the request of", "Moscow's initiative"), the agent ("initiated by", "a letter
from"). Who receives a call was called by the other side; so was, for a contact that failed, who declined.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from re import Match, Pattern

from service.model.contact import Channel
from service.model.feed import Side
from service.stages.contacts.asking import Asked, Initiative, load_initiative
from service.stages.contacts.callers import by_caller
from service.stages.contacts.cues import Cues, other_side
from service.stages.contacts.owners import (
    asks_for_silence,
    by_addressee,
    by_agent,
    by_agent_before,
    by_letter,
    by_owner,
    by_relative,
    by_request,
)
from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import Speech
from service.stages.contacts.stretches import lies_within
from service.stages.contacts.turns import (
    COMMAS,
    LESS,
    PLAIN,
    STOPS,
    WEAK,
    Turn,
    breaks,
    find_agent,
    find_right_before,
    find_sentence,
    find_subject,
)
from service.stages.contacts.voices import (
    Known,
    Voice,
    VoiceKind,
    find_sides,
    find_voices,
    mask_persons,
    side_across,
    single_side,
)

_OBJECT = 60
_ASKED = 55
_INVITED = 110
_BY_BEFORE = 4
_LETTER_BEFORE, _LETTER_BEHIND = 110, 24
_BARE = 2
_OWNED_OR_DONE = (
    *("at_request", "requests", "agents", "agents_before", "addressed"),
    *("relatives", "calls", "seeks", "sends", "asks", "receives"),
)
_COVERED: dict[str, tuple[str, ...]] = {
    "requests": _OWNED_OR_DONE,
    "declines": ("declined",),
    "seeks": ("at_request", "agents"),
    "letters": ("agents", "addressed", "sends"),
}
_ASKING = ("at_request", "requests", "asks")
_OF_CONTACT = ("at_request", "agents", "agents_before", "relatives", "calls", "receives")


@dataclass(frozen=True, slots=True)
class Claimed:
    """One initiative told: whose, how firmly, and where in the passage."""

    side: Side
    weight: float
    start: int
    end: int


def find_initiatives(
    passage: Passage, kind: Asked, told: Side | None, known: Known, cues: Cues, speech: Speech
) -> list[Claimed]:
    """Whose initiative a passage tells of; only turns of a contact where it has no word for one. `told`: the side of
    who was spoken of before."""
    patterns = load_initiative(cues.lang)
    text = mask_persons(passage)
    hits = list(_find_hits(patterns, text, kind))
    if not hits:
        return []
    parties = _find_parties(passage, text, speech, known)
    found: list[Claimed] = []
    for turn, match in hits:
        # "The American side let Moscow know of it" has no word for what was called off.
        told_off = kind.failed and turn in ("notifies", "notified")
        if not (passage.contact or passage.is_head or told_off) and turn not in _OF_CONTACT:
            continue
        # "应俄方要求不予公开": the request stands behind whose it is.
        if (turn in _ASKING or (turn == "agents" and (speech.verb_first or not speech.spaced))) and asks_for_silence(
            patterns, text, match
        ):
            continue
        if _is_of_another(patterns, text, turn, match, kind, cues.channels[kind.channel]):
            continue
        side, weight = _RULES[turn](
            Turn(
                passage.folded,
                text,
                match,
                parties,
                kind.hotline,
                passage.zone == "title",
                patterns,
                cues,
                speech,
                told,
            )
        )
        if side is not None:
            found.append(Claimed(side, weight, match.start(), match.end()))
    return found


def _is_of_another(
    patterns: Initiative, text: str, turn: str, match: Match[str], asked: Asked, medium: Pattern[str] | None
) -> bool:
    """Whether what is asked for is another contact: a return visit, a parade; in a talk, that there be more talks.
    `medium`: the words for the contact's channel."""
    stop = next((at for at in range(match.end(), len(text)) if text[at] in STOPS), len(text))
    if (
        asked.held
        and patterns.occasions
        and patterns.occasions.match(text, match.start(), min(stop, match.end() + _INVITED))
    ):
        return True
    handed = patterns.letters is not None and (turn == "sends" or patterns.letters.search(match[0]) is not None)
    if handed and asked.called and medium is not None and medium.search(text):
        # "handed over the invitation by phone"
        return True
    if not (asked.talked and turn == "asks" and patterns.later):
        return False
    return patterns.later.search(text, match.end(), min(stop, match.end() + _ASKED)) is not None


def _find_hits(patterns: Initiative, text: str, asked: Asked) -> Iterator[tuple[str, Match[str]]]:
    taken: dict[str, list[tuple[int, int]]] = {}
    # To warn is what a line is for; within a call it is no initiative. Who says that a meeting is off called it off.
    opens = asked.hotline and not asked.failed and not asked.joint
    warned = asked.hotline or (asked.failed and asked.in_person)
    kinds = ["declined"] * asked.failed + list(_OWNED_OR_DONE)
    kinds += [*["notifies", "notified"] * warned, *["declines", "breaks"] * asked.failed]
    kinds += ["letters"] * (asked.channel is Channel.LETTER)
    kinds += [*["opens"] * opens, *["invites", "invited"] * (not asked.talked)]
    for kind in kinds:
        pattern: Pattern[str] | None = getattr(patterns, kind)
        # "Milley had called two weeks before" tells of another contact than the meeting.
        another = kind == "calls" and asked.in_person and asked.held
        covered = [span for over in _COVERED.get(kind, ()) for span in taken.get(over, ())]
        for match in pattern.finditer(text) if pattern else ():
            if not another and not lies_within(match.start(), covered):
                yield kind, match
            taken.setdefault(kind, []).append(match.span())


def _find_parties(passage: Passage, text: str, speech: Speech, known: Known) -> list[Voice]:
    """All that names a side or a third party, in reading order."""
    voices = [v for v in find_voices(passage, text, speech, (), known) if v.sides or v.kind is VoiceKind.OTHER]
    sides = [s for s in find_sides(passage) if all(s.end <= v.start or s.start >= v.end for v in voices)]
    return sorted([*voices, *sides], key=lambda party: party.start)


def _by_declined(turn: Turn) -> tuple[Side | None, float]:
    """The side across from who turned it down; where that is nobody, whose proposal it was."""
    before = turn.speech.verb_last or not turn.speech.spaced
    agent = find_agent(turn) or (find_right_before(turn, _BY_BEFORE) if before else None)
    across = side_across(agent)
    if across is not None:
        return across, PLAIN
    return single_side(find_subject(turn)), LESS


def _by_subject(turn: Turn) -> tuple[Side | None, float]:
    return _subject_side(turn), PLAIN


def _by_notifier(turn: Turn) -> tuple[Side | None, float]:
    """The subject; or who stands within, where the verb comes first: "versuchten die Russen zu warnen"."""
    side = _subject_side(turn)
    return side or single_side(next((p for p in turn.within if not turn.is_led(p)), None)), PLAIN


def _subject_side(turn: Turn) -> Side | None:
    """The side of the subject; of "he", where nobody is named before, that of who was spoken of before."""
    subject, pronouns = find_subject(turn), turn.speech.pronouns
    if subject is not None or pronouns is None or any(p.start < turn.match.start() for p in turn.parties):
        return single_side(subject)
    before = turn.text[: turn.match.start()].rstrip()
    return turn.told if any(match.end() == len(before) for match in pronouns.finditer(before)) else None


def _by_breaker(turn: Turn) -> tuple[Side | None, float]:
    """The subject that cuts off or stays away: of what it was invited to, the host has the initiative."""
    return single_side(find_subject(turn)), LESS


def _by_sender(turn: Turn) -> tuple[Side | None, float]:
    """The subject, where what is sent is a letter: it stands before in the sentence, "the letter that she sent", or
    behind."""
    text, match = turn.text, turn.match
    letters = turn.patterns.letters
    if letters is None:
        return None, 0.0
    to = turn.patterns.addressed
    if turn.speech.straight and to and any(one.start() < match.start() < one.end() for one in to.finditer(text)):
        # "the letter sent to Washington": by whom stands behind, if at all.
        return None, 0.0
    before = max(find_sentence(text, match.start()), match.start() - _LETTER_BEFORE)
    # "wrote to Gen. Dunford a letter": whom to may stand between.
    whom = next((p for p in turn.parties if 0 <= p.start - match.end() <= _LETTER_BEHIND), None)
    place = whom.end if whom else match.end()
    behind = letters.search(text, match.end(), place + _LETTER_BEHIND)
    if letters.search(text, before, match.start()) or (
        behind and not breaks(text[min(place, behind.start()) : behind.start()], COMMAS)
    ):
        return _by_subject(turn)
    return None, 0.0


def _by_opener(turn: Turn) -> tuple[Side | None, float]:
    """The subject that opened a standing line with the other side: not both together."""
    subject = find_subject(turn)
    side = single_side(subject)
    others = [p for p in turn.parties if side and other_side(side) in p.sides]
    near = any(-_OBJECT <= p.start - turn.match.end() <= _OBJECT for p in others)
    return (side, WEAK) if near else (None, 0.0)


def _by_asking(turn: Turn) -> tuple[Side | None, float]:
    """The subject, where what is asked for is a contact and not, say, a ceasefire; or where the clause ends with it."""
    text, end = turn.text, turn.match.end()
    stop = next((at for at in range(end, len(text)) if text[at] in STOPS + COMMAS), len(text))
    talks = turn.patterns.talks
    if talks and talks.search(text, turn.match.start(), min(stop, end + _ASKED)):
        return _by_subject(turn)
    # "schlug eine Waffenruhe vor" has what was proposed within.
    bare = stop - end <= 1 and len(turn.match[0].split()) <= _BARE
    return (single_side(find_subject(turn)), WEAK) if bare else (None, 0.0)


def _by_other(turn: Turn) -> tuple[Side | None, float]:
    """The side across from the subject: who is called, or declines."""
    agent = find_agent(turn) if turn.patterns.by_whom else None
    if agent is not None:
        # "was invited by Milley".
        return single_side(agent), PLAIN
    return side_across(find_subject(turn)), PLAIN


_RULES = {
    "at_request": by_owner,
    "requests": by_request,
    "letters": by_letter,
    "agents": by_agent,
    "agents_before": by_agent_before,
    "addressed": by_addressee,
    "relatives": by_relative,
    "calls": by_caller,
    "seeks": _by_subject,
    "sends": _by_sender,
    "notifies": _by_notifier,
    "notified": _by_other,
    "asks": _by_asking,
    "receives": _by_other,
    "declines": _by_other,
    "declined": _by_declined,
    "breaks": _by_breaker,
    "opens": _by_opener,
    "invites": _by_subject,
    "invited": by_agent,
}
