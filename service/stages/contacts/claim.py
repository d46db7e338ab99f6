"""The contacts that one article claims.

In: an article, what was recognised in it, the watch, the topic's verdict. Out: `ContactClaim`s, the main one first;
none where the article is not relevant, at least one where it is. Called by the read job and by `hotline scan`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from service.model.article import Article
from service.model.contact import Channel, ContactClaim, ContactStatus, Initiator
from service.model.verdict import Mention, Span, Verdict
from service.model.watch import Watch
from service.stages.contacts.accounts import find_accounts
from service.stages.contacts.cues import Cues, load_cues
from service.stages.contacts.passages import Passage, read_passages
from service.stages.contacts.people import choose_pair, find_participants
from service.stages.contacts.slots import find_channel, find_initiator
from service.stages.contacts.status import find_status
from service.stages.contacts.when import Earlier, find_date, find_earlier, find_today


class ReadArticle(Protocol):
    """What this room needs of a reading: the persons mentioned, and the language."""

    @property
    def mentions(self) -> Sequence[Mention]: ...

    @property
    def language(self) -> str | None: ...


def claim_contacts(reading: ReadArticle, article: Article, watch: Watch, verdict: Verdict) -> tuple[ContactClaim, ...]:
    """The contacts of a relevant article, the main one first, then those that it only recalls."""
    if not verdict.relevant:
        return ()
    cues = load_cues(reading.language or article.lang)
    passages = read_passages(article, reading.mentions, cues)
    today = find_today(article)
    main = _claim_main(passages, article, watch, today, cues)
    earlier = find_earlier(passages, today, main.date, cues)
    return (main, *_claim_recalled(main, earlier, watch, today, cues))


def _claim_main(passages: Sequence[Passage], article: Article, watch: Watch, today: date, cues: Cues) -> ContactClaim:
    pair = choose_pair(passages, watch, today)
    passages = mark_asides(passages, pair) if pair else passages
    channel, channel_spans = find_channel(passages, pair is not None, cues)
    status, status_spans = find_status(passages, cues, channel)
    people = find_participants(passages, watch, today, channel, status, cues)
    lasting = max(map(len, people.values())) > 1
    day, day_spans = find_date(passages, today, status, channel, lasting, cues)
    if day is not None and day[:7] != f"{today:%Y-%m}":
        # Offices may have had other holders then.
        people = find_participants(passages, watch, _as_day(day, today), channel, status, cues)
    initiator, initiator_spans = find_initiator(passages, cues, status)
    accounts = find_accounts(passages, article.side, channel, cues)
    if initiator is Initiator.UNKNOWN and status is ContactStatus.REFUSED and len(accounts) == 1:
        # Of a call that failed the side tells that had sought it; of a line cut off the side that did it.
        initiator = Initiator(accounts[0].side)
    earlier = find_earlier(passages, today, day, cues)
    return ContactClaim(
        channel=channel,
        status=status,
        initiator=initiator,
        date=day,
        us=people["us"],
        ru=people["ru"],
        accounts=accounts,
        first_since=earlier[0].month if earlier else None,
        evidence=(
            *_evidence("channel", channel_spans),
            *_evidence("status", status_spans),
            *_evidence("date", day_spans),
            *_evidence("initiator", initiator_spans),
            *_evidence("first_since", [found.span for found in earlier[:1]]),
        ),
    )


def mark_asides(passages: Sequence[Passage], pair: tuple[str, str]) -> list[Passage]:
    """The passages, those of the body that name two others than the main pair taken for recalled."""
    return [
        replace(passage, recalled=True)
        if passage.zone == "body"
        and {mention.side for mention in passage.mentions} == {"us", "ru"}
        and not {mention.name for mention in passage.mentions} & set(pair)
        else passage
        for passage in passages
    ]


def _claim_recalled(
    main: ContactClaim, earlier: Sequence[Earlier], watch: Watch, today: date, cues: Cues
) -> tuple[ContactClaim, ...]:
    """One claim a contact that is only looked back at, by its date."""
    claims: dict[str, ContactClaim] = {}
    for found in earlier:
        when = found.day or found.month
        channel, _ = find_channel([found.passage], True, cues)
        pair = choose_pair([found.passage], watch, _as_day(when, today))
        claims.setdefault(
            when,
            ContactClaim(
                channel=channel if channel is not Channel.HOTLINE else main.channel,
                status=ContactStatus.HELD,
                date=when,
                us=(pair[0],) if pair and found.passage.recalled else (),
                ru=(pair[1],) if pair and found.passage.recalled else (),
                recalled=True,
                evidence=(("date", found.span),),
            ),
        )
    return tuple(claims.values())


def _as_day(when: str | None, today: date) -> date:
    if when is None:
        return today
    return date.fromisoformat(when if len(when) == 10 else f"{when}-15")


def _evidence(slot: str, spans: Sequence[Span]) -> tuple[tuple[str, Span], ...]:
    return tuple((slot, span) for span in spans[:3])
