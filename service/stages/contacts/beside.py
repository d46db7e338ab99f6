"""Further contacts that an article tells of as news beside its main one: "the same day, the generals talked, too".

In: the passages as they were read, the main claim, the contacts that the text looks back at. Out: a claim each, not
`recalled`. Called by `claim`. A sentence opens one where it tells of a contact, by a channel that it names, of a person
of each side who both had no part in the main one. It is news where its day is not before that of the main contact, or
where, without a day, it is tied to the main one ("separately"). What names nobody but those two tells of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from service.model.contact import Channel, ContactClaim, ContactStatus
from service.model.feed import Side
from service.model.verdict import Span
from service.model.watch import Watch
from service.stages.contacts.accounts import find_accounts
from service.stages.contacts.cues import Cues
from service.stages.contacts.earlier import Earlier
from service.stages.contacts.pairs import choose_pair
from service.stages.contacts.passages import Passage
from service.stages.contacts.slots import find_channel, find_initiator
from service.stages.contacts.sought import Sought
from service.stages.contacts.speech import load_speech
from service.stages.contacts.status import find_status
from service.stages.contacts.today import Today
from service.stages.contacts.when import find_date

# Where the main contact has no day: how far back a day is still news.
_NEWS = timedelta(days=3)
_TOLD = (ContactStatus.HELD, ContactStatus.REFUSED, ContactStatus.PLANNED)


def claim_beside(
    passages: Sequence[Passage], main: ContactClaim, earlier: Sequence[Earlier], watch: Watch, today: Today, cues: Cues
) -> tuple[ContactClaim, ...]:
    """One claim a further pair of people, in reading order."""
    if not (main.us and main.ru):
        # Of a contact of nobody in particular, people further on may well be the ones.
        return ()
    taken = {*main.us, *main.ru}
    claims: list[ContactClaim] = []
    for passage in passages:
        if _opens(passage, taken, earlier) and (pair := choose_pair([passage], watch, today.told)):
            about = list(_tell_of(passages, pair))
            claim = _claim(about, pair, main, today, cues)
            if claim is not None:
                claims.append(claim)
                taken |= set(pair)
    return tuple(claims)


def _opens(passage: Passage, taken: set[str], earlier: Sequence[Earlier]) -> bool:
    names = {mention.name for mention in passage.mentions}
    return (
        passage.zone != "title"
        and passage.contact
        and not passage.recalled
        and not passage.foreign
        and passage.names_both_sides
        and not names & taken
        and all(found.passage is not passage for found in earlier)
    )


def _tell_of(passages: Sequence[Passage], pair: tuple[str, str]) -> Iterator[Passage]:
    """The passages that name the pair, or one of it, and nobody else, as the text of the contact's own."""
    order = 0
    for passage in passages:
        names = {mention.name for mention in passage.mentions}
        if names and names <= set(pair) and not passage.recalled and not passage.foreign:
            yield replace(passage, order=order)
            order += 1


def _claim(
    about: Sequence[Passage], pair: tuple[str, str], main: ContactClaim, today: Today, cues: Cues
) -> ContactClaim | None:
    channel, channel_spans = find_channel(about, True, cues)
    status, status_spans = find_status(about, cues, channel)
    if channel is Channel.HOTLINE or status not in _TOLD or not channel_spans:
        return None
    day, day_spans = _find_day(about, Sought(status, channel), main, today, cues)
    if day is None:
        return None
    people: dict[Side, tuple[str, ...]] = {"us": pair[:1], "ru": pair[1:]}
    initiator, initiator_spans = find_initiator(about, people, channel, status, cues)
    spans = {"channel": channel_spans, "status": status_spans, "date": day_spans, "initiator": initiator_spans}
    return ContactClaim(
        channel=channel,
        status=status,
        initiator=initiator,
        date=day,
        us=people["us"],
        ru=people["ru"],
        accounts=find_accounts(about, people, None, channel, load_speech(cues.lang)),
        evidence=tuple((slot, span) for slot, found in spans.items() for span in found[:3]),
    )


def _find_day(
    about: Sequence[Passage], sought: Sought, main: ContactClaim, today: Today, cues: Cues
) -> tuple[str | None, tuple[Span, ...]]:
    """Its day, where that makes it news; without one, the main contact's where the text ties the two together."""
    day, spans = find_date(about, today, sought, False, cues)
    full = main.date is not None and len(main.date) == 10
    if spans and day is not None and len(day) == 10:
        limit = date.fromisoformat(main.date) if full and main.date else today.told - _NEWS
        return (day, spans) if date.fromisoformat(day) >= min(limit, today.told) else (None, ())
    tied = cues.beside is not None and cues.beside.search(about[0].marked) is not None
    return (main.date if tied and full and not spans and sought.status is main.status else None), ()
