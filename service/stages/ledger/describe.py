"""The ledger as JSON values: one shape for the commands' `--json` and the page's API.

In: rows of the ledger, comparisons, changes, stories. Out: plain dicts, ready for `json.dumps`. Instants are RFC 3339.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from service.model.article import Article
from service.model.ledger import (
    ContactSource,
    LedgerContact,
    LedgerStory,
    PlacedArticle,
    SideAccount,
    Slot,
    SlotChange,
)
from service.model.verdict import Span
from service.model.watch import US_AND_RUSSIA
from service.stages.ledger.compare import ComparedLine, Comparison, Quote
from service.stages.ledger.gaps import Gap

Json = dict[str, Any]


def describe_contact(contact: LedgerContact, gap: Gap | None = None) -> Json:
    """A row as it stands in a list. `gap_days`: days since the contact before it, null where that is not known."""
    gists = {account.side: account.gist for account in reversed(contact.accounts)}
    return {
        "id": contact.id,
        "date": contact.date,
        "channel": contact.channel.value,
        "us": list(contact.us),
        "ru": list(contact.ru),
        "initiator": contact.initiator.value,
        "status": contact.status.value,
        "first_since": contact.first_since,
        "first_since_check": contact.first_since_check.name.lower().replace("_", "-"),
        "conflicting": contact.conflicting,
        "gap_days": gap.days if gap else None,
        "gap_about": gap.about if gap else False,
        "recalled": contact.recalled,
        "verified": contact.verified,
        "disputed": [slot.name for slot in contact.slots if slot.disputed],
        "origins": list(contact.origins),
        "outlets": list(contact.outlets),
        **{f"{side}_account": gists.get(side) for side in US_AND_RUSSIA},
        "first_reported": _instant(contact.first_reported),
        "last_reported": _instant(contact.last_reported),
    }


def describe_contact_whole(
    contact: LedgerContact,
    gap: Gap | None,
    comparison: Comparison,
    changes: Sequence[SlotChange],
    stories: Sequence[LedgerStory],
) -> Json:
    """A row with all that is known of it: how each slot was decided, accounts, comparison, history, stories."""
    return {
        **describe_contact(contact, gap),
        "slots": {slot.name: _describe_slot(slot) for slot in contact.slots},
        "accounts": [_describe_account(account) for account in contact.accounts],
        "comparison": {
            "agreed": [_describe_line(line) for line in comparison.agreed],
            "contradicted": [_describe_line(line) for line in comparison.contradicted],
            "us_only": [_describe_line(line) for line in comparison.us_only],
            "ru_only": [_describe_line(line) for line in comparison.ru_only],
        },
        "history": [describe_change(change) for change in changes],
        "stories": [describe_story(story) for story in stories],
    }


def describe_change(change: SlotChange) -> Json:
    """One change of a slot."""
    return {
        "at": _instant(change.at),
        "slot": change.slot,
        "before": change.before,
        "after": change.after,
        "article": change.article_id,
    }


def describe_story(story: LedgerStory) -> Json:
    """A story with its counters."""
    return {
        "id": story.id,
        "contact": story.contact_id,
        "phase": story.phase or None,
        "title": story.title,
        "first": _instant(story.first),
        "last": _instant(story.last),
        "articles": story.articles,
        "outlets": list(story.outlets),
        "origins": list(story.origins),
        "langs": list(story.langs),
    }


def describe_placed(article: Article, placed: PlacedArticle) -> Json:
    """An article of a story; `copy_of` is the article whose text it copies, null where the text is its own."""
    return {
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "origin": placed.origin,
        "copy_of": placed.text_id if placed.text_id != article.id else None,
        "why": list(placed.why),
        "published": _instant(article.published),
        "lang": article.lang,
        "url": article.url,
    }


def describe_source(source: ContactSource) -> Json:
    """Where a claim comes from."""
    return {
        "outlet": source.outlet,
        "origin": source.origin,
        "kind": source.kind.value,
        "side": source.side,
        "article": source.article_id,
        "url": source.url,
        "lang": source.lang,
        "published": _instant(source.published),
        "verified": source.verified,
    }


def _describe_slot(slot: Slot) -> list[Json]:
    return [
        {
            "value": value.value,
            "weight": value.weight,
            "said_by": [{**describe_source(source), "evidence": _span(span)} for source, span in value.said_by],
        }
        for value in slot.values
    ]


def _describe_account(account: SideAccount) -> Json:
    return {
        "side": account.side,
        "speaker": account.speaker,
        "gist": account.gist,
        "initiator": account.initiator.value,
        "initiative": _span(account.initiative),
        "spans": [_span(span) for span in account.spans],
        "source": describe_source(account.source),
    }


def _describe_line(line: ComparedLine) -> Json:
    return {"about": line.about or None, "us": _describe_quote(line.us), "ru": _describe_quote(line.ru)}


def _describe_quote(quote: Quote | None) -> Json | None:
    if quote is None:
        return None
    return {
        "text": quote.text,
        "value": quote.value or None,
        "speaker": quote.speaker or None,
        "span": _span(quote.span),
        "source": describe_source(quote.source),
    }


def _span(span: Span | None) -> Json | None:
    if span is None:
        return None
    return {"where": span.zone, "start": span.start, "end": span.end, "quote": span.text}


def _instant(instant: datetime | None) -> str | None:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}" if instant else None
