"""The alerts of the ledger: a contact that is new or was held or refused, a side's first account, a changed slot.

In: an article with its place in the ledger. Out: alerts. Called by `decide`. One change, one alert: a contact and an
article raise the first of contact, account and revision that applies, and its reason tells the rest. What is only
looked back at raises none.
"""

from collections.abc import Sequence
from datetime import datetime

from service.model.alert import Alert, AlertKind, Priority
from service.model.article import Article
from service.model.contact import ContactClaim, ContactStatus, Initiator
from service.model.feed import Side
from service.model.ledger import SLOTS, FirstSinceCheck, LedgerContact, SlotChange
from service.model.verdict import Mention, MentionKind, Span
from service.model.watch import US_AND_RUSSIA
from service.stages.alerts.make import make_alert
from service.stages.alerts.placing import ContactNews, Placing
from service.stages.ledger.wording import CHANNEL_NAMES, word_people

SETTLED = (ContactStatus.HELD, ContactStatus.REFUSED)
_SIDES: dict[Side, str] = {"us": "US", "ru": "Russian"}
_WORDS = {"us": "US participants", "ru": "Russian participants", "first_since": "first since"}
_QUOTED = ("status", "channel", "initiator", "date")
"""The slots whose words an alert quotes, the first that the text states."""


def raise_contacts(article: Article, mentions: Sequence[Mention], placing: Placing, now: datetime) -> list[Alert]:
    """The alerts of the contacts that the article tells as news. A copy has none to tell."""
    raised: list[Alert] = []
    if placing.copy:
        return raised
    for news in placing.contacts:
        if news.claim.recalled or news.after.recalled:
            continue
        raised += _raise_contact(article, mentions, placing, news, now)
    return raised


def raise_missed_contact(
    article: Article,
    mentions: Sequence[Mention],
    story_id: str,
    contact: LedgerContact,
    claim: ContactClaim,
    now: datetime,
) -> Alert:
    """The `contact` alert of a contact that came into the ledger by a rescan: the article told it, nobody heard it."""
    return _make_contact(article, mentions, story_id, contact, claim, now, f"new contact: {describe_contact(contact)}")


def _raise_contact(
    article: Article, mentions: Sequence[Mention], placing: Placing, news: ContactNews, now: datetime
) -> list[Alert]:
    before, after, claim = news.before, news.after, news.claim
    story = placing.story_id
    if before is None or before.recalled:
        return [_make_contact(article, mentions, story, after, claim, now, f"new contact: {describe_contact(after)}")]
    if before.status is not after.status and after.status in SETTLED:
        reason = f"now {after.status.value}, was {before.status.value}: {describe_contact(after)}"
        return [_make_contact(article, mentions, story, after, claim, now, reason)]
    slots = [change for change in news.changes if change.slot in SLOTS]
    sides = [side for side in US_AND_RUSSIA if _has_account(after, side) and not _has_account(before, side)]
    if sides:
        # The rest is told once, with the first of them.
        told = [slots, *([()] * (len(sides) - 1))]
        return [
            _make_account(article, mentions, placing, news, side, rest, now)
            for side, rest in zip(sides, told, strict=True)
        ]
    if not slots:
        return []
    return [_make_revision(article, mentions, placing, news, slots, now)]


def describe_contact(contact: LedgerContact) -> str:
    """What a reader wants of a contact, on one line: channel, date, who, initiator, status, the first since when."""
    initiator = {Initiator.US: "initiated by the US", Initiator.RU: "initiated by Russia"}
    parts = [
        CHANNEL_NAMES[contact.channel].lower(),
        contact.date or "date unknown",
        word_people(contact),
        initiator.get(contact.initiator, "initiator unknown"),
        contact.status.value,
    ]
    if contact.first_since:
        parts.append(f"said to be the first since {contact.first_since}")
        if contact.first_since_check is FirstSinceCheck.CONFLICT:
            parts.append(f"but {contact.first_since_check.value}: {contact.conflicting}")
    return ", ".join(parts)


def describe_change(change: SlotChange) -> str:
    """One changed slot in words: "date 2024-06-25, was 2024-06-24"."""
    name = _WORDS.get(change.slot, change.slot)
    if change.after is None:
        return f"{name} no longer given, was {change.before}"
    return f"{name} {change.after}" + (f", was {change.before}" if change.before else "")


def _make_contact(
    article: Article,
    mentions: Sequence[Mention],
    story_id: str,
    contact: LedgerContact,
    claim: ContactClaim,
    now: datetime,
    reason: str,
) -> Alert:
    return make_alert(
        article,
        story_id,
        AlertKind.CONTACT,
        Priority.HIGH,
        f"{contact.id}|{contact.status.value}",
        now,
        reason=reason,
        rule=f"contact {contact.status.value}",
        span=_choose_span(claim, mentions),
        officials=_find_officials(contact, mentions),
        contact_id=contact.id,
    )


def _make_account(
    article: Article,
    mentions: Sequence[Mention],
    placing: Placing,
    news: ContactNews,
    side: Side,
    slots: Sequence[SlotChange],
    now: datetime,
) -> Alert:
    contact = news.after
    account = next(account for account in contact.accounts if account.side == side)
    mine = account.source.article_id == article.id and account.spans
    speaker = f", by {account.speaker}" if account.speaker else ""
    also = f"; also {'; '.join(map(describe_change, slots))}" if slots else ""
    return make_alert(
        article,
        placing.story_id,
        AlertKind.ACCOUNT,
        Priority.HIGH,
        f"{contact.id}|{side}",
        now,
        reason=f"first account of the {_SIDES[side]} side{speaker}: {describe_contact(contact)}{also}",
        rule=f"account of {side}",
        span=account.spans[0] if mine else _choose_span(news.claim, mentions),
        officials=_find_officials(contact, mentions),
        contact_id=contact.id,
    )


def _make_revision(
    article: Article,
    mentions: Sequence[Mention],
    placing: Placing,
    news: ContactNews,
    slots: Sequence[SlotChange],
    now: datetime,
) -> Alert:
    contact = news.after
    wanted = tuple(change.slot for change in slots)
    return make_alert(
        article,
        placing.story_id,
        AlertKind.REVISION,
        Priority.NORMAL,
        "|".join([contact.id, *(f"{change.slot}={change.after}" for change in slots)]),
        now,
        reason=f"{'; '.join(map(describe_change, slots))}: {describe_contact(contact)}",
        rule=f"slot {', '.join(wanted)}",
        span=_choose_span(news.claim, mentions, wanted),
        officials=_find_officials(contact, mentions),
        contact_id=contact.id,
    )


def _has_account(contact: LedgerContact, side: Side) -> bool:
    return any(account.side == side for account in contact.accounts)


def _find_officials(contact: LedgerContact, mentions: Sequence[Mention]) -> list[tuple[str, str]]:
    """The tracked officials who took part, as far as the article mentions them: (id, name)."""
    known = {mention.name: mention.official for mention in mentions if mention.official is not None}
    return [(official, name) for name in (*contact.us, *contact.ru) if (official := known.get(name)) is not None]


def _choose_span(claim: ContactClaim, mentions: Sequence[Mention], wanted: Sequence[str] = ()) -> Span | None:
    """What is quoted: words of the body for a slot, else of headline or summary, else the first name."""
    for slots in (wanted, _QUOTED):
        found = [span for slot in slots for name, span in claim.evidence if name == slot]
        if found:
            return min(found, key=lambda span: span.zone != "body")
    return next((mention.span for mention in mentions if mention.kind is MentionKind.NAME), None)
