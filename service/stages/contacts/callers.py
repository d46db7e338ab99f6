"""Who calls whom, as a verb of calling tells it.

In: a turn in its passage. Out: a side, and how firmly it is told. Called by `initiative`. The other side is the object;
a clause that tells nothing but who called needs none, and "he called Gerasimov" needs no name before the verb.
"""

from service.model.feed import Side
from service.stages.contacts.cues import other_side
from service.stages.contacts.turns import (
    COMMAS,
    LESS,
    PLAIN,
    WEAK,
    Turn,
    breaks,
    find_bare_caller,
    find_sentence,
    find_subject,
)
from service.stages.contacts.voices import Voice, VoiceKind, side_across, single_side

_OBJECT = 60
_CALLED = 30
_LISTED = 160
_TITLE = 4
_BARE = 2
_FEW = 3
_BESIDE_VERB = 20


def by_caller(turn: Turn) -> tuple[Side | None, float]:
    """The subject of a call to the other side; a call over a standing line needs no object, nor does one of which
    nothing but the caller is told."""
    called = _find_called_before(turn)
    if called is not None:
        return side_across(called), PLAIN
    bare = find_bare_caller(turn)
    if bare is not None:
        return single_side(bare), PLAIN
    subject = find_subject(turn)
    side = single_side(subject)
    if subject is None or side is None:
        return _by_called(turn)
    if turn.hotline:
        return side, WEAK
    if turn.speech.verb_last or not turn.speech.spaced:
        end = turn.match.end() + _OBJECT
        objects = [p for p in turn.parties if p.start <= end and single_side(p) == other_side(side)]
        return (side, PLAIN) if objects else (None, 0.0)
    # "called Russia's conduct reckless" is no call.
    if _calls_words(turn):
        return None, 0.0
    if any(turn.is_person(p) for p in _list_called(turn, subject, side)):
        return side, PLAIN
    # "Ha chiamato Gerasimov": who stands behind the verb is called.
    return _by_called(turn) if subject.start >= turn.match.end() else (None, 0.0)


def _find_called_before(turn: Turn) -> Voice | None:
    """Who is called, where case endings tell that it is whom the verb follows: "Белоусову позвонил Остин"; of a name
    that has no endings, where the next is none that is called."""
    dative, text = turn.patterns.dative, turn.text
    before = next((p for p in reversed(turn.parties) if p.end <= turn.match.start()), None)
    if dative is None or before is None or before.kind is not VoiceKind.PERSON:
        return None
    end = before.end
    while end < len(text) and text[end].isalpha():
        end += 1
    if breaks(text[end : turn.match.start()], COMMAS) or len(text[end : turn.match.start()].split()) > _FEW:
        return None
    *given, name = turn.folded[before.start : end].split()
    same = turn.patterns.unbending is not None and turn.patterns.unbending.fullmatch(name) is not None
    if dative.fullmatch(name) and not same:
        return before
    if given and not dative.fullmatch(given[0]):
        return None
    behind = next((p for p in turn.parties if p.start >= turn.match.end()), None)
    if behind is None or behind.start - turn.match.end() > _BESIDE_VERB or single_side(behind) == single_side(before):
        return None
    words = turn.folded[turn.match.end() : behind.end].split()
    plain = not any(dative.fullmatch(word) for word in words) and not turn.is_led(behind)
    return before if same and plain else None


def _list_called(turn: Turn, subject: Voice, side: Side) -> list[Voice]:
    """Those of the other side who could be whom the subject calls: near the verb, or at the end of a list."""
    start = turn.match.end()
    others = [p for p in turn.parties if p is not subject and single_side(p) == other_side(side)]
    near = [p for p in others if p.start <= start + _OBJECT]
    abroad, counterpart = turn.speech.abroad, turn.cues.counterpart
    if near or abroad is None:
        return near
    # "phoned the ministers of Turkey, France and Britain and finally Lloyd Austin".
    countries = len(list(abroad.finditer(turn.folded, start, start + _LISTED)))
    if countries + bool(counterpart and counterpart.search(turn.text, start, start + _OBJECT)) <= 1:
        return []
    return [
        p
        for p in others
        if start < p.start <= start + _LISTED and not breaks(turn.text[start : p.start].replace(".", ""), "")
    ]


def _calls_words(turn: Turn) -> bool:
    """Whether what is called is something of the other side: "called U.S. flights provocative and told Austin so"."""
    start = turn.match.end()
    first = next((p for p in turn.parties if p.start >= start), None)
    if first is None or first.start - start > _BARE or turn.is_person(first):
        return False
    person = next((p for p in turn.parties if p.start > first.start and turn.is_person(p)), None)
    return person is not None and len(turn.text[first.end : person.start].split()) > _TITLE


def _by_called(turn: Turn) -> tuple[Side | None, float]:
    """The side that was spoken of before, where nobody stands before the verb and one of the other side is called: "He
    called Gerasimov"."""
    start = find_sentence(turn.text, turn.match.start())
    lead = turn.text[start : turn.match.start()].strip()
    if turn.told is None or not turn.speech.spaced or turn.speech.verb_last or lead[1:] != lead[1:].lower():
        return None, 0.0
    if any(start <= p.start < turn.match.start() for p in turn.parties) or len(lead) > _CALLED:
        return None, 0.0
    called = next((p for p in turn.parties if p.start >= turn.match.end()), None)
    if called is None or called.kind is not VoiceKind.PERSON or called.start - turn.match.end() > _CALLED:
        return None, 0.0
    between = turn.text[turn.match.end() : called.start]
    named = single_side(called) == other_side(turn.told) and not breaks(between, COMMAS)
    return (turn.told, LESS) if named else (None, 0.0)
