"""Participants that nobody tracks: deputies, commanders, envoys, ministers of other times, by the text's name for them.

In: the passages, the side sought. Out: names in their base form. Called by `people` for a side of which no tracked
official took part. A name is two or three capitalised words beside a word for a rank or an office, near the beginning;
who only speaks of the contact, and spokesmen, are left out. Its side is the one named with the rank, or the name tells
it: Russian names have a shape. Scripts without capitals have a pattern of their own for a name beside a rank.
"""

import re
from collections.abc import Iterator, Sequence

from service.language.phrases import fold_text
from service.model.feed import Side
from service.model.watch import US_AND_RUSSIA
from service.stages.contacts.cues import PERSON_MARK, SIDE_MARK, Cues
from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import load_speech

_REACH = 45
_APPOSED = 60
_SIDE_REACH = 40
_SIDE_BEFORE = 60
_BORDER = 8
_NEAR = 25
_TOLD = 90
_WORD = 6
_LEAD = 3
_JOINED = 30
_EDGES = ',.;:()"“”«»„'
_PAUSE = re.compile(r"[,;:]")
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ]"
_NAME = re.compile(rf"{_CAPITAL}\w+ {_CAPITAL}\w+")
# What marks a name, a title behind it at most, as a subject where verbs end the sentence.
_SUBJECT = re.compile(r"(?:,|[^,、。]{0,12}?(?:は|(?<=[가-힣])[은는이가] ))")
_APPOSITION = re.compile(r", [^,.;:]{3,60}(?=[,.])")
_POSSESSIVE = re.compile(r"['’]s?$")


def find_strangers(passages: Sequence[Passage], side: Side, cues: Cues, *, lead: int = _LEAD) -> tuple[str, ...]:
    """The names of one side's participants, in reading order; `lead`: the last sentence of the body that is read."""
    if cues.ranks is None and not cues.called:
        return ()
    found: list[str] = []
    for at, passage in enumerate(passages):
        if (passage.zone == "body" and passage.order > lead) or passage.recalled or passage.foreign:
            continue
        if not (passage.contact or any(other.contact for other in passages[max(0, at - 1) : at + 2])):
            continue
        for name in _names_of(passage, side, cues):
            if not any(_is_same(name, other) for other in found):
                found.append(name)
    return tuple(found)


def find_names(passage: Passage, cues: Cues) -> list[tuple[int, int, str]]:
    """All that could be names of people in a passage, in their base form, with their places."""
    found = _called_in(passage, cues) if cues.called else _people_of(passage, cues)
    return [(first, end, _find_base(name, cues)) for first, end, name in found]


def _is_same(name: str, other: str) -> bool:
    """Whether two spellings are one person's: the same surname, but for its ending."""
    return name.split()[-1][:5] == other.split()[-1][:5]


def _names_of(passage: Passage, side: Side, cues: Cues) -> list[str]:
    if cues.called:
        return [
            name
            for first, end, name in _called_in(passage, cues)
            if not speaks(passage, first, end, cues) and _side_of(passage, first, end, name, cues) == side
        ]
    named = [(first, end, name) for first, end, name in _people_of(passage, cues)]
    titled = [_has_title(passage, first, end, cues) for first, end, _ in named]
    names = []
    for at, (first, end, name) in enumerate(named):
        beside = any(
            titled[other] and _are_joined(passage, named[at], named[other], cues) for other in range(len(named))
        )
        if not (titled[at] or beside) or speaks(passage, first, end, cues):
            continue
        if _side_of(passage, first, end, name, cues) == side:
            names.append(_find_base(name, cues))
    return names


def _called_in(passage: Passage, cues: Cues) -> Iterator[tuple[int, int, str]]:
    """Names beside a rank in a script without capitals."""
    abroad = load_speech(cues.lang).abroad
    for pattern in cues.called:
        for match in pattern.finditer(passage.text):
            start, end = match.span("name")
            near = passage.folded[max(0, start - _BORDER) : end]
            if not passage.is_marked(start, end) and not (abroad and abroad.search(near)):
                yield start, end, passage.text[start:end]


def _people_of(passage: Passage, cues: Cues) -> Iterator[tuple[int, int, str]]:
    """What could be names, behind their titles: two or three capitalised words."""
    for start, end in _capital_runs(passage):
        first = _skip_titles(passage, start, end, cues)
        name = _POSSESSIVE.sub("", passage.text[first:end])
        words = name.split()
        lead = passage.folded[max(0, first - _WORD) : first].rstrip()
        mouths = load_speech(cues.lang).mouths
        if mouths and mouths.search(_PAUSE.split(passage.folded[max(0, first - _REACH) : first])[-1]):
            # "the spokesman of the president, John Smith" only speaks.
            continue
        apposed = _APPOSITION.match(passage.folded, end)
        if mouths and apposed and mouths.search(apposed[0]):
            # "John Smith, the ministry's spokesman, called on".
            continue
        if _ends_within(lead, cues) or (words and _ends_within(words[0], cues)):
            # "in Abu Dhabi", "In Madrid".
            continue
        if cues.units and cues.units.fullmatch(fold_text(words[-1] if words else "")):
            # "European Command".
            continue
        if 2 <= len(words) <= 3 and len(words[0]) > 1 and len(words[-1]) > 1:
            yield first, end, name


def _are_joined(passage: Passage, one: tuple[int, int, str], other: tuple[int, int, str], cues: Cues) -> bool:
    """Whether "and" stands between two names, and at most a rank."""
    first, second = sorted((one, other))
    between = passage.folded[first[1] : second[0]]
    return len(between) <= _JOINED and bool(cues.joins and cues.joins.search(between))


def _capital_runs(passage: Passage) -> Iterator[tuple[int, int]]:
    """Stretches of words that begin with capitals and are no marks, with the initials between them."""
    start = end = None
    for word in re.finditer(r"\S+", passage.text):
        bare = word[0].strip(_EDGES)
        marked = passage.is_marked(word.start(), word.end())
        if bare[:1].isupper() and not marked:
            start = word.start() + len(word[0]) - len(word[0].lstrip(_EDGES)) if start is None else start
            end = word.start() + len(word[0].rstrip(_EDGES))
        initial = len(bare) == 1 or word[0].endswith(("r.", "t.", "n.", "l.", "m.", "j.", "c."))
        closes = word[0][-1] in ',;:)»”"' or (word[0][-1] == "." and not initial)
        if start is not None and end is not None and (not bare[:1].isupper() or marked or closes):
            yield start, end
            start = end = None
    if start is not None and end is not None:
        yield start, end


def _skip_titles(passage: Passage, start: int, end: int, cues: Cues) -> int:
    """Where the name begins behind ranks and offices: "Army Secretary Dan Smith" is Dan Smith."""
    first = start
    for word in re.finditer(r"\S+", passage.folded[start:end]):
        bare = word[0].rstrip(".,").split("'")[-1]
        # "Secretary of State John Smith": the run begins behind "of".
        unit = first == start + word.start() and cues.units and cues.units.fullmatch(bare)
        if (cues.ranks and cues.ranks.fullmatch(bare)) or unit:
            first = start + word.end()
            while first < end and passage.text[first].isspace():
                first += 1
    return first


def _has_title(passage: Passage, start: int, end: int, cues: Cues) -> bool:
    """Whether a rank or an office stands before a name, or behind it in apposition."""
    if cues.ranks is None:
        return False
    before = _PAUSE.split(passage.folded[max(0, start - _REACH) : start].rstrip(", "))[-1]
    titles = [match for pattern in (cues.ranks, cues.counterpart) if pattern for match in pattern.finditer(before)]
    # No name may stand between a title and the name it belongs to.
    if any(not _names_somebody(passage.text[start - len(before) + match.end() : start], cues) for match in titles):
        return True
    behind = passage.folded[end : end + _APPOSED]
    return behind.startswith(",") and bool(cues.ranks.search(behind.split(",", 2)[1]))


def _names_somebody(text: str, cues: Cues) -> bool:
    """Whether two words of a text look like a name, and not like a body: "chief of the General Staff"."""
    bare = cues.units.sub(lambda match: match[0].lower(), text) if cues.units else text
    return bool(_NAME.search(bare))


def speaks(passage: Passage, start: int, end: int, cues: Cues) -> bool:
    """Whether a word like "said" stands in the clause before a name, or right behind it; or ends the sentence that the
    name is the subject of."""
    following, tail = passage.folded[end : end + _NEAR], passage.folded.rstrip()[-_NEAR:]
    ends = cues.verb_last and cues.announces is not None and cues.announces.search(tail)
    if ends or (cues.verb_last and not cues.spaced):
        return bool(ends and (_SUBJECT.match(following) or (cues.spaced and _is_bare(following, cues))))
    before = passage.folded[max(0, start - _TOLD) : start]
    clauses = _PAUSE.split(before)
    # "said his spokesman, Captain John Smith": an apposition belongs to the clause before it.
    told = clauses[-1] if len(clauses) == 1 or len(clauses[-1]) > _NEAR else ",".join(clauses[-2:])
    by = load_speech(cues.lang).by
    if following.startswith(",") and by and by.match(following[1:].lstrip()):
        # "led by Ivan Petrov, according to": others tell of him.
        following = ""
    return bool(cues.announces and cues.announces.search(f"{told}|{following}"))


def _is_bare(following: str, cues: Cues) -> bool:
    """Whether a name has no case ending, and no "with" or "and" behind it: then it is a subject."""
    word = following.split(maxsplit=1)[:1]
    return following[:1] not in ("'", "’") and not (word and cues.joins and cues.joins.fullmatch(word[0]))


def _side_of(passage: Passage, start: int, end: int, name: str, cues: Cues) -> Side | None:
    """The side whose name it is: as the name itself tells, else the side named nearest before it, else behind it.

    A Russian's surname may be an American's, too: then it tells less than a side named before it.
    """
    before = passage.marked[max(0, start - _SIDE_BEFORE) : start]
    behind = _mask_destinations(passage, end, cues)
    places = {side: before.rfind(SIDE_MARK[side]) for side in US_AND_RUSSIA if SIDE_MARK[side] in before}
    shape = cues.russian.search(name) if cues.russian else None
    if shape and not (
        shape.groupdict().get("surname") and "us" in places and max(places, key=places.__getitem__) == "us"
    ):
        return "ru"
    if not places:
        places = {side: -behind.find(SIDE_MARK[side]) for side in US_AND_RUSSIA if SIDE_MARK[side] in behind}
    usual = load_speech(cues.lang).usual["us"]
    if usual and SIDE_MARK["ru"] not in before and usual.search(passage.folded[max(0, start - _NEAR) : start]):
        # "Defense Secretary Robert Gates welcomed the Russian minister".
        return "us"
    if places:
        return max(places, key=lambda side: places[side])
    named = [side for side in US_AND_RUSSIA if SIDE_MARK[side] in passage.marked or PERSON_MARK[side] in passage.marked]
    return "us" if cues.russian or named == ["us"] else None


def _mask_destinations(passage: Passage, end: int, cues: Cues) -> str:
    """What stands behind a name, without the places that he is at or goes to: "is expected in Moscow"."""
    speech = load_speech(cues.lang)
    behind = passage.marked[end : end + _SIDE_REACH]
    folded = passage.folded[end : end + _SIDE_REACH]
    for match in speech.places.finditer(folded) if speech.places else ():
        lead = folded[max(0, match.start() - _WORD) : match.start()]
        at = speech.at is not None and speech.at.search(lead)
        if at or _ends_within(lead.rstrip(), cues):
            behind = behind[: match.start()] + " " * len(match[0]) + behind[match.end() :]
    return behind


def _ends_within(text: str, cues: Cues) -> bool:
    """Whether a text ends with what a place stands behind: "in"."""
    within = cues.within
    return within is not None and re.search(rf"(?:{within.pattern})$", text, re.IGNORECASE) is not None


def _find_base(name: str, cues: Cues) -> str:
    """The name as it is called: case endings that all its words share are taken off."""
    words = name.split()
    for given, surname, base, surname_base in cues.name_endings:
        if words[0].endswith(given) and words[-1].endswith(surname):
            words[0] = words[0].removesuffix(given) + base
            words[-1] = words[-1].removesuffix(surname) + surname_base
            return " ".join(words)
    return name
