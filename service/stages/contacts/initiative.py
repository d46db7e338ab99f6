"""Who asked for a contact, as a passage says or shows.

In: a passage, the speech and the initiative patterns of its language. Out: `Claimed` initiatives with their weights and
places. Called by `slots`. A turn is tied to the side that it belongs to: the subject of a verb ("called", "sought",
"wrote to"), the owner of a request ("at the request of", "Moscow's initiative"), the agent ("initiated by", "a letter
from"). Who receives a call was called by the other side; so was, for a contact that failed, who declined.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from re import Match, Pattern

from service.model.feed import Side
from service.stages.contacts.asking import Initiative, load_initiative
from service.stages.contacts.cues import Cues, other_side
from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import Speech
from service.stages.contacts.voices import Known, Voice, VoiceKind, find_sides, find_voices, mask_persons

_BEFORE = 70
_BEHIND, _OBJECT = 26, 60
_OWNER_BEFORE = 14
_OWNER_BEHIND = 34
_REQUEST_BEHIND = 14
_ADJACENT = 4
_ASKED = 55
_LEAD = 14
_JOINED = 45
_OPENING, _SILENCE = 22, 75
_LETTER_BEFORE, _LETTER_BEHIND = 110, 24
_BARE = 2
_OWNED_OR_DONE = (
    *("at_request", "requests", "agents", "agents_before", "addressed"),
    *("relatives", "calls", "seeks", "sends", "asks", "receives"),
)
_ASKING = ("at_request", "requests", "asks")
_OF_CONTACT = ("at_request", "agents", "agents_before", "relatives", "calls", "receives")
# "Milley: could not get through".
_ANNOUNCED = re.compile(r"\s*[:：]?\s*[\"'“„«「‘]?\s*")
_STOPS = ';:.!?。；："“”«»„'
_COMMAS = ",，、"
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


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of initiative in its passage, with all that names a party, in reading order."""

    folded: str
    text: str
    match: Match[str]
    parties: Sequence[Voice]
    hotline: bool
    headline: bool
    cues: Cues
    speech: Speech
    told: Side | None = None

    def is_led(self, party: Voice) -> bool:
        """Whether what stands before a party makes it no subject: "with", "to", but not "said that"."""
        lead = self.text[max(0, party.start - _LEAD) : party.start]
        led = self.speech.to.search(lead) if self.speech.to else None
        return led is not None and not (self.speech.that and self.speech.that.search(lead, led.start()))

    def is_led_behind(self, party: Voice) -> bool:
        """Whether a word like "with" stands behind it."""
        following = self.text[party.end : party.end + 6].split()
        return bool(following and self.speech.to and self.speech.to.search(f" {following[0]} "))

    def is_person(self, party: Voice) -> bool:
        """Whether a party is somebody who can be called: a person, a counterpart; in headlines a capital."""
        if party.kind is VoiceKind.PERSON or party.head:
            return True
        near = self.folded[max(0, party.start - _LEAD) : party.end + _LEAD]
        counterpart = self.cues.counterpart
        return bool(counterpart and counterpart.search(near)) or self.headline

    def is_second(self, party: Voice) -> bool:
        """Whether it stands behind a word like "and" and another of its side: "A and B sought"."""
        return any(0 <= party.start - other.end <= _JOINED and other.sides == party.sides for other in self.parties)

    def is_joined(self, party: Voice) -> bool:
        """Whether a word like "and" stands before it, and a party of the other side before that."""
        if not self.speech.spaced and any(o.end == party.start and o.sides != party.sides for o in self.parties):
            # "美俄": the two countries, written together.
            return True
        lead = self.text[max(0, party.start - _LEAD) : party.start]
        joins = self.cues.joins
        if joins is None or not re.search(rf"(?:{joins.pattern})\s*\w{{0,3}}\s*$", lead, re.IGNORECASE):
            return False
        return any(0 <= party.start - other.end <= _JOINED and other.sides != party.sides for other in self.parties)


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
            Turn(passage.folded, text, match, parties, kind.hotline, passage.zone == "title", cues, speech, told)
        )
        if side is not None:
            found.append(Claimed(side, weight, match.start(), match.end()))
    return found


def _asks_for_silence(patterns: Initiative, text: str, match: Match[str]) -> bool:
    """Whether what is requested is that nothing be said: "asked that it not be made public"."""
    if patterns.withheld is None or (patterns.talks and patterns.talks.search(text, match.start(), match.end())):
        return False
    sentence = _find_sentence(text, match.start())
    # "At their request, no text was published"; but "made at their request, and not made public".
    stops = _STOPS if match.start() - sentence <= 1 else _STOPS + _COMMAS
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
            if kind != "requests" or not any(start <= match.start() < end for start, end in taken):
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
        return _side(_right_before(turn, _OWNER_BEFORE)), _STRONG
    behind = next((p for p in parties if p.start >= match.end()), None)
    near = behind and behind.start - match.end() <= reach
    if near and not _breaks(turn.text[match.end() : behind.start], _COMMAS):  # type: ignore[union-attr]
        return _side(behind), _STRONG
    colleague = turn.cues.counterpart and turn.cues.counterpart.search(turn.text, match.end(), match.end() + reach)
    if colleague and not _breaks(turn.text[match.end() : colleague.start()], _COMMAS):
        first = next((_side(p) for p in parties if p.kind is VoiceKind.PERSON and p.end <= match.start()), None)
        return (other_side(first) if first else None), _PLAIN
    return None, 0.0


def _by_request(turn: Turn) -> tuple[Side | None, float]:
    """The owner of a request that is only named: "Gerasimov's request"."""
    near = _right_before(turn, _OWNER_BEFORE if turn.speech.verb_last else _ADJACENT)
    if near is not None:
        return _side(near), _PLAIN
    lead = turn.text[max(0, turn.match.start() - _OWNER_BEFORE) : turn.match.start()]
    owners = load_initiative(turn.cues.lang).owners.items()
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


def _right_before(turn: Turn, reach: int) -> Voice | None:
    before = next((p for p in reversed(turn.parties) if p.start < turn.match.start()), None)
    if before is None or turn.match.start() - before.end > reach:
        return None
    return None if _breaks(turn.text[before.end : turn.match.start()], _COMMAS) else before


def _by_agent(turn: Turn) -> tuple[Side | None, float]:
    """Who stands right behind "initiated by"."""
    match = turn.match
    behind = next((p for p in turn.parties if p.end > match.end()), None)
    near = behind and behind.start - match.end() <= _BEHIND
    if near and not _breaks(turn.text[match.end() : behind.start], _COMMAS):  # type: ignore[union-attr]
        return _side(behind), _PLAIN
    return None, 0.0


def _by_agent_before(turn: Turn) -> tuple[Side | None, float]:
    return _side(_right_before(turn, _OWNER_BEFORE)), _STRONG


def _by_caller(turn: Turn) -> tuple[Side | None, float]:
    """The subject of a call to the other side; a call over a standing line needs no object."""
    subject = _find_subject(turn)
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
    subject, pronouns = _find_subject(turn), turn.speech.pronouns
    if subject is not None or pronouns is None or any(p.start < turn.match.start() for p in turn.parties):
        return _side(subject)
    before = turn.text[: turn.match.start()].rstrip()
    return turn.told if any(match.end() == len(before) for match in pronouns.finditer(before)) else None


def _by_breaker(turn: Turn) -> tuple[Side | None, float]:
    """The subject that cuts off or stays away: of what it was invited to, the host has the initiative."""
    return _side(_find_subject(turn)), _LESS


def _by_sender(turn: Turn) -> tuple[Side | None, float]:
    """The subject, where what is sent is a letter: it stands before in the sentence, "the letter that she sent", or
    behind."""
    text, match = turn.text, turn.match
    letters = load_initiative(turn.cues.lang).letters
    if letters is None:
        return None, 0.0
    before = max(_find_sentence(text, match.start()), match.start() - _LETTER_BEFORE)
    behind = letters.search(text, match.end(), match.end() + _LETTER_BEHIND)
    if letters.search(text, before, match.start()) or (
        behind and not _breaks(text[match.end() : behind.start()], _COMMAS)
    ):
        return _by_subject(turn)
    return None, 0.0


def _by_opener(turn: Turn) -> tuple[Side | None, float]:
    """The subject that opened a standing line with the other side: not both together."""
    subject = _find_subject(turn)
    side = _side(subject)
    others = [p for p in turn.parties if side and other_side(side) in p.sides]
    near = any(-_OBJECT <= p.start - turn.match.end() <= _OBJECT for p in others)
    return (side, _WEAK) if near else (None, 0.0)


def _by_asking(turn: Turn) -> tuple[Side | None, float]:
    """The subject, where what is asked for is a contact and not, say, a ceasefire; or where the clause ends with it."""
    text, end = turn.text, turn.match.end()
    stop = next((at for at in range(end, len(text)) if text[at] in _STOPS + _COMMAS), len(text))
    talks = load_initiative(turn.cues.lang).talks
    if talks and talks.search(text, turn.match.start(), min(stop, end + _ASKED)):
        return _by_subject(turn)
    # "schlug eine Waffenruhe vor" has what was proposed within.
    bare = stop - end <= 1 and len(turn.match[0].split()) <= _BARE
    return (_side(_find_subject(turn)), _WEAK) if bare else (None, 0.0)


def _by_other(turn: Turn) -> tuple[Side | None, float]:
    """The side across from the subject: who is called, or declines."""
    side = _side(_find_subject(turn))
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


def _find_sentence(text: str, place: int) -> int:
    """Where the sentence, or a part of it up to a colon or a quote, begins in which a place stands."""
    return max(text.rfind(pause, 0, place) for pause in _STOPS) + 1


def _breaks(gap: str, pauses: str) -> bool:
    return bool(set(gap) & set(pauses + _STOPS))


def _find_subject(turn: Turn) -> Voice | None:
    """Who does it: the nearest party before, or behind where the clause opens with the verb; nobody where both do."""
    text, match, parties, speech = turn.text, turn.match, turn.parties, turn.speech
    if speech.verb_last:
        return _find_marked(turn)
    near = _right_before(turn, _ADJACENT)
    sentence = _find_sentence(text, match.start())
    opens = match.start() - sentence <= _OPENING and not any(p.start < match.start() for p in parties)
    if (speech.verb_first and near is None) or (opens and not speech.straight):
        behind = next((p for p in parties if p.start >= match.end()), None)
        if behind and behind.start - match.end() <= _BEHIND and not turn.is_led(behind):
            return behind if not _breaks(text[match.end() : behind.start], _COMMAS) else None
    return _find_before(turn)


def _find_before(turn: Turn) -> Voice | None:
    found: Voice | None = None
    for party in reversed(turn.parties):
        if party.end > turn.match.start():
            continue
        gap = turn.text[party.end : (found.start if found else turn.match.start())]
        if len(gap) > _BEFORE or (_breaks(gap, _COMMAS if found else "") and not _ANNOUNCED.fullmatch(gap)):
            break
        if turn.is_joined(party):
            # "A and B sought": both did.
            return None
        if turn.is_led(party) and not turn.is_second(party):
            continue
        if not turn.speech.verb_end:
            return party
        # "A hat B angerufen": the first of the clause.
        found = party
    return found


def _find_marked(turn: Turn) -> Voice | None:
    """The subject of a verb that ends its sentence: the last party marked as one; where a bare form marks it, the first
    party, or the last in the genitive before a verbal noun."""
    text, speech = turn.text, turn.speech
    before = [party for party in turn.parties if party.end <= turn.match.start()]
    if speech.subject is not None:
        for party in reversed(before):
            start = party.end - 1 if party.kind is VoiceKind.PERSON else party.end
            if speech.subject.match(text, party.end) or speech.subject.match(turn.folded, start):
                return party
        return None
    if speech.nominal and speech.nominal.search(turn.match[0]):
        for party in reversed(before):
            if speech.genitives and speech.genitives.search(turn.folded[party.start : party.end + 6]):
                return party
    bare = (p for p in before if text[p.end : p.end + 1] not in ("'", "’") and not turn.is_led_behind(p))
    return next((p for p in bare if "'" not in turn.folded[p.start : p.end]), None)
