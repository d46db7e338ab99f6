"""Which sentences of a text are read for contacts, and how much of each.

In: the text of a zone, where persons are mentioned in it. Out: stretches of it, in order. Called by `passages`; by
`attributions`, `between` and `accounts` for what a text quotes. Reading a sentence for every slot costs a hundred times
what recognition costs: of a text that is longer than an article only the beginning is read, and what stands around the
persons. All bounds are far above what articles have, so that they change no reading of one; they keep a text made for
it, or a day's whole transcript, from holding up all others.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from service.language.sentences import split_sentences

# Articles have 2,000 to 8,000 characters, long reads 15,000; the news stands at the beginning of either.
BEGINNING = 10_000
# Further on, in sentences around mentions: a briefing may come to a call only after an hour.
MOST_READ = 16_000
# As far into a text as mentions are looked for.
_SPLIT = 200_000
# The longest sentences of ministries have 700 characters. What is longer has lost its full stops, or is a list.
LONGEST = 800
# Of 16,000 characters, sentences of 60: headlines without a verb.
MOST_PASSAGES = 250
_AROUND = 1
QUOTATION = re.compile(r"[\"“«„「『‹]([^\"”»“„「」『』]{5,})[\"”»“」』]")
_QUOTED_WORDS = 3
_QUOTED_UNSPACED = 5
# Scripts from here on put no spaces, or few, between words.
_SPACED = "\u2e80"

Stretch = tuple[int, int]


def lies_within(place: int, stretches: Sequence[Stretch]) -> bool:
    """Whether a place lies in one of some stretches."""
    return any(start <= place < end for start, end in stretches)


def find_quoted(text: str) -> list[Stretch]:
    """Where a text quotes something of some length, and not only a name or a term in quotation marks."""
    return [
        match.span(1)
        for match in QUOTATION.finditer(text)
        if len(match[1].split()) >= _QUOTED_WORDS or (match[1][0] > _SPACED and len(match[1]) >= _QUOTED_UNSPACED)
    ]


def choose_stretches(text: str, mentions: Sequence[int]) -> list[Stretch]:
    """The stretches to read, sentences or parts of them, in order. `mentions`: where persons are named, ascending."""
    stretches = [part for sentence in split_sentences(text[:_SPLIT]) for part in _cut(text, sentence)]
    if len(stretches) <= MOST_PASSAGES and sum(end - start for start, end in stretches) <= BEGINNING:
        return stretches
    chosen: set[int] = set()
    left = MOST_READ
    for number in (*_number_beginning(stretches), *_number_named(stretches, mentions)):
        size = stretches[number][1] - stretches[number][0]
        if number not in chosen and size <= left and len(chosen) < MOST_PASSAGES:
            chosen.add(number)
            left -= size
    return [stretches[number] for number in sorted(chosen)]


def _number_beginning(stretches: Sequence[Stretch]) -> range:
    """The numbers of the stretches of the beginning; they leave some room for those further on."""
    count = next((number for number, (_, end) in enumerate(stretches) if end > BEGINNING), len(stretches))
    return range(min(count, MOST_PASSAGES * BEGINNING // MOST_READ))


def _number_named(stretches: Sequence[Stretch], mentions: Sequence[int]) -> list[int]:
    """The numbers of the stretches in which somebody is named, and of those beside them."""
    named: dict[int, None] = {}
    for number, (start, end) in enumerate(stretches):
        place = bisect_left(mentions, start)
        if place < len(mentions) and mentions[place] < end:
            around = range(max(0, number - _AROUND), min(len(stretches), number + _AROUND + 1))
            named.update(dict.fromkeys(around))
    return list(named)


def _cut(text: str, sentence: Stretch) -> list[Stretch]:
    """A sentence in parts of at most `LONGEST` characters, cut at blanks where there are any."""
    parts: list[Stretch] = []
    start, end = sentence
    while end - start > LONGEST:
        blank = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = blank + 1 if blank >= 0 else start + LONGEST
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)]
