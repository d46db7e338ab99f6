"""What the two sides say to each other, which is the contact and no account of it.

In: a passage in which persons are overwritten, a verb of saying with the voice that it belongs to. Out: whether that is
told to the other side, or said in the call itself. Called by `attributions`.
"""

import re
from collections.abc import Sequence

from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import Speech
from service.stages.contacts.stretches import find_quoted
from service.stages.contacts.subjects import ADDRESSED
from service.stages.contacts.voices import Voice, VoiceKind, find_sides

_REFLEXIVE = re.compile(r"^(?:sich|sie|się|se|si)\s+")


def is_between_sides(
    passage: Passage, text: str, verb: tuple[int, int], voice: Voice, voices: Sequence[Voice], speech: Speech
) -> bool:
    """Whether what a voice says is said to the other side, or in the contact itself."""
    start, end = verb
    return (
        _is_addressed(end, voice, voices)
        or _is_said_within(text, voice, voices, speech)
        or _is_passed_on(passage, end, voice, speech)
        or _is_told_before(passage, text, start, voice, voices, speech)
    )


def _is_addressed(end: int, voice: Voice, voices: Sequence[Voice]) -> bool:
    """Whether a person is told: what was said in the contact is no account of it."""
    following = next((other for other in voices if other.start >= end and other is not voice), None)
    return (
        following is not None
        and following.start - end <= ADDRESSED
        and following.kind is VoiceKind.PERSON
        and voice.kind is VoiceKind.PERSON
        and not set(following.sides) & set(voice.sides)
    )


def _is_said_within(text: str, voice: Voice, voices: Sequence[Voice], speech: Speech) -> bool:
    """Whether a person says it in the contact itself: "said in a call with his colleague B". Who is quoted there word
    for word, or talks with third parties, gives an account of it all the same."""
    if voice.kind is not VoiceKind.PERSON or speech.during is None or find_quoted(text):
        return False
    if any(other.kind is VoiceKind.OTHER for other in voices):
        return False
    return speech.during.search(text) is not None


def _is_passed_on(passage: Passage, end: int, voice: Voice, speech: Speech) -> bool:
    """Whether one side tells it the other: "Moscow complained to the Americans"."""
    if speech.whom is None or voice.kind is VoiceKind.AGENCY or len(voice.sides) != 1:
        return False
    for other in find_sides(passage):
        if other.sides == voice.sides or not end <= other.start <= end + ADDRESSED:
            continue
        gap = passage.folded[end : other.start].strip()
        word = passage.folded[other.start : other.end]
        if speech.whom.fullmatch(_REFLEXIVE.sub("", gap)) or (speech.datives and speech.datives.search(word)):
            return True
    return False


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
