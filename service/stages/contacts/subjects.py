"""Who a verb of saying belongs to: its subject.

In: a passage in which persons are overwritten, a verb in it, the voices of the passage, the speech patterns of its
language. Out: the voice, or None. Called by `attributions`.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest

from service.stages.contacts.cues import DATE
from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import Speech
from service.stages.contacts.voices import Voice, VoiceKind

_BEFORE = 110
_PERSON_BEFORE = 32
_BEHIND = 60
_OPENING = 22
# "in its own", "in a separate written".
_ASIDE_WORDS = 4
ADDRESSED = 14
_REACH_BACK = 16
PAUSES = ',;:"“”«»„–—()，、；：'
_DASH = " - "
_TITLE = re.compile(r"(?<= )(?:[A-Z][\w.]* )+$")
_BLANKS = re.compile(r"\s{2,}")
# Between an office and the name of who holds it: a rank at most.
_APPOSED = re.compile(r"(?: of \w+)?, (?:\w[\w.]* ){0,2}")
# Between a subject and its verb, in commas: "in its own readout".
_ASIDE = re.compile(r", [^,;:\"()]{3,60}, ?")
# «Интерфаксу», "Kommersant".
_QUOTED_NAME = re.compile(r"[\"“«„][^\"”»“„ ]{2,20}[\"”»“]")


def find_pronoun(text: str, start: int, end: int, speech: Speech) -> Voice | None:
    """ "He added": who it is must be known from before."""
    if speech.pronouns is None:
        return None
    # "The ministry said it was": behind the verb a pronoun opens what was said.
    last = start if speech.straight else min(len(text), end + 6)
    for match in speech.pronouns.finditer(text, max(0, start - _REACH_BACK), last):
        gap = text[match.end() : start] if match.end() <= start else text[end : match.start()]
        if len(gap) <= 5 and len(gap.split()) <= 1 and not set(gap) & set(PAUSES):
            return Voice(match.start(), match.end(), VoiceKind.NOUN, (), head=True)
    return None


def find_placed(text: str, start: int, end: int, voices: Sequence[Voice], speech: Speech) -> Voice | None:
    """ "Aus dem Ministerium hieß es", "hieß es im Pentagon": where it was said stands right beside the verb."""
    for voice in voices:
        before = voice.end <= start
        gap = text[voice.end : start] if before else text[end : voice.start]
        lead = text[max(0, voice.start - 2 * _REACH_BACK) : voice.start]
        # "Aus diplomatischen Kreisen" has a word between.
        led = speech.at and any(speech.at.search(part) for part in (lead, lead.rstrip().rpartition(" ")[0]))
        if led and len(gap) <= (ADDRESSED if before else _BEHIND) and not set(gap) & set(PAUSES):
            return voice
    return None


def find_subject(text: str, start: int, end: int, voices: Sequence[Voice], speech: Speech) -> Voice | None:
    """The subject of a verb: before it, or behind it where its clause opens with it."""
    before = find_before(text, start, voices, speech)
    behind = _find_behind(text, end, voices, speech)
    if speech.verb_first:
        if behind is None and speech.that and speech.that.match(text[end:].lstrip()):
            # "and said that": its subject is that of the verb before.
            return before
        return behind or (before if before and start - before.end <= ADDRESSED else None)
    if not _opens_clause(text, start, voices):
        return before or behind
    if before and speech.straight and _ASIDE.fullmatch(text, before.end, start):
        # "The ministry, in a separate statement, said the two generals".
        return before
    if before and speech.straight and start - before.end <= _PERSON_BEFORE and behind and not behind.head:
        # "Austin, the secretary, said Moscow had asked".
        return before
    return behind or before


def find_before(text: str, start: int, voices: Sequence[Voice], speech: Speech) -> Voice | None:
    """The nearest voice before a verb that may be its subject; a place speaks where nobody else does."""
    place: Voice | None = None
    for voice in reversed(voices):
        if voice.end > start:
            continue
        gap = _BLANKS.sub(" ", text[voice.end : start])
        if len(gap) > _BEFORE:
            break
        # "talked with Defense Minister Sergei Shoigu, and said": the title is passed over.
        reach = 2 * _REACH_BACK if speech.straight else _REACH_BACK
        lead = text[max(0, voice.start - reach) : voice.start]
        lead = _TITLE.sub("", lead) if speech.straight else lead
        if speech.at and speech.at.search(lead):
            # "In Moskau heißt es": a place speaks where nobody else does.
            place = place or voice
        if (speech.to and speech.to.search(lead)) or _is_in_aside(text, voice, gap, speech):
            continue
        leaves = _leaves(gap) and not (speech.straight and gap == ", " and _is_apposed(text, voice, voices))
        if voice.kind is VoiceKind.PERSON and (len(gap) > _PERSON_BEFORE or leaves):
            continue
        return voice
    return place


def _is_in_aside(text: str, voice: Voice, gap: str, speech: Speech) -> bool:
    """Whether a paper only tells where it was said, between commas: "A, in a separate statement, said"."""
    if gap != ", " or voice.sides or speech.papers is None:
        return False
    lead = text[text.rfind(",", 0, voice.start) + 1 : voice.start].split()
    within = speech.to is not None and bool(lead) and speech.to.search(f" {lead[0]} ")
    return bool(within and len(lead) <= _ASIDE_WORDS and speech.papers.search(text, voice.start, voice.end))


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
    later = [voice for voice in voices if voice.start >= end]
    for voice, following in zip_longest(later, later[1:]):
        gap = _QUOTED_NAME.sub("", text[end : voice.start])
        if len(gap) > _BEHIND or set(gap) & set(PAUSES) or (speech.that and speech.that.search(gap)):
            return None
        other = voice.kind is VoiceKind.OTHER
        addressed = speech.to and speech.to.search(gap) and (other or not (speech.at and speech.at.search(gap)))
        if not addressed and not (other and following and _is_told_news(text, voice, following, speech)):
            return voice
    return None


def _is_told_news(text: str, other: Voice, following: Voice, speech: Speech) -> bool:
    """Whether a newsroom is told something by who is named right behind it: "a declare CNN un responsable"."""
    gap = text[other.end : following.start]
    if len(gap) > _REACH_BACK or set(gap) & set(PAUSES) or not speech.genitive:
        return False
    led = speech.to is not None and any(speech.to.search(word) for word in gap.split())
    return following.kind is VoiceKind.OTHER or (following.head and bool(following.sides) and not led)


def _opens_clause(text: str, start: int, voices: Sequence[Voice]) -> bool:
    """Whether a verb stands at the beginning of its clause, at most a word or two before it."""
    # A dash, which folding made a hyphen, stands alone.
    dash = text.rfind(_DASH, 0, start)
    clause = max(*(text.rfind(pause, 0, start) for pause in PAUSES), dash + 2 if dash >= 0 else -1) + 1
    return start - clause <= _OPENING and not any(clause <= voice.start < start for voice in voices)


def find_last_subject(passage: Passage, text: str, start: int, voices: Sequence[Voice], speech: Speech) -> Voice | None:
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
