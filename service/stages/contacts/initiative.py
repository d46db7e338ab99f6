"""Who asked for a contact, as a passage says or shows.

In: a passage, the speech and the initiative patterns of its language. Out: `Claimed` initiatives with their weights and
places. Called by `slots`. A turn is tied to the side that it belongs to: the subject of a verb ("called", "sought",
"wrote to"), the owner of a request ("at the request of", "Moscow's initiative"), the agent ("initiated by", "a letter
from"). Who receives a call was called by the other side; so was, for a contact that failed, who declined.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from re import Match, Pattern

from service.model.feed import Side
from service.stages.contacts.asking import Initiative, load_initiative
from service.stages.contacts.cues import Cues, other_side
from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import Speech
from service.stages.contacts.stretches import lies_within
from service.stages.contacts.turns import (
    ADJACENT,
    BEHIND,
    COMMAS,
    STOPS,
    Turn,
    breaks,
    find_right_before,
    find_sentence,
    find_subject,
)
from service.stages.contacts.voices import Known, Voice, VoiceKind, find_sides, find_voices, mask_persons

_OBJECT = 60
_OWNER_BEFORE = 14
_OWNER_BEHIND = 34
_REQUEST_BEHIND = 14
_ASKED = 55
_SILENCE = 75
_LETTER_BEFORE, _LETTER_BEHIND = 110, 24
_BARE = 2
_EVENT_BEFORE = 16
_OWNED_OR_DONE = (
    *("at_request", "requests", "agents", "agents_before", "addressed"),
    *("relatives", "calls", "seeks", "sends", "asks", "receives"),
)
_ASKING = ("at_request", "requests", "asks")
_OF_CONTACT = ("at_request", "agents", "agents_before", "relatives", "calls", "receives")
_STRONG, _PLAIN, _LESS, _WEAK = 1.5, 1.0, 0.9, 0.5


@dataclass(frozen=True, slots=True)
class Claimed:
    """One initiative told: whose, how firmly, and where in the passage."""

    side: Side
    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Asked:
    """`failed`: the contact was refused or cut off; `hotline`: it is a standing line's, and `joint`: both opened it;
    `talked`: it was a talk, and took place."""

    failed: bool
    hotline: bool
    joint: bool
    talked: bool


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
        if not (passage.contact or passage.is_head) and turn not in _OF_CONTACT:
            continue
        # "应俄方要求不予公开": the request stands behind whose it is.
        if (turn in _ASKING or (turn == "agents" and not speech.spaced)) and _asks_for_silence(patterns, text, match):
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


def _asks_for_silence(patterns: Initiative, text: str, match: Match[str]) -> bool:
    """Whether what is requested is that nothing be said: "asked that it not be made public"."""
    if patterns.withheld is None or (patterns.talks and patterns.talks.search(text, match.start(), match.end())):
        return False
    sentence = find_sentence(text, match.start())
    # "At their request, no text was published"; but "made at their request, and not made public".
    stops = STOPS if match.start() - sentence <= 1 else STOPS + COMMAS
    stop = next((at for at in range(match.end(), len(text)) if text[at] in stops), len(text))
    found = patterns.withheld.search(text, match.start(), min(stop, match.end() + _SILENCE))
    if found is None:
        return False
    # "asked for the call, and that it not be announced".
    return not (patterns.talks and patterns.talks.search(text, match.end(), found.start()))


def _find_hits(patterns: Initiative, text: str, asked: Asked) -> Iterator[tuple[str, Match[str]]]:
    taken: list[tuple[int, int]] = []
    # To warn is what a line is for; within a call it is no initiative.
    opens = asked.hotline and not asked.failed and not asked.joint
    kinds = [*_OWNED_OR_DONE, *["notifies", "notified"] * asked.hotline, *["declines", "breaks"] * asked.failed]
    kinds += [*["opens"] * opens, *["invites", "invited"] * (not asked.talked)]
    for kind in kinds:
        pattern: Pattern[str] | None = getattr(patterns, kind)
        for match in pattern.finditer(text) if pattern else ():
            if kind != "requests" or not lies_within(match.start(), taken):
                yield kind, match
            taken.append(match.span())


def _find_parties(passage: Passage, text: str, speech: Speech, known: Known) -> list[Voice]:
    """All that names a side or a third party, in reading order."""
    voices = [v for v in find_voices(passage, text, speech, (), known) if v.sides or v.kind is VoiceKind.OTHER]
    sides = [s for s in find_sides(passage) if all(s.end <= v.start or s.start >= v.end for v in voices)]
    return sorted([*voices, *sides], key=lambda party: party.start)


def _side(party: Voice | None) -> Side | None:
    return party.sides[0] if party and len(party.sides) == 1 else None


def _by_owner(turn: Turn, reach: int = _OWNER_BEHIND) -> tuple[Side | None, float]:
    """The owner of "at the request": behind it, or in it; before it where whose a noun is stands before it."""
    match, parties = turn.match, turn.parties
    inside = next((p for p in parties if match.start() < p.start < match.end()), None)
    if inside:
        return _side(inside), _STRONG
    if turn.speech.verb_last or not turn.speech.spaced:
        return _side(find_right_before(turn, _OWNER_BEFORE)), _STRONG
    behind = next((p for p in parties if p.start >= match.end()), None)
    near = behind and behind.start - match.end() <= reach
    if near and not breaks(turn.text[match.end() : behind.start], COMMAS):  # type: ignore[union-attr]
        return _side(behind), _STRONG
    colleague = turn.cues.counterpart and turn.cues.counterpart.search(turn.text, match.end(), match.end() + reach)
    if colleague and not breaks(turn.text[match.end() : colleague.start()], COMMAS):
        first = next((_side(p) for p in parties if p.kind is VoiceKind.PERSON and p.end <= match.start()), None)
        return (other_side(first) if first else None), _PLAIN
    return None, 0.0


def _by_request(turn: Turn) -> tuple[Side | None, float]:
    """The owner of a request that is only named: "Gerasimov's request"."""
    near = find_right_before(turn, _OWNER_BEFORE if turn.speech.verb_last else ADJACENT)
    if near is not None:
        return _side(near), _PLAIN
    lead = turn.text[max(0, turn.match.start() - _OWNER_BEFORE) : turn.match.start()]
    owners = turn.patterns.owners.items()
    if owner := next((side for side, pattern in owners if pattern is not None and pattern.search(lead)), None):
        return owner, _PLAIN
    # "the invitation to the forum that Moscow holds" is not said to be Moscow's.
    side, _ = _by_owner(turn, _REQUEST_BEHIND)
    behind = next((p for p in turn.parties if p.start >= turn.match.end()), None)
    if behind is not None and turn.is_led(behind):
        # "the request to Moscow", "an invitation with"
        return None, 0.0
    return side, _WEAK


def _by_addressee(turn: Turn) -> tuple[Side | None, float]:
    """The side across from who stands right behind "a letter to"."""
    side, _ = _by_agent(turn)
    return (other_side(side) if side else None), _WEAK


def _by_relative(turn: Turn) -> tuple[Side | None, float]:
    """Who stands within "the call that Moscow had asked for"."""
    inside = [p for p in turn.parties if turn.match.start() < p.start and p.end < turn.match.end()]
    return _side(inside[-1] if inside else None), _STRONG


def _by_agent(turn: Turn) -> tuple[Side | None, float]:
    """Who stands right behind "initiated by"; neither "a statement made by" nor "an attack made by" is a contact."""
    match, events = turn.match, turn.cues.events
    papers = turn.speech.papers.finditer(turn.text, 0, match.start()) if turn.speech.papers else ()
    if any(match.start() - paper.end() <= _BARE for paper in papers):
        return None, 0.0
    if events and events.search(turn.folded, max(0, match.start() - _EVENT_BEFORE), match.start()):
        return None, 0.0
    behind = next((p for p in turn.parties if p.end > match.end()), None)
    near = behind and behind.start - match.end() <= BEHIND
    if near and not breaks(turn.text[match.end() : behind.start], COMMAS):  # type: ignore[union-attr]
        return _side(behind), _PLAIN
    return None, 0.0


def _by_agent_before(turn: Turn) -> tuple[Side | None, float]:
    return _side(find_right_before(turn, _OWNER_BEFORE)), _STRONG


def _by_caller(turn: Turn) -> tuple[Side | None, float]:
    """The subject of a call to the other side; a call over a standing line needs no object."""
    subject = find_subject(turn)
    side = _side(subject)
    if subject is None or side is None:
        return None, 0.0
    if turn.hotline:
        return side, _WEAK
    end = turn.match.end() + _OBJECT
    objects = [p for p in turn.parties if p is not subject and p.start <= end and _side(p) == other_side(side)]
    if turn.speech.verb_last or not turn.speech.spaced:
        return (side, _PLAIN) if objects else (None, 0.0)
    # "called Russia's conduct reckless" is no call.
    return (side, _PLAIN) if any(turn.is_person(p) for p in objects) else (None, 0.0)


def _by_subject(turn: Turn) -> tuple[Side | None, float]:
    return _subject_side(turn), _PLAIN


def _subject_side(turn: Turn) -> Side | None:
    """The side of the subject; of "he", where nobody is named before, that of who was spoken of before."""
    subject, pronouns = find_subject(turn), turn.speech.pronouns
    if subject is not None or pronouns is None or any(p.start < turn.match.start() for p in turn.parties):
        return _side(subject)
    before = turn.text[: turn.match.start()].rstrip()
    return turn.told if any(match.end() == len(before) for match in pronouns.finditer(before)) else None


def _by_breaker(turn: Turn) -> tuple[Side | None, float]:
    """The subject that cuts off or stays away: of what it was invited to, the host has the initiative."""
    return _side(find_subject(turn)), _LESS


def _by_sender(turn: Turn) -> tuple[Side | None, float]:
    """The subject, where what is sent is a letter: it stands before in the sentence, "the letter that she sent", or
    behind."""
    text, match = turn.text, turn.match
    letters = turn.patterns.letters
    if letters is None:
        return None, 0.0
    before = max(find_sentence(text, match.start()), match.start() - _LETTER_BEFORE)
    behind = letters.search(text, match.end(), match.end() + _LETTER_BEHIND)
    if letters.search(text, before, match.start()) or (
        behind and not breaks(text[match.end() : behind.start()], COMMAS)
    ):
        return _by_subject(turn)
    return None, 0.0


def _by_opener(turn: Turn) -> tuple[Side | None, float]:
    """The subject that opened a standing line with the other side: not both together."""
    subject = find_subject(turn)
    side = _side(subject)
    others = [p for p in turn.parties if side and other_side(side) in p.sides]
    near = any(-_OBJECT <= p.start - turn.match.end() <= _OBJECT for p in others)
    return (side, _WEAK) if near else (None, 0.0)


def _by_asking(turn: Turn) -> tuple[Side | None, float]:
    """The subject, where what is asked for is a contact and not, say, a ceasefire; or where the clause ends with it."""
    text, end = turn.text, turn.match.end()
    stop = next((at for at in range(end, len(text)) if text[at] in STOPS + COMMAS), len(text))
    talks = turn.patterns.talks
    if talks and talks.search(text, turn.match.start(), min(stop, end + _ASKED)):
        return _by_subject(turn)
    # "schlug eine Waffenruhe vor" has what was proposed within.
    bare = stop - end <= 1 and len(turn.match[0].split()) <= _BARE
    return (_side(find_subject(turn)), _WEAK) if bare else (None, 0.0)


def _by_other(turn: Turn) -> tuple[Side | None, float]:
    """The side across from the subject: who is called, or declines."""
    side = _side(find_subject(turn))
    return (other_side(side) if side else None), _PLAIN


_RULES = {
    "at_request": _by_owner,
    "requests": _by_request,
    "agents": _by_agent,
    "agents_before": _by_agent_before,
    "addressed": _by_addressee,
    "relatives": _by_relative,
    "calls": _by_caller,
    "seeks": _by_subject,
    "sends": _by_sender,
    "notifies": _by_subject,
    "notified": _by_other,
    "asks": _by_asking,
    "receives": _by_other,
    "declines": _by_other,
    "breaks": _by_breaker,
    "opens": _by_opener,
    "invites": _by_subject,
    "invited": _by_agent,
}
