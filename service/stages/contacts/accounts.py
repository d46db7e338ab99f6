"""What each side itself says of the contact.

In: the passages, the side whose official voice the article is, if any. Out: an `Account` for each side that speaks;
every span is verbatim. Called by `claim`. Only a side's own voices count: its ministry, its spokesmen, its agencies
quoting them; what one side says that the other said does not, nor does a readout that is attributed to nobody.
"""

import re
from collections.abc import Sequence

from service.model.contact import Account, Channel
from service.model.feed import Side
from service.stages.contacts.cues import CAPITAL_MARK, PERSON_MARK, SIDES, VOICE_MARK, Cues
from service.stages.contacts.passages import Passage

_MOST_SPANS = 4


def find_accounts(passages: Sequence[Passage], voice: Side | None, channel: Channel, cues: Cues) -> tuple[Account, ...]:
    """The accounts, the US one first. `voice`: the side whose own publication the article is."""
    spoken: dict[Side, list[tuple[Passage, str]]] = {side: [] for side in SIDES}
    last: Side | None = None
    for at, passage in enumerate(passages):
        if passage.zone == "title":
            continue
        concerns = _concerns_contact(passage, passages[max(0, at - 2) : at], channel)
        matches = {side: _find_saying(passage, side, cues) for side in SIDES}
        speakers = [side for side in SIDES if matches.get(side)]
        for side in speakers:
            match = matches[side]
            if match and concerns:
                spoken[side].append((passage, _speaker(passage, match.start(), match.end(), side)))
        if not speakers and last and concerns and cues.continues and cues.continues.search(passage.folded):
            spoken[last].append((passage, ""))
        elif not speakers and voice and concerns:
            spoken[voice].append((passage, ""))
        last = speakers[-1] if speakers else _sole_voice(passage) or last
    return tuple(_make_account(side, spoken[side]) for side in SIDES if spoken[side])


def _find_saying(passage: Passage, side: Side, cues: Cues) -> re.Match[str] | None:
    """Where a voice of the side says something; looked for only where one is named."""
    pattern = cues.says[side]
    named = any(mark[side] in passage.voiced for mark in (VOICE_MARK, CAPITAL_MARK, PERSON_MARK))
    return pattern.search(passage.voiced) if pattern and named else None


def _make_account(side: Side, spoken: Sequence[tuple[Passage, str]]) -> Account:
    gist = next((passage for passage, _ in spoken if passage.zone == "body"), spoken[0][0])
    speaker = next((speaker for _, speaker in spoken if speaker), "")
    return Account(side, gist.text, speaker, tuple(passage.span for passage, _ in spoken[:_MOST_SPANS]))


def _sole_voice(passage: Passage) -> Side | None:
    """The side whose voice alone is named in a passage, where it is only one."""
    voices = [side for side in SIDES if VOICE_MARK[side] in passage.voiced]
    return voices[0] if len(voices) == 1 else None


def _concerns_contact(passage: Passage, before: Sequence[Passage], channel: Channel) -> bool:
    """Whether a passage speaks of the contact: by its own words, or right after one that does. Whatever is said about
    a standing line that opens or closes is."""
    if passage.foreign:
        return False
    follows = any(other.zone == passage.zone and other.contact and not other.foreign for other in before)
    return passage.contact or bool(passage.mentions) or follows or channel is Channel.HOTLINE


def _speaker(passage: Passage, start: int, end: int, side: Side) -> str:
    """The voice inside a match, as the text words it."""
    own = (VOICE_MARK[side], CAPITAL_MARK[side], PERSON_MARK[side])
    marks = [at for at in range(start, end) if passage.voiced[at] in own]
    mark = passage.voiced[marks[0]]
    last = marks[0]
    while last + 1 < len(passage.voiced) and passage.voiced[last + 1] == mark:
        last += 1
    return passage.text[marks[0] : last + 1]
