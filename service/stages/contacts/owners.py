"""Whose a request, a letter or an invitation is that a turn of initiative names.

In: a turn in its passage. Out: a side, and how firmly it is told. Called by `initiative`. The owner stands behind ("at
the request of"), before ("Moscow's initiative") or within; "his counterpart's request" is the other side's than his.
"""

from re import Match

from service.model.feed import Side
from service.stages.contacts.asking import Initiative
from service.stages.contacts.turns import (
    ADJACENT,
    BEHIND,
    COMMAS,
    PLAIN,
    STOPS,
    STRONG,
    WEAK,
    Turn,
    breaks,
    find_right_before,
    find_sentence,
)
from service.stages.contacts.voices import Voice, side_across, single_side

_OWNER_BEFORE = 14
_OWNER_BEHIND = 34
# "председателя Комитета начальников штабов Дэна Кейна".
_TITLED = 80
_COLLEAGUE = 26
_REQUEST_BEHIND = 14
_SILENCE = 75
_EVENT_BEFORE = 16
_BARE = 2


def asks_for_silence(patterns: Initiative, text: str, match: Match[str]) -> bool:
    """Whether what is requested is that nothing be said: "asked that it not be made public", "stays secret at the
    request of", or what is written: "the wording was changed at the request of"."""
    talks = patterns.talks
    if talks and talks.search(text, match.start(), match.end()):
        return False
    if talks and _is_of_text(patterns, text, match.start()):
        return True
    if patterns.withheld is None:
        return False
    sentence = find_sentence(text, match.start())
    # "At their request, no text was published"; but "made at their request, and not made public".
    stops = STOPS if match.start() - sentence <= 1 else STOPS + COMMAS
    stop = next((at for at in range(match.end(), len(text)) if text[at] in stops), len(text))
    found = patterns.withheld.search(text, match.start(), min(stop, match.end() + _SILENCE))
    if found is None:
        return False
    # "asked for the call, and that it not be announced".
    return not (talks and talks.search(text, match.end(), found.start()))


def _is_of_text(patterns: Initiative, text: str, start: int) -> bool:
    """Whether the clause up to a request speaks of silence or of a text, and of no talks behind that word: "the secret
    meeting was held at the request of" does."""
    clause = max(text.rfind(pause, 0, start) for pause in STOPS + COMMAS) + 1
    for pattern in (patterns.withheld, patterns.matters):
        found = pattern.search(text, clause, start) if pattern else None
        if found and not (patterns.talks and patterns.talks.search(text, found.end(), start)):
            return True
    return False


def by_owner(turn: Turn, reach: int = _OWNER_BEHIND) -> tuple[Side | None, float]:
    """The owner of "at the request": behind it, or in it; before it where whose a noun is stands before it."""
    match, parties = turn.match, turn.parties
    inside = next((p for p in parties if match.start() < p.start < match.end()), None)
    if inside:
        return single_side(inside), STRONG
    if turn.speech.verb_last or not turn.speech.spaced:
        near = find_right_before(turn, _OWNER_BEFORE)
        return (single_side(near), STRONG) if near else (_across_before(turn), PLAIN)
    behind = next((p for p in parties if p.start >= match.end()), None)
    colleague = turn.cues.counterpart and turn.cues.counterpart.search(turn.text, match.end(), match.end() + reach)
    if colleague and breaks(turn.text[match.end() : colleague.start()], COMMAS):
        colleague = None
    if colleague and (behind is None or behind.start >= colleague.end()):
        return _by_colleague(turn, behind, colleague.end())
    if behind is not None and not breaks(turn.text[match.end() : behind.start], COMMAS):
        distance = behind.start - match.end()
        titled = reach == _OWNER_BEHIND and distance <= _TITLED and not turn.is_led(behind)
        if distance <= reach or (titled and turn.is_person(behind)):
            return single_side(behind), STRONG
    return None, 0.0


def _by_colleague(turn: Turn, behind: Voice | None, end: int) -> tuple[Side | None, float]:
    """Who "his counterpart" is: whom the name behind it calls, or the other than who stands first."""
    apposed = behind is not None and len(turn.text[end : behind.start].split()) == 0
    if apposed and behind is not None and _is_opening(turn):
        # "По просьбе коллеги Шойгу поговорил с Остином"; but "at the request of his colleague Shoigu, Austin spoke".
        other = next((p for p in turn.parties if p.start >= behind.end and p.sides != behind.sides), None)
        apposed = other is not None and not turn.is_led(other)
        if not apposed:
            return _across(turn), PLAIN
    if apposed or (behind is not None and behind.start - end <= ADJACENT and _is_apposed(turn, behind)):
        return single_side(behind), PLAIN
    return _across(turn), PLAIN


def _is_opening(turn: Turn) -> bool:
    """Whether no person stands before a turn."""
    return not any(turn.is_person(party) for party in turn.parties if party.end <= turn.match.start())


def _is_apposed(turn: Turn, party: Voice) -> bool:
    """Whether a party stands between commas."""
    return turn.text.startswith(tuple(COMMAS), party.end)


def _across(turn: Turn) -> Side | None:
    """The side across from the first person before a turn, or behind it where it opens the sentence."""
    persons = [party for party in turn.parties if turn.is_person(party)]
    first = next((p for p in persons if p.end <= turn.match.start()), None)
    first = first or next((p for p in persons if p.start >= turn.match.end()), None)
    return side_across(first)


def _across_before(turn: Turn) -> Side | None:
    """The side across, where a word like "counterpart" is whose it is: "his counterpart's request"."""
    start = turn.match.start()
    colleagues = (
        turn.cues.counterpart.finditer(turn.text, max(0, start - _COLLEAGUE), start) if turn.cues.counterpart else ()
    )
    near = any(start - colleague.end() <= ADJACENT for colleague in colleagues)
    return _across(turn) if near else None


def by_request(turn: Turn) -> tuple[Side | None, float]:
    """The owner of a request that is only named: "Gerasimov's request"."""
    near = find_right_before(turn, _OWNER_BEFORE if turn.speech.verb_last else ADJACENT)
    if near is not None:
        # "The proposal of a talk of A and B" is not B's.
        return (None if turn.is_joined(near) else single_side(near)), PLAIN
    lead = turn.text[max(0, turn.match.start() - _OWNER_BEFORE) : turn.match.start()]
    owners = turn.patterns.owners.items()
    if owner := next((side for side, pattern in owners if pattern is not None and pattern.search(lead)), None):
        return owner, PLAIN
    if across := _across_before(turn):
        return across, PLAIN
    # "the invitation to the forum that Moscow holds" is not said to be Moscow's.
    side, _ = by_owner(turn, _REQUEST_BEHIND)
    behind = next((p for p in turn.parties if p.start >= turn.match.end()), None)
    if behind is not None and turn.is_led(behind):
        # "the request to Moscow", "an invitation with"
        return None, 0.0
    return side, WEAK


def by_agent(turn: Turn) -> tuple[Side | None, float]:
    """Who stands right behind "initiated by"; neither "a statement made by" nor "an attack made by" is a contact."""
    match, events = turn.match, turn.cues.events
    papers = turn.speech.papers.finditer(turn.text, 0, match.start()) if turn.speech.papers else ()
    if any(match.start() - paper.end() <= _BARE for paper in papers):
        return None, 0.0
    if events and events.search(turn.folded, max(0, match.start() - _EVENT_BEFORE), match.start()):
        return None, 0.0
    behind = _find_near(turn)
    if behind is None or _is_between(turn, behind):
        return None, 0.0
    if _is_to_colleague(turn, behind):
        return side_across(behind), PLAIN
    gap = turn.text[match.end() : behind.start]
    led = turn.is_led(behind) and turn.speech.to is not None and turn.speech.to.search(gap) is not None
    if led and len(gap.split()) > 1 and turn.is_person(behind):
        # "sent by its chief of staff to his American counterpart".
        return None, 0.0
    return single_side(behind), PLAIN


def _is_to_colleague(turn: Turn, party: Voice) -> bool:
    """Whether a noun took its side from whom it is about: "sent by its chief of staff to his American counterpart"."""
    text, colleague = turn.text, turn.cues.counterpart
    found = colleague.search(text, party.start, party.end) if colleague else None
    lead = text[party.start : found.start()].rstrip().rpartition(" ")[0] if found else ""
    return bool(lead and turn.speech.to and turn.speech.to.search(lead))


def _find_near(turn: Turn) -> Voice | None:
    behind = next((p for p in turn.parties if p.end > turn.match.end()), None)
    if behind is None or behind.start - turn.match.end() > BEHIND:
        return None
    return None if breaks(turn.text[turn.match.end() : behind.start], COMMAS) else behind


def _is_between(turn: Turn, party: Voice) -> bool:
    """Whether one of the other side is joined to it: "the call of Austin and Shoigu" is nobody's."""
    following = next((p for p in turn.parties if p.start >= party.end), None)
    # "è partita dai russi e Austin ha ribadito" has the one right behind, and goes on with the other.
    led = turn.speech.to is not None and turn.speech.to.search(turn.text[turn.match.end() : party.start]) is not None
    return led and following is not None and following.sides != party.sides and turn.is_joined(following)


def by_addressee(turn: Turn) -> tuple[Side | None, float]:
    """The side across from who stands right behind "a letter to"."""
    return side_across(_find_near(turn)), WEAK


def by_agent_before(turn: Turn) -> tuple[Side | None, float]:
    return single_side(find_right_before(turn, _OWNER_BEFORE)), STRONG


def by_relative(turn: Turn) -> tuple[Side | None, float]:
    """Who stands within "the call that Moscow had asked for"."""
    return single_side(turn.within[-1] if turn.within else None), STRONG


def by_letter(turn: Turn) -> tuple[Side | None, float]:
    """Whose letter it is that is only named: "Gerasimov's letter"."""
    told = turn.speech.spaced and not turn.speech.verb_last
    side, _ = by_request(turn) if told else (None, 0.0)
    return side, WEAK
