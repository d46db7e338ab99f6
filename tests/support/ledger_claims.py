"""Claims with their sources, for tests of the ledger: one call writes what one article says of a contact."""

from datetime import UTC, datetime, timedelta

from service.model.contact import Account, Channel, ContactClaim, ContactStatus, Initiator
from service.model.feed import Side
from service.model.ledger import ContactSource, SourcedClaim, SourceKind
from service.model.verdict import Span

MORNING = datetime(2024, 6, 26, 8, 0, tzinfo=UTC)
DAY = "2024-06-25"


def make_source(
    outlet: str = "Example Times",
    kind: SourceKind = SourceKind.PAPER,
    *,
    number: int = 1,
    origin: str = "",
    text_id: str | None = None,
    side: Side | None = None,
    lang: str = "en",
    verified: bool = False,
    published: datetime | None = None,
) -> ContactSource:
    article_id = None if kind is SourceKind.IMPORT else f"a{number}"
    return ContactSource(
        article_id=article_id,
        outlet=outlet,
        origin=origin or outlet,
        kind=kind,
        published=published or MORNING + timedelta(hours=number),
        side=side,
        url=f"https://example.org/{number}" if article_id else None,
        lang=lang,
        text_id=text_id or article_id,
        verified=verified,
    )


def say(
    number: int,
    outlet: str = "Example Times",
    kind: SourceKind = SourceKind.PAPER,
    *,
    stated: tuple[str, ...] = ("date", "channel", "status", "initiator", "first_since"),
    date: str | None = DAY,
    channel: Channel = Channel.PHONE,
    status: ContactStatus = ContactStatus.HELD,
    initiator: Initiator = Initiator.UNKNOWN,
    us: tuple[str, ...] = ("Lloyd Austin",),
    ru: tuple[str, ...] = ("Andrei Belousov",),
    accounts: tuple[Account, ...] = (),
    first_since: str | None = None,
    recalled: bool = False,
    origin: str = "",
    text_id: str | None = None,
    side: Side | None = None,
    lang: str = "en",
    verified: bool = False,
    published: datetime | None = None,
) -> SourcedClaim:
    """What article `number` says. `stated`: the slots for which its text has words of its own."""
    claim = ContactClaim(
        channel=channel,
        status=status,
        initiator=initiator,
        date=date,
        us=us,
        ru=ru,
        accounts=accounts,
        first_since=first_since,
        recalled=recalled,
        evidence=tuple((slot, Span("body", 0, len(slot), slot)) for slot in stated),
    )
    source = make_source(
        outlet,
        kind,
        number=number,
        origin=origin,
        text_id=text_id,
        side=side,
        lang=lang,
        verified=verified,
        published=published,
    )
    return SourcedClaim(claim, source, number)


def tell(side: Side, *sentences: str, speaker: str = "the ministry") -> Account:
    """An account of these sentences."""
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span("body", at, at + len(sentence), sentence))
        at += len(sentence) + 1
    return Account(side, sentences[0], speaker, tuple(spans))
