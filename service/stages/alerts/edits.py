"""The alert of an article that was changed at its source: an official or a slot came or went.

In: an article with its place in the ledger and what it said before. Out: one alert or none. Called by `decide`, after
the alerts of contacts and mentions: what these have told already is not told again.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from service.model.alert import Alert, AlertKind, Priority
from service.model.article import Article
from service.model.contact import ContactClaim, Initiator
from service.model.ledger import SLOTS
from service.model.verdict import Mention, MentionKind
from service.stages.alerts.make import make_alert
from service.stages.alerts.placing import Placing

_LEDGER = (AlertKind.CONTACT, AlertKind.ACCOUNT, AlertKind.REVISION)
_ACCOUNTS = ("us_account", "ru_account")


def raise_edit(
    article: Article,
    mentions: Sequence[Mention],
    placing: Placing,
    raised: Sequence[Alert],
    mentioned: Collection[str],
    now: datetime,
) -> list[Alert]:
    """`raised`: the alerts of this article so far; `mentioned`: the officials that its mention names."""
    edited = placing.edited
    if edited is None:
        return []
    before, after = _find_named(edited.mentions), _find_named(mentions)
    went = sorted(set(before) - set(after))
    came = sorted(set(after) - set(before) - set(mentioned))
    told = {
        change.slot
        for news in placing.contacts
        if any(alert.kind in _LEDGER and alert.contact_id == news.after.id for alert in raised)
        for change in news.changes
    }
    slots = [change for change in _compare_claims(edited.claims, edited.now) if change[0] not in told]
    if not (went or came or slots):
        return []
    names = {**before, **after}
    said = [f"no longer names {names[official]}" for official in went]
    said += [f"now names {names[official]}" for official in came]
    said += [_word_slot(*change) for change in slots]
    key = [article.id, *(f"-{o}" for o in went), *(f"+{o}" for o in came), *(f"{s}={new}" for s, _, new in slots)]
    main = next((news for news in placing.contacts if not news.claim.recalled), None)
    return [
        make_alert(
            article,
            placing.story_id,
            AlertKind.EDIT,
            Priority.NORMAL,
            "|".join(key),
            now,
            reason=f"changed at its source: {'; '.join(said)}",
            rule="changed at its source",
            span=next((mention.span for mention in mentions if mention.official in came), None),
            officials=[(official, names[official]) for official in (*came, *went)],
            contact_id=main.after.id if main else None,
        )
    ]


def _find_named(mentions: Sequence[Mention]) -> dict[str, str]:
    """The tracked officials that are named: id -> name."""
    return {m.official: m.name for m in mentions if m.kind is MentionKind.NAME and m.official is not None}


def _compare_claims(
    before: Sequence[ContactClaim], after: Sequence[ContactClaim]
) -> list[tuple[str, str | None, str | None]]:
    """The slots of the main claim that are others now: (slot, before, after)."""
    old, new = (_read_slots(next((c for c in claims if not c.recalled), None)) for claims in (before, after))
    return [(slot, old[slot], new[slot]) for slot in (*SLOTS, *_ACCOUNTS) if old[slot] != new[slot]]


def _read_slots(claim: ContactClaim | None) -> dict[str, str | None]:
    if claim is None:
        return dict.fromkeys((*SLOTS, *_ACCOUNTS))
    return {
        "date": claim.date,
        "channel": claim.channel.value,
        "us": "; ".join(claim.us) or None,
        "ru": "; ".join(claim.ru) or None,
        "initiator": claim.initiator.value if claim.initiator is not Initiator.UNKNOWN else None,
        "status": claim.status.value,
        "first_since": claim.first_since,
        # Whether there is one: a word more or less in it is no other account.
        "us_account": "given" if claim.account("us") else None,
        "ru_account": "given" if claim.account("ru") else None,
    }


def _word_slot(slot: str, before: str | None, after: str | None) -> str:
    name = slot.replace("_", " ")
    if after is None:
        return f"{name} gone, was {before}"
    return f"{name} {after}" + (f", was {before}" if before else "")
