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
from service.stages.contacts.cues import DATE
from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import Speech
from service.stages.contacts.voices import Known, Voice, VoiceKind, find_voices, mask_persons

_BEFORE = 110
_PERSON_BEFORE = 32
_BEHIND = 60
_BEHIND_BY = 18
_AFTER = 8
_OPENING = 22
_ADDRESSED = 14
_PAPER = 14
_PAPER_UNSPACED = 3
_REACH_BACK = 16
_PAUSES = ',;:"“”«»„–—()，、；：'
_DASH = " - "
_BLANKS = re.compile(r"\s{2,}")
# Between an office and the name of who holds it: a rank at most.
_APPOSED = re.compile(r"(?: of \w+)?, (?:\w[\w.]* ){0,2}")
_QUOTATION = re.compile(r"[\"“«„「『‹]([^\"”»“„「」『』]{5,})[\"”»“」』]")
_QUOTED_WORDS = 3
_TAIL = 60
# "on Wednesday"
_DAY = 14
# "several senior", between a comma and who speaks.
_LEAD_WORDS = 3
# Scripts from here on put no spaces, or few, between words.
_SPACED = "\u2e80"
_QUOTED_UNSPACED = 5
# «Интерфаксу», "Kommersant".
_QUOTED_NAME = re.compile(r"[\"“«„][^\"”»“„ ]{2,20}[\"”»“]")
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
    quotes = _quotes(passage.text)
    if not (verbs or quotes) and passage.zone == "body" and not any(turn and turn.search(text) for turn in turns):
        return []
    voices = find_voices(passage, text, speech, verbs, known)
    introduced = {*_introduced(text, voices, speech), *_speak_by_colon(passage, text, voices)}
    told = set(_speak_by_verb(passage, text, verbs, voices, speech))
    tellers = {v for v in introduced if v.sides and (speech.verb_last or _closes(text, v.end, voices, verbs))}
    tellers |= set(_tell_last(text, verbs, voices, speech))
    if tellers:
        # "According to A, B said" where verbs end the sentence, "B said, according to A": what A says that B said.
        told = {voice for voice in told if {*voice.sides} & {s for other in tellers for s in other.sides}}
    if speech.hearsay and speech.hearsay.search(passage.folded.rstrip()):
        # What a person is said to have said is the word of who passes it on.
        told = {voice for voice in told if voice.kind is not VoiceKind.PERSON}
    found = sorted(introduced | told | set(_speak_by_paper(text, voices, speech)), key=lambda voice: voice.start)
    if not found and passage.zone == "body" and text == plain:
        found = _speak_by_trade(text, voices, quotes, speech)
    if any(voice.kind is not VoiceKind.AGENCY for voice in found):
        # "TASS reports, citing the Pentagon": the agency only passes it on.
        found = [voice for voice in found if voice.kind is not VoiceKind.AGENCY]
    return [
        Saying(voice.sides, voice, voice.head or not _is_place(text, voice, speech))
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
    for start, end in verbs[-1:] if speech.straight and len(verbs) > 1 else ():
        voice = _find_before(text, start, voices, speech)
        if voice is None or not voice.sides or not voice.head or len(text[end:].strip(_CLOSES)) > _DAY:
            continue
        pause = text.rfind(",", 0, voice.start)
        lead = text[pause + 1 : voice.start].split()
        if pause >= 0 and len(lead) <= _LEAD_WORDS:
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
    papers += [match.span(1) for match in _QUOTATION.finditer(passage.text)]
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
        voice = _find_pronoun(text, start, end, speech)
        if voice is not None and speech.impersonal and speech.impersonal.fullmatch(text[voice.start : voice.end]):
            voice = _find_placed(text, start, end, voices, speech) or voice
        if voice is None and speech.verb_last:
            voice = _find_last_subject(passage, text, start, voices, speech)
        elif voice is None:
            voice = _find_subject(text, start, end, voices, speech)
        if (
            voice is None
            or _is_addressed(end, voice, voices)
            or _is_told_before(passage, text, start, voice, voices, speech)
        ):
            continue
        act = speech.acts is not None and speech.acts.fullmatch(text[start:end])
        if not act or voice.head or (voice.kind is VoiceKind.NAME and not _is_place(text, voice, speech)):
            yield voice


def _is_place(text: str, voice: Voice, speech: Speech) -> bool:
    """Whether a voice is no more than a country or a capital."""
    return bool(speech.places and speech.places.fullmatch(text[voice.start : voice.end]))


def _find_pronoun(text: str, start: int, end: int, speech: Speech) -> Voice | None:
    """ "He added": who it is must be known from before."""
    if speech.pronouns is None:
        return None
    # "The ministry said it was": behind the verb a pronoun opens what was said.
    last = start if speech.straight else min(len(text), end + 6)
    for match in speech.pronouns.finditer(text, max(0, start - _REACH_BACK), last):
        gap = text[match.end() : start] if match.end() <= start else text[end : match.start()]
        if len(gap) <= 5 and len(gap.split()) <= 1 and not set(gap) & set(_PAUSES):
            return Voice(match.start(), match.end(), VoiceKind.NOUN, (), head=True)
    return None


def _find_placed(text: str, start: int, end: int, voices: Sequence[Voice], speech: Speech) -> Voice | None:
    """ "Aus dem Ministerium hieß es", "hieß es im Pentagon": where it was said stands right beside the verb."""
    for voice in voices:
        before = voice.end <= start
        gap = text[voice.end : start] if before else text[end : voice.start]
        lead = text[max(0, voice.start - 2 * _REACH_BACK) : voice.start]
        # "Aus diplomatischen Kreisen" has a word between.
        led = speech.at and any(speech.at.search(part) for part in (lead, lead.rstrip().rpartition(" ")[0]))
        if led and len(gap) <= (_ADDRESSED if before else _BEHIND) and not set(gap) & set(_PAUSES):
            return voice
    return None


def _find_subject(text: str, start: int, end: int, voices: Sequence[Voice], speech: Speech) -> Voice | None:
    before = _find_before(text, start, voices, speech)
    behind = _find_behind(text, end, voices, speech)
    if speech.verb_first:
        if behind is None and speech.that and speech.that.match(text[end:].lstrip()):
            # "and said that": its subject is that of the verb before.
            return before
        return behind or (before if before and start - before.end <= _ADDRESSED else None)
    if not _opens_clause(text, start, voices):
        return before or behind
    if before and speech.straight and start - before.end <= _PERSON_BEFORE and behind and not behind.head:
        # "Austin, the secretary, said Moscow had asked".
        return before
    return behind or before


def _find_before(text: str, start: int, voices: Sequence[Voice], speech: Speech) -> Voice | None:
    place: Voice | None = None
    for voice in reversed(voices):
        if voice.end > start:
            continue
        gap = _BLANKS.sub(" ", text[voice.end : start])
        if len(gap) > _BEFORE:
            break
        lead = text[max(0, voice.start - _REACH_BACK) : voice.start]
        if speech.at and speech.at.search(lead):
            # "In Moskau heißt es": a place speaks where nobody else does.
            place = place or voice
        if speech.to and speech.to.search(lead):
            continue
        leaves = _leaves(gap) and not (speech.straight and gap == ", " and _is_apposed(text, voice, voices))
        if voice.kind is VoiceKind.PERSON and (len(gap) > _PERSON_BEFORE or leaves):
            continue
        return voice
    return place


def _is_apposed(text: str, person: Voice, voices: Sequence[Voice]) -> bool:
    """Whether a person is named behind his office: "The chairman of the Joint Chiefs, General A, described"."""
    return any(
        voice.sides == person.sides and _APPOSED.fullmatch(text, voice.end, person.start) is not None
        for voice in voices
        if voice.end <= person.start
    )


def _leaves(gap: str) -> bool:
    """Whether a gap has one pause, so that its end is another clause; an aside has two."""
    return sum(gap.count(pause) for pause in ",，") == 1


def _find_behind(text: str, end: int, voices: Sequence[Voice], speech: Speech) -> Voice | None:
    for voice in voices:
        if voice.start < end:
            continue
        gap = _QUOTED_NAME.sub("", text[end : voice.start])
        if len(gap) > _BEHIND or set(gap) & set(_PAUSES) or (speech.that and speech.that.search(gap)):
            return None
        addressed = speech.to and speech.to.search(gap) and not (speech.at and speech.at.search(gap))
        if not addressed:
            return voice
    return None


def _opens_clause(text: str, start: int, voices: Sequence[Voice]) -> bool:
    """Whether a verb stands at the beginning of its clause, at most a word or two before it."""
    # A dash, which folding made a hyphen, stands alone.
    dash = text.rfind(_DASH, 0, start)
    clause = max(*(text.rfind(pause, 0, start) for pause in _PAUSES), dash + 2 if dash >= 0 else -1) + 1
    return start - clause <= _OPENING and not any(clause <= voice.start < start for voice in voices)


def _find_last_subject(
    passage: Passage, text: str, start: int, voices: Sequence[Voice], speech: Speech
) -> Voice | None:
    """The subject of a verb that ends its sentence: right before it, a date between at most, else the first one of the
    sentence."""
    folded = passage.folded
    subjects = [
        (voice, end) for voice in voices if voice.end <= start and (end := _subject_end(folded, text, voice, speech))
    ]
    for voice, end in reversed(subjects):
        gap = passage.marked[end:start].replace(DATE, "")
        if end <= start and len(gap) <= (2 if speech.subject else 12):
            return voice
    return subjects[0][0] if subjects else None


def _subject_end(folded: str, text: str, voice: Voice, speech: Speech) -> int | None:
    """Where the subject that a voice is ends, with what marks it as one; None where it is none."""
    if speech.subject is not None:
        match = speech.subject.match(folded, voice.end)
        if match is None and voice.kind is VoiceKind.PERSON:
            # Where a person is overwritten, the particle that marks it may be too.
            match = speech.subject.match(folded, voice.end - 1)
        return match.end() if match else None
    following = text[voice.end : voice.end + 6].split()
    bare = not text[voice.end : voice.end + 1].isalnum() and text[voice.end : voice.end + 1] not in ("'", "’")
    return voice.end if bare and not (following and speech.to and speech.to.search(f" {following[0]} ")) else None


def _is_addressed(end: int, voice: Voice, voices: Sequence[Voice]) -> bool:
    """Whether a person is told: what was said in the contact is no account of it."""
    following = next((other for other in voices if other.start >= end and other is not voice), None)
    return (
        following is not None
        and following.start - end <= _ADDRESSED
        and following.kind is VoiceKind.PERSON
        and voice.kind is VoiceKind.PERSON
        and not set(following.sides) & set(voice.sides)
    )


def _is_told_before(
    passage: Passage, text: str, start: int, voice: Voice, voices: Sequence[Voice], speech: Speech
) -> bool:
    """The same where who is told stands before the verb: "A to B said"."""
    if voice.kind is not VoiceKind.PERSON:
        return False
    for other in voices:
        across = other.kind is VoiceKind.PERSON and set(other.sides) - set(voice.sides)
        if not across or not voice.end <= other.start < start:
            continue
        if speech.told and speech.told.match(passage.folded, other.start, start):
            return True
        if not (speech.spaced or speech.verb_last) and speech.to and speech.to.search(text[voice.end : other.start]):
            return True
    return False


def _introduced(text: str, voices: Sequence[Voice], speech: Speech) -> Iterator[Voice]:
    for match in speech.by.finditer(text) if speech.by else ():
        behind = next((voice for voice in voices if voice.end > match.end()), None)
        gap = text[match.end() : behind.start] if behind else ""
        if behind and len(gap) <= _BEHIND_BY and not set(gap) & set(_PAUSES):
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
        return not speech.genitive and len(gap) <= near and not set(gap) & set(_PAUSES) and len(gap.split()) <= 1
    gap = text[paper.end() : voice.start]
    return not speech.verb_last and len(gap) <= _PAPER and not set(gap) & set(_PAUSES) and len(gap.split()) <= 2


def _speak_by_trade(text: str, voices: Sequence[Voice], quoted: bool, speech: Speech) -> list[Voice]:
    """Who says something though no verb of saying is known: a spokesman, whatever he does; beside a quotation the only
    side that could have spoken."""
    able = [v for v in voices if len(v.sides) == 1 and not _is_place(text, v, speech)]
    for voice in able:
        if speech.mouths and speech.mouths.search(text, voice.start, voice.end):
            return [voice]
    sides = {side for voice in voices if voice.kind is not VoiceKind.OTHER for side in voice.sides}
    others = any(voice.kind is VoiceKind.OTHER for voice in voices)
    return able[:1] if quoted and len(sides) == 1 and not others else []


def _quotes(text: str) -> bool:
    """Whether a text has a quotation of some length, and not only a name or a term in quotation marks."""
    return any(
        len(match[1].split()) >= _QUOTED_WORDS or (match[1][0] > _SPACED and len(match[1]) >= _QUOTED_UNSPACED)
        for match in _QUOTATION.finditer(text)
    )


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
