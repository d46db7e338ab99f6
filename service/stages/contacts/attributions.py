"""Whose word a passage is: each verb or turn of saying with the voice that it belongs to.

In: a passage and the speech patterns of its language. Out: `Saying`s. Called by `accounts`. A verb belongs to the
nearest voice before it, or right behind it where the text is told backwards ("..., said the ministry"); where the
verb ends the sentence, to its first subject. A source may also be introduced ("according to"), or speak by a paper of
its own ("the Kremlin's version"). Who is spoken to or about is no source, nor is who is said to be silent.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from re import Match

from service.model.feed import Side
from service.stages.contacts.between import is_between_sides
from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import Speech
from service.stages.contacts.stretches import QUOTATION, find_quoted
from service.stages.contacts.subjects import (
    PAUSES,
    find_before,
    find_last_subject,
    find_placed,
    find_pronoun,
    find_subject,
)
from service.stages.contacts.voices import Known, Voice, VoiceKind, find_voices, mask_persons

_BEHIND_BY = 18
_AFTER = 8
_PAPER = 14
_PAPER_UNSPACED = 3
_TAIL = 60
# Between two who say the same: "and", and an article.
_JOINED_BY = 2
_ARTICLE = 3
# "from", and an article.
_LEAD = 12
# "on Wednesday"
_DAY = 14
# "several senior", between a comma and who speaks.
_LEAD_WORDS = 3
_CLOSES = ' .!\n"”»'
_COLON = re.compile(r"\s*[:：]|(?: ?[\w.]+)? ?[「“‘]")


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing said. `sides`: by whom; empty where the text leaves that open. `firm`: by more than a bare country or
    capital ("Russia denies"), which as often speaks of something else."""

    sides: tuple[Side, ...]
    voice: Voice
    firm: bool


def find_sayings(passage: Passage, speech: Speech, known: Known) -> list[Saying]:
    """Who says something in a passage, in reading order, third parties left out. `known`: people not tracked."""
    plain = mask_persons(passage)
    text = _hide_silence(plain, speech)
    verbs = _find_verbs(passage, text, speech)
    turns = (speech.by, speech.after, speech.papers, speech.mouths)
    quoted = find_quoted(passage.text)
    if not (verbs or quoted) and passage.zone == "body" and not any(turn and turn.search(text) for turn in turns):
        return []
    voices = find_voices(passage, text, speech, verbs, known)
    introduced = {*_introduced(text, voices, speech), *_speak_by_colon(passage, text, voices)}
    # Who is named within what is quoted does not say it: "the general will call," the statement said.
    outside = [v for v in voices if not any(start <= v.start and v.end <= end for start, end in quoted)]
    told = set(_speak_by_verb(passage, text, verbs, outside, speech))
    told |= {other for voice in told for other in _find_joined(text, voice, outside, speech)}
    introduced |= {other for voice in introduced for other in _find_joined(text, voice, outside, speech)}
    tellers = {v for v in introduced if v.sides and (speech.verb_last or _closes(text, v.end, voices, verbs))}
    tellers |= set(_tell_last(text, verbs, voices, speech))
    behind = {side for voice in _tell_behind(text, verbs, outside, speech) for side in voice.sides}
    if behind:
        told = {voice for voice in told if voice.kind is not VoiceKind.PERSON or behind & {*voice.sides}}
    if tellers:
        # "According to A, B said" where verbs end the sentence, "B said, according to A": what A says that B said.
        told = {voice for voice in told if {*voice.sides} & {s for other in tellers for s in other.sides}}
    if speech.hearsay and speech.hearsay.search(passage.folded.rstrip()):
        # What a person is said to have said is the word of who passes it on.
        told = {voice for voice in told if voice.kind is not VoiceKind.PERSON}
    found = sorted(introduced | told | set(_speak_by_paper(text, voices, speech)), key=lambda voice: voice.start)
    if not found and passage.zone == "body" and text == plain:
        found = _speak_by_trade(text, outside, bool(quoted), speech)
    if any(voice.kind is not VoiceKind.AGENCY for voice in found):
        # "TASS reports, citing the Pentagon": the agency only passes it on.
        found = [voice for voice in found if voice.kind is not VoiceKind.AGENCY]
    return [
        Saying(voice.sides, voice, not _is_bare(text, voice, speech))
        for voice in found
        if voice.kind is not VoiceKind.OTHER and (voice.sides or not _is_nameless(text, voice, speech))
    ]


def _closes(text: str, place: int, voices: Sequence[Voice], verbs: Sequence[tuple[int, int]]) -> bool:
    """Whether nobody says anything behind a place: "according to two officials familiar with the exchange"."""
    tail = text[place:].strip(_CLOSES)
    later = any(voice.start >= place for voice in voices) or any(start >= place for start, _ in verbs)
    return not tail or (len(tail) <= _TAIL and not later)


def _tell_last(text: str, verbs: Sequence[tuple[int, int]], voices: Sequence[Voice], speech: Speech) -> Iterator[Voice]:
    """Who tells all of a sentence, at its end: "Moscow told the Americans that it will strike, officials said"."""
    for start, end in verbs[-1:] if speech.straight and speech.spaced and len(verbs) > 1 else ():
        voice = find_before(text, start, voices, speech)
        if voice is None or not voice.sides or len(text[end:].strip(_CLOSES)) > _DAY:
            continue
        if not (voice.head or _is_named(text, voice, speech)):
            continue
        pause = text.rfind(",", 0, voice.start)
        lead = text[pause + 1 : voice.start].split()
        if pause >= 0 and len(lead) <= _LEAD_WORDS:
            yield voice


def _tell_behind(
    text: str, verbs: Sequence[tuple[int, int]], voices: Sequence[Voice], speech: Speech
) -> Iterator[Voice]:
    """The same where the verb stands before who tells all: "A voiced concern, a dit un responsable du Pentagone"."""
    for start, end in verbs[-1:] if not speech.straight and len(verbs) > 1 else ():
        clause = text.rfind(",", 0, start)
        voice = find_subject(text, start, end, voices, speech) if 0 <= clause >= start - _DAY else None
        institution = voice is not None and voice.start >= end and voice.head and voice.kind is not VoiceKind.PERSON
        if voice and institution and voice.sides and len(text[voice.end :].strip(_CLOSES)) <= _TAIL:
            yield voice


def _is_nameless(text: str, voice: Voice, speech: Speech) -> bool:
    return bool(speech.nameless and speech.nameless.search(text, voice.start, voice.end))


def _hide_silence(text: str, speech: Speech) -> str:
    """The text without what says that nothing was said, and what only says who somebody is; of the same length."""
    for pattern in (speech.silent, speech.relative):
        text = pattern.sub(lambda match: " " * len(match[0]), text) if pattern else text
    return text


def _find_verbs(passage: Passage, text: str, speech: Speech) -> list[tuple[int, int]]:
    """Where verbs of saying stand; none within the name of a side ("United States")."""
    found = (match.span() for match in speech.verbs.finditer(text)) if speech.verbs else ()
    papers = [match.span() for match in speech.papers.finditer(text)] if speech.papers else []
    # What somebody quoted says that others said is not said by them here.
    papers += [match.span(1) for match in QUOTATION.finditer(passage.text)]
    return [
        (start, end)
        for start, end in found
        # "told Russian agencies" is one.
        if not passage.is_marked(start, start + 1) and not any(first <= start and end <= last for first, last in papers)
    ]


def _speak_by_verb(
    passage: Passage, text: str, verbs: Sequence[tuple[int, int]], voices: Sequence[Voice], speech: Speech
) -> Iterator[Voice]:
    for start, end in verbs:
        voice = find_pronoun(text, start, end, speech)
        if voice is not None and speech.impersonal and speech.impersonal.fullmatch(text[voice.start : voice.end]):
            voice = find_placed(text, start, end, voices, speech) or voice
        if voice is None and speech.verb_last:
            voice = find_last_subject(passage, text, start, voices, speech)
        elif voice is None:
            voice = find_subject(text, start, end, voices, speech)
        if voice is None or is_between_sides(passage, text, (start, end), voice, voices, speech):
            continue
        if voice.start >= end and speech.straight and speech.apart and speech.apart.match(text, voice.end + 1):
            # "which said the American side had asked"
            continue
        act = speech.acts is not None and speech.acts.fullmatch(text[start:end])
        # "Aus Moskau versicherte man": where a place is no more than where it was said, it is who says it.
        placed = speech.at is not None and speech.at.search(text[max(0, voice.start - _LEAD) : voice.start])
        if not act or voice.head or _is_named(text, voice, speech) or placed:
            yield voice


def _is_place(text: str, voice: Voice, speech: Speech) -> bool:
    """Whether a voice is no more than a country or a capital."""
    return bool(speech.places and speech.places.fullmatch(text[voice.start : voice.end]))


def _is_bare(text: str, voice: Voice, speech: Speech) -> bool:
    """Whether no ministry or spokesman of the country or capital is told: "Moscow said"."""
    return not voice.head and _is_place(text, voice, speech)


def _is_named(text: str, voice: Voice, speech: Speech) -> bool:
    """Whether it is a name, of somebody or of an institution, and no place: "Kirby said"."""
    return voice.kind is VoiceKind.NAME and not _is_place(text, voice, speech)


def _find_joined(text: str, voice: Voice, voices: Sequence[Voice], speech: Speech) -> Iterator[Voice]:
    """The other side where it says the same: "the Pentagon and the Russian ministry said". No persons: those talk."""
    if VoiceKind.PERSON is voice.kind:
        return
    bare = _is_bare(text, voice, speech)
    for other in voices:
        if bare and not _is_bare(text, other, speech):
            # A capital says the same as the other one: "Washington and Moscow said"; but "the ministry and Russia".
            continue
        first, last = sorted((voice, other), key=lambda one: one.start)
        gap = text[first.end : last.start].strip().split(maxsplit=1)
        joined = len(gap) <= _JOINED_BY and speech.joins is not None and bool(gap) and speech.joins.fullmatch(gap[0])
        across = len(other.sides) == 1 and other.sides != voice.sides and other.kind is not VoiceKind.PERSON
        if across and joined and (len(gap) == 1 or len(gap[1]) <= _ARTICLE) and first.end <= last.start:
            yield other


def _introduced(text: str, voices: Sequence[Voice], speech: Speech) -> Iterator[Voice]:
    for match in speech.by.finditer(text) if speech.by else ():
        behind = next((voice for voice in voices if voice.end > match.end()), None)
        gap = text[match.end() : behind.start] if behind else ""
        if behind and len(gap) <= _BEHIND_BY and not set(gap) & set(PAUSES):
            yield behind
    for voice in voices:
        match_after = speech.after.search(text, voice.end, voice.end + _AFTER + 24) if speech.after else None
        if match_after and match_after.start() - voice.end <= (0 if voice.kind is VoiceKind.PERSON else _AFTER):
            yield voice


def _speak_by_paper(text: str, voices: Sequence[Voice], speech: Speech) -> Iterator[Voice]:
    """Voices that are, or stand beside, a statement or a version."""
    for match in speech.papers.finditer(text) if speech.papers else ():
        for voice in voices:
            if voice.kind is VoiceKind.OTHER or not voice.sides:
                continue
            inside = voice.start <= match.start() and match.end() <= voice.end
            if inside or _stands_beside(text, voice, match, speech):
                yield replace(voice, head=True)
                break


def _stands_beside(text: str, voice: Voice, paper: Match[str], speech: Speech) -> bool:
    if voice.end <= paper.start():
        gap = text[voice.end : paper.start()]
        near = _PAPER if speech.spaced else _PAPER_UNSPACED
        return not speech.genitive and len(gap) <= near and not set(gap) & set(PAUSES) and len(gap.split()) <= 1
    gap = text[paper.end() : voice.start]
    return not speech.verb_last and len(gap) <= _PAPER and not set(gap) & set(PAUSES) and len(gap.split()) <= 2


def _speak_by_trade(text: str, voices: Sequence[Voice], quoted: bool, speech: Speech) -> list[Voice]:
    """Who says something though no verb of saying is known: a spokesman, whatever he does; beside a quotation the only
    side that could have spoken."""
    able = [v for v in voices if len(v.sides) == 1 and not _is_place(text, v, speech)]
    for voice in able:
        if speech.mouths and speech.mouths.search(text, voice.start, voice.end):
            return [voice]
    # "Speaking with General B, the secretary": who is spoken to, or stands for a whole office, does not say it.
    if speech.to and any(speech.to.search(text[max(0, v.start - _LEAD) : v.start]) for v in able[:1]):
        return []
    sides = {side for voice in voices if voice.kind is not VoiceKind.OTHER for side in voice.sides}
    others = any(voice.kind is VoiceKind.OTHER for voice in voices)
    return able[:1] if quoted and len(sides) == 1 and not others else []


def _speak_by_colon(passage: Passage, text: str, voices: Sequence[Voice]) -> Iterator[Voice]:
    """ "Pentagon: the line is open", at the beginning of a headline or summary."""
    if voices and passage.zone != "body" and voices[0].start <= 2 and _COLON.match(text, voices[0].end):
        yield replace(voices[0], head=True)


def resolve_sides(saying: Saying, last: Side | None, usual: Side | None) -> tuple[Side, ...]:
    """Whose voice it is: as the text says, else that of who spoke last, else the `usual` one."""
    if saying.sides:
        return saying.sides
    side = last or usual
    return (side,) if side else ()
