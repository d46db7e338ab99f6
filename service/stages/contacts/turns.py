"""Who does what a turn of initiative tells: the subject of its verb.

In: a turn in its passage, with all that names a party. Out: the party. Called by `initiative`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from re import Match

from service.model.feed import Side
from service.stages.contacts.asking import Initiative
from service.stages.contacts.cues import Cues
from service.stages.contacts.speech import Speech
from service.stages.contacts.voices import Voice, VoiceKind

BEHIND = 26
ADJACENT = 4
STOPS = ';:.!?。；："“”«»„'
COMMAS = ",，、"
# How firmly a turn tells whose initiative it was.
STRONG, PLAIN, LESS, WEAK = 1.5, 1.0, 0.9, 0.5
_BEFORE, _BEFORE_END = 70, 100
_LEAD = 14
_JOINED = 45
_OPENING = 22
_AGENT, _AGENT_WORD = 40, 8
_DASHES = "–—"
_FEW = 2
_RELATIVE = re.compile(r"\s*[,،]?\s*")
# "Milley: could not get through".
_ANNOUNCED = re.compile(r"\s*[:：]?\s*[\"'“„«「‘]?\s*")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of initiative in its passage, with all that names a party, in reading order."""

    folded: str
    text: str
    match: Match[str]
    parties: Sequence[Voice]
    hotline: bool
    headline: bool
    patterns: Initiative
    cues: Cues
    speech: Speech
    told: Side | None = None

    @property
    def within(self) -> list[Voice]:
        """The parties that the words of the turn hold: "the call that Moscow had asked for"."""
        return [p for p in self.parties if self.match.start() < p.start and p.end < self.match.end()]

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

    def opens_clause(self, party: Voice) -> bool:
        """Whether it is right before the verb, behind a comma and a word like "and": ", and the Russians answered"."""
        lead = self.text[max(0, party.start - _LEAD) : party.start]
        joins = self.cues.joins
        if joins is None or self.match.start() - party.end > ADJACENT:
            return False
        joined = rf"[{COMMAS}]\s*(?:{joins.pattern})\s*\w{{0,3}}\s*$"
        return re.search(joined, lead, re.IGNORECASE) is not None

    def is_joined(self, party: Voice) -> bool:
        """Whether a word like "and" stands before it, and a party of the other side before that."""
        if not self.speech.spaced and any(o.end == party.start and o.sides != party.sides for o in self.parties):
            # "美俄": the two countries, written together.
            return True
        first = self.parties[0]
        across = self.headline and bool(first.sides) and first.sides != party.sides
        if across and not self.text[: first.start].strip() and self.text[first.end : party.start] == ", ":
            # "Dunford, Gerasimov meet": a headline has no room for "and".
            return True
        lead = self.text[max(0, party.start - _LEAD) : party.start]
        joins = self.cues.joins
        if joins is None or not re.search(rf"(?:{joins.pattern})\s*\w{{0,3}}\s*$", lead, re.IGNORECASE):
            return False
        return any(0 <= party.start - other.end <= _JOINED and other.sides != party.sides for other in self.parties)


def find_sentence(text: str, place: int) -> int:
    """Where the sentence, or a part of it up to a colon or a quote, begins in which a place stands."""
    return max(text.rfind(pause, 0, place) for pause in STOPS) + 1


def breaks(gap: str, pauses: str) -> bool:
    return bool(set(gap) & set(pauses + STOPS))


def find_right_before(turn: Turn, reach: int) -> Voice | None:
    before = next((p for p in reversed(turn.parties) if p.start < turn.match.start()), None)
    if before is None or turn.match.start() - before.end > reach:
        return None
    return None if breaks(turn.text[before.end : turn.match.start()], COMMAS) else before


def find_subject(turn: Turn) -> Voice | None:
    """Who does it: the nearest party before, or behind where the clause opens with the verb; nobody where both do."""
    text, match, parties, speech = turn.text, turn.match, turn.parties, turn.speech
    antecedent = _find_antecedent(turn)
    if antecedent is not None:
        return antecedent
    if speech.verb_last:
        return _find_marked(turn)
    near = find_right_before(turn, ADJACENT)
    sentence = find_sentence(text, match.start())
    opens = match.start() - sentence <= _OPENING and not any(p.start < match.start() for p in parties)
    if (speech.verb_first and near is None) or (opens and not speech.straight):
        behind = next((p for p in parties if p.start >= match.end()), None)
        if behind and behind.start - match.end() <= BEHIND and not turn.is_led(behind):
            return behind if not breaks(text[match.end() : behind.start], COMMAS) else None
    return _find_before(turn)


def find_agent(turn: Turn) -> Voice | None:
    """By whom it is done, as told right behind a passive; where a language has no word for "by", who stands there."""
    text, match, by_whom = turn.text, turn.match, turn.patterns.by_whom
    inside = next((p for p in turn.parties if match.start() < p.start and p.end < match.end()), None)
    if inside is not None:
        return inside if by_whom is None or by_whom.search(text, match.start(), inside.start) else None
    behind = next((p for p in turn.parties if p.start >= match.end()), None)
    if behind is None or behind.start - match.end() > _AGENT:
        return None
    gap = text[match.end() : behind.start]
    if breaks(gap, COMMAS):
        return None
    if by_whom is not None:
        return behind if by_whom.search(text, max(match.start(), match.end() - _AGENT_WORD), behind.start) else None
    return None if turn.is_led(behind) else behind


def find_bare_caller(turn: Turn) -> Voice | None:
    """Who called, where a clause says no more than that: "the Pentagon chief called", "позвонил глава Пентагона"."""
    text, match, speech = turn.text, turn.match, turn.speech
    if speech.verb_last or not speech.spaced:
        return None
    clause = max(text.rfind(pause, 0, match.start()) for pause in STOPS + COMMAS + _DASHES) + 1
    behind = next((p for p in turn.parties if p.start >= match.end()), None)
    before = next((p for p in reversed(turn.parties) if clause <= p.start and p.end <= match.start()), None)
    if before is None and not speech.straight and behind and behind.start - match.end() <= BEHIND:
        called = turn.patterns.callee
        plain = not breaks(text[match.end() : behind.start], COMMAS) and not turn.is_led(behind)
        if len(text[clause : match.start()].split()) > _FEW or not plain or not _is_bare(turn, behind.end):
            return None
        return None if called and called.search(turn.folded[match.end() : behind.end]) else behind
    if (
        before is None
        or speech.verb_end
        or turn.is_joined(before)
        or turn.is_led(before)
        or not _is_bare(turn, match.end())
    ):
        return None
    gap = text[before.end : match.start()]
    # "The general's phone rings unanswered".
    return before if turn.is_person(before) and "'" not in gap and len(gap.split()) <= _FEW else None


def _is_bare(turn: Turn, end: int) -> bool:
    """Whether a clause ends there, but for a word or two that name nobody: "called first"."""
    while end < len(turn.text) and turn.text[end].isalnum():
        end += 1
    pauses = STOPS + COMMAS + _DASHES
    stop = next((at for at in range(end, len(turn.text)) if turn.text[at] in pauses), len(turn.text))
    joins, that = turn.cues.joins, turn.speech.that
    if joins and that:
        # "said that Austin called and that he had asked for it".
        next_clause = re.search(rf"\s(?:{joins.pattern})\s+(?:{that.pattern})\b", turn.text[end:stop], re.IGNORECASE)
        stop = end + next_clause.start() if next_clause else stop
    rest = turn.text[end:stop]
    return len(rest.split()) <= _FEW and rest == rest.lower() and not any(end <= p.start < stop for p in turn.parties)


def _find_antecedent(turn: Turn) -> Voice | None:
    """Who a relative clause is about in which the verb stands: "spoke with B, who had asked for it"."""
    who, start = turn.patterns.who, turn.match.start()
    party = next((party for party in reversed(turn.parties) if party.end <= start), None)
    if who is None or party is None or start - party.end > _BEFORE:
        return None
    opens = _RELATIVE.match(turn.text, party.end, start)
    pronoun = who.match(turn.text, opens.end(), start) if opens else None
    return party if pronoun and not breaks(turn.text[pronoun.end() : start], COMMAS) else None


def _find_before(turn: Turn) -> Voice | None:
    found: Voice | None = None
    for party in reversed(turn.parties):
        if party.end > turn.match.start():
            continue
        gap = turn.text[party.end : (found.start if found else turn.match.start())]
        if len(gap) > (_BEFORE_END if turn.speech.verb_end else _BEFORE) or (
            breaks(gap, COMMAS if found else "") and not _ANNOUNCED.fullmatch(gap)
        ):
            break
        if turn.is_joined(party):
            # "A and B sought": both did.
            return None
        if turn.is_led(party) and not turn.is_second(party) and not (found is None and turn.opens_clause(party)):
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
