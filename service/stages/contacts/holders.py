"""Office-holders whom nobody tracks, by the name that an article gives them.

In: an article's passages, its mentions, the watch. Out: the mentions and the watch, with such a holder called as the
text calls him, and further mentions where the text names him without his office. Called by `claim`. The watch knows
"Robert Gates" as who held an office on a day; the text may say "Роберт Гейтс", "Robert M. Gates" or "Gates".
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher

from service.language.phrases import fold_text
from service.model.verdict import Mention, MentionKind
from service.model.watch import US_AND_RUSSIA, Holder, Office, Watch
from service.stages.contacts.cues import Cues
from service.stages.contacts.passages import Passage
from service.stages.contacts.strangers import find_names

_ENDING = 3
_BEFORE = re.compile(r", (?:\w{1,4} )?")
# What is marked, a side or a date, is no word.
_WORDS = re.compile('[^\\s,.:()«»"\ue000-\uf8ff-]+')
_ALIKE = 0.5
_SAME = 0.8
_WORD_BEFORE = re.compile(r"(\S+) $")
_RULE = "office holder by name"


def _list_holders(watch: Watch, day: date) -> list[tuple[Office, Holder]]:
    """The offices of both sides that somebody untracked held on a day, with who it was."""
    held = [(office, office.holder_on(day)) for office in watch.offices if office.side in US_AND_RUSSIA]
    return [(office, holder) for office, holder in held if holder is not None and holder.official is None]


def name_holders(
    passages: Sequence[Passage], mentions: Sequence[Mention], watch: Watch, day: date, cues: Cues
) -> tuple[list[Mention], Watch]:
    """The mentions and the watch, the untracked holders of `day` called as the passages call them; the watch itself
    where none is called otherwise."""
    called: dict[str, str] = {}
    named: list[Mention] = []
    for office, holder in _list_holders(watch, day):
        told = _find_told(passages, holder.name, cues)
        if told is not None:
            called[holder.name] = told
            named += _find_named(passages, office, holder.name, told, cues)
    if not called:
        return list(mentions), watch
    known = [replace(m, name=called[m.name]) if m.official is None and m.name in called else m for m in mentions]
    return [*known, *named], replace(watch, offices=tuple(_rename(office, called) for office in watch.offices))


def _rename(office: Office, called: Mapping[str, str]) -> Office:
    holders = (
        replace(holder, name=called[holder.name]) if holder.official is None and holder.name in called else holder
        for holder in office.holders
    )
    return replace(office, holders=tuple(holders))


def _find_told(passages: Sequence[Passage], name: str, cues: Cues) -> str | None:
    """The name that stands beside a holder's office, else the one that the watch has if the text has it, too."""
    told: Counter[str] = Counter()
    for passage in passages:
        offices = [m for m in passage.mentions if m.kind is MentionKind.OFFICE and m.name == name]
        for first, end, other in find_names(passage, cues) if offices else ():
            if _may_be(other, name) and any(_is_beside(passage, first, end, office, cues) for office in offices):
                told[other] += 1
    if told:
        return told.most_common(1)[0][0]
    if any(name in passage.text for passage in passages):
        return name
    spelt = Counter(
        other for passage in passages for _, _, other in find_names(passage, cues) if _is_spelt(other, name)
    )
    return spelt.most_common(1)[0][0] if spelt else None


def _is_spelt(told: str, name: str) -> bool:
    """Whether a name without an office is a holder's in another spelling: "Anatolii Serdiukov"."""
    one, other = _fold_name(told), _fold_name(name)
    return _are_alike(one[0], other[0], _ALIKE) and _are_alike(one[-1], other[-1], _SAME)


def _may_be(told: str, name: str) -> bool:
    """Whether two names may be one person's: in one script their surnames are alike, however they are transcribed."""
    one, other = _fold_name(told)[-1], _fold_name(name)[-1]
    return not one.isascii() or _are_alike(one, other, _ALIKE)


def _fold_name(name: str) -> list[str]:
    return [part.casefold() for part in fold_text(name).split()]


def _are_alike(one: str, other: str, least: float) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= least


def _is_beside(passage: Passage, first: int, end: int, office: Mention, cues: Cues) -> bool:
    """Whether a name stands right behind an office, a rank between them at most, or in apposition before it."""
    start, last = office.span.start - passage.start, office.span.end - passage.start
    if first >= last:
        words = _WORDS.findall(passage.marked[last:first])
        # "Army General", "генерал армии".
        return not words or (len(words) <= 2 and any(cues.ranks and cues.ranks.fullmatch(word) for word in words))
    return end <= start and _BEFORE.fullmatch(passage.folded, end, start) is not None


def _find_named(passages: Sequence[Passage], office: Office, name: str, told: str, cues: Cues) -> list[Mention]:
    """The places where the text names a holder without his office: by the surname, with or without what goes before."""
    if not cues.spaced or cues.called:
        return []
    surnames = sorted({told.split()[-1], name.split()[-1]})
    given = rf"(?:{'|'.join(re.escape(each.rsplit(' ', 1)[0]) for each in sorted({told, name}))})"
    pattern = re.compile(rf"(?<!\w)(?:{given} )?(?:{'|'.join(map(re.escape, surnames))})\w{{0,{_ENDING}}}(?!\w)")
    return [
        Mention(told, office.side, MentionKind.NAME, passage.part(*match.span()), _RULE, office=office.id)
        for passage in passages
        for match in pattern.finditer(passage.text)
        if not passage.is_marked(*match.span()) and not _is_of_other(passage, match.start(), cues)
    ]


def _is_of_other(passage: Passage, start: int, cues: Cues) -> bool:
    """Whether another given name stands before a surname."""
    before = _WORD_BEFORE.search(passage.text, 0, start)
    if before is None or passage.zone == "title" or before.start() == 0 or passage.is_marked(*before.span(1)):
        return False
    word = before[1].strip("(«\"“'")
    titled = cues.ranks is not None and cues.ranks.fullmatch(fold_text(word).rstrip(".").lower())
    return word[:1].isupper() and len(word) > 3 and not titled
