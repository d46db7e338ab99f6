"""The contacts that one article claims.

In: an article, what was recognised in it, the watch, the topic's verdict. Out: `ContactClaim`s, the main one first;
none where the article is not relevant, at least one where it is. Called by the read job and by `hotline scan`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from service.model.article import Article
from service.model.contact import Account, Channel, ContactClaim, ContactStatus, Initiator
from service.model.feed import Side
from service.model.verdict import Mention, MentionKind, Span, Verdict
from service.model.watch import US_AND_RUSSIA, Watch
from service.stages.contacts.accounts import find_accounts
from service.stages.contacts.beside import claim_beside
from service.stages.contacts.chronicle import find_listed, is_listed
from service.stages.contacts.cues import Cues, load_cues
from service.stages.contacts.earlier import Earlier, Pair, find_earlier
from service.stages.contacts.holders import name_holders
from service.stages.contacts.pairs import choose_pair, find_rank
from service.stages.contacts.passages import Passage, read_passages
from service.stages.contacts.people import find_participants
from service.stages.contacts.slots import find_channel, find_initiator
from service.stages.contacts.sought import Sought, is_opening, is_use
from service.stages.contacts.speech import load_speech
from service.stages.contacts.status import find_status
from service.stages.contacts.today import Today, find_today
from service.stages.contacts.when import find_date

# "In late March".
_OPENING = 10
_ASKED_BEFORE = 14
_UNKNOWN: tuple[Initiator, tuple[Span, ...]] = (Initiator.UNKNOWN, ())


class ReadArticle(Protocol):
    """What this room needs of a reading: the persons mentioned, and the language."""

    @property
    def mentions(self) -> Sequence[Mention]: ...

    @property
    def language(self) -> str | None: ...


def claim_contacts(reading: ReadArticle, article: Article, watch: Watch, verdict: Verdict) -> tuple[ContactClaim, ...]:
    """The contacts of a relevant article: the main one, other news, and those that it only recalls; none
    where the topic is about other sides than the United States and Russia, whose people alone are participants."""
    topic = next((topic for topic in watch.topics if topic.id == verdict.topic), None)
    if not verdict.relevant or (topic is not None and set(topic.sides) != set(US_AND_RUSSIA)):
        return ()
    if article.side not in US_AND_RUSSIA:
        article = replace(article, side=None)
    cues = load_cues(reading.language or article.lang)
    mentions = [mention for mention in reading.mentions if mention.side in US_AND_RUSSIA]
    passages = read_passages(article, mentions, cues)
    mentions, called = name_holders(passages, mentions, watch, article.published.date(), cues)
    if called is not watch:
        watch, passages = called, read_passages(article, mentions, cues)
    today = find_today(article, passages, cues)
    main, earlier = _claim_main(passages, article, watch, today, cues)
    beside = claim_beside(passages, main, earlier, watch, today, cues)
    listed = find_listed(passages, main, earlier, today.told, cues)
    return (main, *beside, *_claim_recalled(main, (*earlier, *listed), watch, today.told, cues))


def _claim_main(
    passages: Sequence[Passage], article: Article, watch: Watch, today: Today, cues: Cues
) -> tuple[ContactClaim, tuple[Earlier, ...]]:
    """The main contact, and those before it that the text dates."""
    pair = choose_pair(passages, watch, today.told)
    passages = mark_asides(passages, pair, watch, today.told, cues) if pair else passages
    channel, channel_spans = find_channel(passages, pair is not None, cues)
    status, status_spans = find_status(passages, cues, channel)
    people = find_participants(passages, watch, today.told, channel, status, cues)
    lasting = max(map(len, people.values())) > 1
    standing = channel is Channel.HOTLINE
    # That a line stands is no use of it: "it was not used at the weekend".
    used = standing and status is not ContactStatus.REPORTED and is_use(passages, cues)
    sought = Sought(status, channel, standing and is_opening(passages, cues), used)
    day, day_spans = find_date(passages, today, sought, lasting, cues)
    if day is not None and day[:7] != f"{today.told:%Y-%m}":
        # Offices may have had other holders then.
        people = find_participants(passages, watch, _as_day(day, today.told), channel, status, cues)
    held = status is ContactStatus.HELD
    earlier = find_earlier(passages, today, day, held, _describe_pair(people, watch, today.told), cues)
    # "On March 24, a spokesman said that they refused": in the text of a call of May, that is no word on the call.
    past = [(_opens_before(passage, today, day) if held and not standing else 0, passage) for passage in passages]
    told = [passage for days, passage in past if not days]
    # Who asks for a call does so some days before it.
    news = _mark_earlier([passage for days, passage in past if days <= _ASKED_BEFORE], earlier, today, day)
    initiator, initiator_spans = find_initiator(news, people, channel, status, cues)
    months = {today.told.month, *([int(day[5:7])] if day else [])}
    accounts = tuple(
        _find_initiative(account, passages, people, channel, status, cues)
        for account in find_accounts(told, people, article.side, channel, load_speech(cues.lang), months)
    )
    if initiator is Initiator.UNKNOWN and status is ContactStatus.REFUSED and len(accounts) == 1:
        # Of a call that failed the side tells that had sought it; of a line cut off the side that did it.
        initiator = Initiator(accounts[0].side)
    before = _choose_earlier(earlier, channel, any(people.values()))
    claim = ContactClaim(
        channel=channel,
        status=status,
        initiator=initiator,
        date=day,
        us=people["us"],
        ru=people["ru"],
        accounts=accounts,
        first_since=before[0].month if before else None,
        evidence=(
            *_evidence("channel", channel_spans),
            *_evidence("status", status_spans),
            *_evidence("date", day_spans),
            *_evidence("initiator", initiator_spans),
            *_evidence("first_since", [found.span for found in before]),
        ),
    )
    return claim, earlier


def _choose_earlier(earlier: Sequence[Earlier], channel: Channel, named: bool) -> Sequence[Earlier]:
    """The contact before the main one, if the text tells of one of the same two: the latest. `named`: people took part.

    A line between institutions is no contact of two people that could be the first since another; nor is a talk about
    it the use before.
    """
    standing = channel is Channel.HOTLINE
    return [found for found in earlier if found.same and not (standing and not (named and found.stated))][:1]


def _find_initiative(
    account: Account,
    passages: Sequence[Passage],
    people: Mapping[Side, Sequence[str]],
    channel: Channel,
    status: ContactStatus,
    cues: Cues,
) -> Account:
    """The account with the initiator that it gives by itself: the two sides may each give another."""
    own = [passage for passage in passages if passage.span in account.spans]
    initiator, spans = find_initiator(own, people, channel, status, cues) if own else (Initiator.UNKNOWN, ())
    return account if initiator is Initiator.UNKNOWN else replace(account, initiator=initiator, initiative=spans[0])


def _describe_pair(people: Mapping[Side, Sequence[str]], watch: Watch, today: date) -> Pair:
    """The participants, with all who have held their offices: "the ministers last spoke" is of offices too."""
    named = {name for names in people.values() for name in names}
    names, ranks = set(named), set()
    for side in US_AND_RUSSIA:
        offices = [office for office in watch.offices if office.side == side]
        for rank, office in enumerate(offices):
            now = office.holder_on(today)
            if now is not None and now.name in named:
                names |= {holder.name for holder in office.holders}
                ranks.add(rank)
    return Pair(frozenset(names), ranks.pop() if len(ranks) == 1 else None)


def mark_asides(
    passages: Sequence[Passage], pair: tuple[str, str], watch: Watch, told: date, cues: Cues
) -> list[Passage]:
    """The passages, those of the body that tell of two others than the main pair, or list older contacts, taken for
    recalled. Two others are told of by name, or as the two ministers in a text on the two generals."""
    ranks = {find_rank(name, watch, told) for name in pair} - {None}
    others = [pattern for at, pattern in enumerate(cues.chiefs) if pattern and len(ranks) == 1 and at not in ranks]

    def tells_of_others(passage: Passage) -> bool:
        if passage.zone != "body" or {mention.name for mention in passage.mentions} & set(pair):
            return False
        if passage.order > 0 and passage.mentions and passage.contact and _opens_with_day(passage):
            # "On the eve, the minister spoke with his colleague", in a text on the two generals.
            return True
        by_rank = passage.order > 0 and not passage.mentions and bool(passage.dates)
        return passage.names_both_sides or (by_rank and any(one.search(passage.folded) for one in others))

    return [
        replace(passage, recalled=True) if is_listed(passage, pair, told) or tells_of_others(passage) else passage
        for passage in passages
    ]


def _opens_with_day(passage: Passage) -> bool:
    return any(expression.names_day and expression.start <= _OPENING for expression in passage.dates)


def _mark_earlier(
    passages: Sequence[Passage], earlier: Sequence[Earlier], today: Today, day: str | None
) -> list[Passage]:
    """The passages, those behind the lead that date another contact, and not the main one, taken for recalled."""
    apart = [found.passage.span for found in earlier if not found.stated]
    marked: list[Passage] = []
    for passage in passages:
        if passage.order > 0 and passage.span in apart:
            aside = all(today.resolve(expression, passage) != day for expression in passage.dates)
        else:
            # "The call was made by the Russian side" goes on about the contact told right before.
            goes_on = bool(marked) and marked[-1].span in apart and marked[-1].recalled
            aside = goes_on and passage.zone == "body" and not passage.mentions and not passage.dates
        marked.append(replace(passage, recalled=True) if aside else passage)
    return marked


def _opens_before(passage: Passage, today: Today, day: str | None) -> int:
    """How many days before the contact's is the day, or the month, that a sentence behind the lead opens with; 0 where
    it is none before."""
    if passage.zone != "body" or passage.order == 0 or day is None or len(day) < 10:
        return 0
    opening = next((expression for expression in passage.dates if expression.start <= _OPENING), None)
    found = today.resolve(opening, passage) if opening else None
    if found is None or found >= day[: len(found)] or any(today.resolve(e, passage) == day for e in passage.dates):
        return 0
    return (date.fromisoformat(day) - _as_day(found, today.told)).days


def _claim_recalled(
    main: ContactClaim, earlier: Sequence[Earlier], watch: Watch, today: date, cues: Cues
) -> tuple[ContactClaim, ...]:
    """One claim a contact that is only looked back at, by its date."""
    claims: list[ContactClaim] = []
    for found in earlier:
        # Here its sentence is not background: it is all that tells of this contact.
        passage = replace(found.passage, recalled=False, order=0)
        channel, _ = find_channel([passage], True, cues)
        channel = channel if channel is not Channel.HOTLINE else main.channel
        us, ru = (_recall_people(side, main, found, watch, today) for side in US_AND_RUSSIA)
        # What else the sentence tells is of the contact only where the contact is all that it tells of.
        alone = {*us, *ru} <= {mention.name for mention in passage.mentions}
        people: dict[Side, tuple[str, ...]] = {"us": us, "ru": ru}
        initiator, _ = find_initiator([passage], people, channel, ContactStatus.HELD, cues) if alone else _UNKNOWN
        claims.append(
            ContactClaim(
                channel=channel,
                status=ContactStatus.HELD,
                initiator=initiator,
                date=found.date,
                us=us if us and ru else (),
                ru=ru if us and ru else (),
                recalled=True,
                evidence=(("date", found.span),),
            )
        )
    return tuple(claims)


def _recall_people(side: Side, main: ContactClaim, found: Earlier, watch: Watch, today: date) -> tuple[str, ...]:
    """Who took part on one side: who is named there; else, of the same two, who held the offices of the main pair."""
    # By name before by office: in "the secretary, Lloyd Austin" the title is of him.
    there = sorted(found.passage.people(side), key=lambda mention: mention.kind is not MentionKind.NAME)
    people = tuple(mention.name for mention in there[:1])
    if not found.same and not (there and there[0].kind is not MentionKind.NAME):
        return people
    day = _as_day(found.date, today)
    # "Hegseth called, the first since July 2024", "the secretary called in July 2024": of those in office then.
    people = people or (main.us if side == "us" else main.ru)
    for office in watch.offices:
        now, then = office.holder_on(today), office.holder_on(day)
        if now and then and office.side == side and people[:1] == (now.name,):
            return (then.name,)
    return people[:1]


def _as_day(when: str | None, today: date) -> date:
    if when is None:
        return today
    return date.fromisoformat(when if len(when) == 10 else f"{when}-15")


def _evidence(slot: str, spans: Sequence[Span]) -> tuple[tuple[str, Span], ...]:
    return tuple((slot, span) for span in spans[:3])
