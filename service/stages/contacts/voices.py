"""Who could be speaking in a passage: ministries, spokesmen, capitals, persons, agencies, third parties.

In: a passage and the speech patterns of its language. Out: `Voice`s in reading order. Called by `attributions`. A noun
like "spokesman" takes its side from what stands beside it ("of the Pentagon"); where nothing does, its side is open.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from re import Pattern

from service.language.phrases import fold_text
from service.model.feed import Side
from service.model.watch import US_AND_RUSSIA
from service.stages.contacts.cues import PERSON_MARK, SIDE_MARK, other_side
from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import Speech

# Of one sentence; each is compared with all names and nouns beside it.
_MOST_NOUNS = 40
_NEAR_BEFORE = 3
_NEAR_AFTER = 16
_SURNAME = 4
_OWNED = 6
_NEAR_OTHER = 15
_NEAR_UNSPACED = 10
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ]"
_NAME = re.compile(rf",?\s+((?:{_CAPITAL}[\w'’-]+ ){{1,2}}{_CAPITAL}[\w'’-]+)")
_BREAK = re.compile(r"[,;:.!?()\"«»„“”。、，：；「」—]")
# What may stand between a spokesman and his name: "Kirby, a senior", "spokesman, Rear Admiral John".
_APPOSED = re.compile(r",\s(?:[\w-]+\s){0,3}")
_APPOSED_BEHIND = re.compile(rf"(?:\s[\w-]+){{0,3}}(?:,\s(?:[\w.'-]+\s){{0,4}}|\s(?:{_CAPITAL}[\w.'-]*\s){{1,3}})")
_PERSONS = re.compile("[" + "".join(PERSON_MARK[side] for side in US_AND_RUSSIA) + "]+")


Known = Mapping[Side, Pattern[str]]
"""People who are not tracked, by side: how their names stand in folded text."""


class VoiceKind(StrEnum):
    NAME = "name"
    NOUN = "noun"
    PERSON = "person"
    AGENCY = "agency"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Voice:
    """A stretch of a passage that names who could speak. `sides`: whose voice it is; empty where that is open, or a
    third party's. `head`: a noun is part of it, so that it is more than a country or a capital."""

    start: int
    end: int
    kind: VoiceKind
    sides: tuple[Side, ...] = ()
    head: bool = False


def know_people(people: Mapping[Side, Sequence[str]]) -> Known:
    """The surnames of the participants, as they stand with their endings."""
    surnames = {
        side: [re.escape(surname) for name in people[side] if len(surname := fold_text(name).split()[-1]) >= _SURNAME]
        for side in US_AND_RUSSIA
    }
    return {
        side: re.compile(rf"(?<!\w)(?:{'|'.join(found)})\w{{0,3}}(?!\w)") for side, found in surnames.items() if found
    }


def mask_persons(passage: Passage) -> str:
    """The folded text with the persons overwritten."""
    text = passage.folded
    for run in _PERSONS.finditer(passage.marked):
        text = text[: run.start()] + run[0] + text[run.end() :]
    return text


def find_voices(
    passage: Passage, text: str, speech: Speech, verbs: Sequence[tuple[int, int]], known: Known
) -> list[Voice]:
    """The voices of a passage in reading order. `text`: the passage with persons overwritten; `verbs`: where its verbs
    of saying stand, which keep a noun from being joined to a name beyond them; `known`: further people."""
    names = [*_find_names(passage, text, speech), *_find_known(text, known)]
    names = _join_names(_drop_overlaps(sorted(names, key=lambda voice: (voice.start, -voice.end))), text)
    abroad = [*_match(speech.abroad, text, VoiceKind.OTHER, ())]
    edges = [*names, *find_sides(passage), *abroad]
    nouns: list[Voice] = []
    for match in islice(speech.nouns.finditer(text), _MOST_NOUNS) if speech.nouns else ():
        joined = _join_noun(
            Voice(match.start(), match.end(), VoiceKind.NOUN, head=True), [*edges, *nouns], text, verbs, speech
        )
        if joined.kind is VoiceKind.NOUN and not joined.sides:
            owned = _apposed_side(joined, names, text, verbs, speech) or _owner_side(joined, nouns, text)
            joined = replace(
                joined, sides=owned or _named_side(passage, joined, speech) or _usual_side(match[0], speech)
            )
        nouns.append(joined)
    # "a spokesman for the chairman": whose the second is, the first is.
    nouns = [
        noun if noun.sides else _join_noun(noun, [n for n in nouns if n is not noun], text, verbs, speech)
        for noun in nouns
    ]
    found = [voice for voice in names if all(voice.end <= noun.start or voice.start >= noun.end for noun in nouns)]
    # Two nouns that were joined to each other are one voice.
    nouns = list(dict.fromkeys(nouns))
    found += [noun for noun in nouns if noun.sides or not _is_inside(noun, nouns)]
    return sorted(found, key=lambda voice: voice.start)


def _is_inside(noun: Voice, others: Sequence[Voice]) -> bool:
    return any(other is not noun and other.start <= noun.start and noun.end <= other.end for other in others)


def _find_names(passage: Passage, text: str, speech: Speech) -> Iterator[Voice]:
    for side in US_AND_RUSSIA:
        yield from _match(speech.names[side], text, VoiceKind.NAME, (side,))
        for run in re.finditer(f"{PERSON_MARK[side]}+", passage.marked):
            yield Voice(run.start(), run.end(), VoiceKind.PERSON, (side,))
    yield from _match(speech.agencies, text, VoiceKind.AGENCY, ("ru",))
    yield from _match(speech.both, text, VoiceKind.NAME, US_AND_RUSSIA)
    yield from _match(speech.others, text, VoiceKind.OTHER, ())


def _find_known(text: str, known: Known) -> Iterator[Voice]:
    for side in US_AND_RUSSIA:
        yield from _match(known.get(side), text, VoiceKind.PERSON, (side,))


def _match(pattern: Pattern[str] | None, text: str, kind: VoiceKind, sides: tuple[Side, ...]) -> Iterator[Voice]:
    for match in pattern.finditer(text) if pattern else ():
        yield Voice(match.start(), match.end(), kind, sides)


def find_sides(passage: Passage) -> Iterator[Voice]:
    """Where a side is named in any word: a country, a capital, an adjective."""
    for side in US_AND_RUSSIA:
        for run in re.finditer(f"{SIDE_MARK[side]}+", passage.marked):
            yield Voice(run.start(), run.end(), VoiceKind.NAME, (side,))


def _drop_overlaps(voices: Sequence[Voice]) -> list[Voice]:
    kept: list[Voice] = []
    for voice in voices:
        if not kept or voice.start >= kept[-1].end:
            kept.append(voice)
    return kept


def _join_names(voices: Sequence[Voice], text: str) -> list[Voice]:
    """The names, one that only says whose the one right before it is ("Минобороны РФ") taken into that one."""
    joined: list[Voice] = []
    for voice in voices:
        last = joined[-1] if joined else None
        beside = last is not None and text[last.end : voice.start] == " "
        if last and beside and last.sides == voice.sides and last.kind is voice.kind is VoiceKind.NAME:
            joined[-1] = replace(last, end=voice.end)
        else:
            joined.append(voice)
    return joined


def _join_noun(
    noun: Voice, edges: Sequence[Voice], text: str, verbs: Sequence[tuple[int, int]], speech: Speech
) -> Voice:
    """The noun with the side that stands beside it: overlapping or right before it, else shortly behind it."""
    best: tuple[int, Voice] | None = None
    for edge in edges:
        if edge.start < noun.end and noun.start < edge.end:
            rank = 0
        elif edge.end <= noun.start:
            gap = text[edge.end : noun.start]
            far = _NEAR_BEFORE if speech.spaced else _NEAR_UNSPACED
            if edge.kind is VoiceKind.OTHER or gap.startswith("'s "):
                far = _NEAR_OTHER
            if speech.apart and speech.apart.match(gap):
                continue
            if len(gap) > far or _BREAK.search(gap) or not (edge.sides or edge.kind is VoiceKind.OTHER):
                continue
            # "A dit à l'AFP un responsable du Pentagone": where owners stand behind, one before is taken last.
            told = edge.kind is VoiceKind.OTHER and speech.genitive and len(gap) > _NEAR_BEFORE
            rank = (_NEAR_AFTER * 2 if told else 1) + len(gap)
        elif speech.verb_last or not speech.spaced:
            # There, whose a noun is stands before it.
            continue
        else:
            gap = text[noun.end : edge.start]
            spoken = any(noun.end <= start < edge.start for start, _ in verbs)
            if len(gap) > _NEAR_AFTER or _BREAK.search(gap) or spoken or (speech.apart and speech.apart.search(gap)):
                continue
            if not edge.sides and edge.kind is not VoiceKind.OTHER:
                continue
            rank = 10 + len(gap)
        if best is None or rank < best[0]:
            best = rank, edge
    if best is None:
        return noun
    edge = best[1]
    kind = VoiceKind.OTHER if edge.kind is VoiceKind.OTHER else VoiceKind.NOUN
    return Voice(min(noun.start, edge.start), max(noun.end, edge.end), kind, edge.sides, head=True)


def name_behind(passage: Passage, voice: Voice) -> str | None:
    """The name right behind a rank or an office: two capitalised words."""
    match = _NAME.match(passage.text, voice.end)
    return match[1] if match and not passage.is_marked(match.start(1), match.end(1)) else None


def _apposed_side(
    noun: Voice, names: Sequence[Voice], text: str, verbs: Sequence[tuple[int, int]], speech: Speech
) -> tuple[Side, ...]:
    """Whose spokesman it is where his name stands beside it: "Kirby, a spokesman for the ministry"; but not "talks with
    Carter, said a spokesman"."""
    speaks, writes = (p and p.search(text, noun.start, noun.end) for p in (speech.mouths, speech.papers))
    if not speaks or writes:
        return ()
    for name in names:
        if not name.sides or (speech.places and speech.places.fullmatch(text[name.start : name.end])):
            continue
        told = any(name.end <= start and end <= noun.start for start, end in verbs)
        before = name.end <= noun.start and not told and _APPOSED.fullmatch(text[name.end : noun.start])
        behind = noun.end <= name.start and _APPOSED_BEHIND.fullmatch(text[noun.end : name.start])
        if (
            (before or behind)
            and name.sides
            and not (speech.places and speech.places.fullmatch(text[name.start : name.end]))
        ):
            return name.sides
    return ()


def _owner_side(noun: Voice, nouns: Sequence[Voice], text: str) -> tuple[Side, ...]:
    """Whose a ministry is right behind its spokesman."""
    last = nouns[-1] if nouns else None
    if last is None or not 0 < noun.start - last.end <= _OWNED or _BREAK.search(text[last.end : noun.start]):
        return ()
    return last.sides


def _named_side(passage: Passage, noun: Voice, speech: Speech) -> tuple[Side, ...]:
    name = name_behind(passage, noun) if speech.russian else None
    return ("ru",) if name and speech.russian and speech.russian.search(name) else ()


def _usual_side(noun: str, speech: Speech) -> tuple[Side, ...]:
    """The side whose such a noun is where nothing says whose."""
    return tuple(side for side in US_AND_RUSSIA if (pattern := speech.usual[side]) and pattern.search(noun))[:1]


def single_side(voice: Voice | None) -> Side | None:
    """The side whose voice it is, where it is one side's."""
    return voice.sides[0] if voice and len(voice.sides) == 1 else None


def side_across(voice: Voice | None) -> Side | None:
    """The side across from the one whose voice it is, where it is one side's."""
    side = single_side(voice)
    return other_side(side) if side else None
