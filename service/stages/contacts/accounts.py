"""What each side itself says of the contact.

In: the passages, the side whose official voice the article is, if any. Out: an `Account` for each side that speaks;
every span is verbatim. Called by `claim`. Only a side's own voices count: its ministry, its spokesmen, its agencies
quoting them; what one side says that the other said does not, nor does a readout that is attributed to nobody.
"""

from collections.abc import Sequence

from service.model.contact import Account
from service.model.feed import Side
from service.stages.contacts.cues import PERSON_MARK, SIDES, VOICE_MARK, Cues
from service.stages.contacts.passages import Passage

_MOST_SPANS = 4


def find_accounts(passages: Sequence[Passage], voice: Side | None, cues: Cues) -> tuple[Account, ...]:
    """The accounts, the US one first. `voice`: the side whose own publication the article is."""
    found = (find_account(passages, side, side == voice, cues) for side in SIDES)
    return tuple(account for account in found if account is not None)


def find_account(passages: Sequence[Passage], side: Side, own_voice: bool, cues: Cues) -> Account | None:
    """The account of one side, or None."""
    spoken: list[tuple[Passage, str]] = []
    pattern = cues.says[side]
    for before, passage in zip((None, *passages), passages, strict=False):
        if passage.zone == "title" or not _concerns_contact(passage, before):
            continue
        match = pattern.search(passage.voiced) if pattern else None
        if match:
            spoken.append((passage, _speaker(passage, match.start(), match.end(), side)))
        elif own_voice and not passage.foreign:
            spoken.append((passage, ""))
    if not spoken:
        return None
    gist = next((passage for passage, _ in spoken if passage.zone == "body"), spoken[0][0])
    speaker = next((speaker for _, speaker in spoken if speaker), "")
    return Account(side, gist.text, speaker, tuple(passage.span for passage, _ in spoken[:_MOST_SPANS]))


def _concerns_contact(passage: Passage, before: Passage | None) -> bool:
    """Whether a passage speaks of the contact: by its own words, or as the sentence right after one that does."""
    if passage.foreign:
        return False
    follows = before is not None and before.zone == passage.zone and before.contact and not before.foreign
    return passage.contact or bool(passage.mentions) or follows


def _speaker(passage: Passage, start: int, end: int, side: Side) -> str:
    """The voice inside a match, as the text words it."""
    marks = [at for at in range(start, end) if passage.voiced[at] in (VOICE_MARK[side], PERSON_MARK[side])]
    mark = passage.voiced[marks[0]]
    last = marks[0]
    while last + 1 < len(passage.voiced) and passage.voiced[last + 1] == mark:
        last += 1
    return passage.text[marks[0] : last + 1]
