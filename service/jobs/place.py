"""Place: an article that was judged gets its story, its claims their contacts, and the contacts are folded anew.

Enter: the ledger inside a transaction, an article with all that was read in it. Leave: what changed, for the alerts.
Called by `read`, inside the transaction that saves the article, and by `ledger`, which takes the same steps again in a
rebuild: the same article, the same state, the same result.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.jobs.folds import fold_told
from service.jobs.judge import Judgement, judge
from service.jobs.ports import LedgerWork
from service.jobs.world import Rules
from service.model.article import Article, TextSource
from service.model.contact import ContactClaim
from service.model.ledger import ContactSource, LedgerContact, PlacedArticle, SlotChange, SourcedClaim
from service.model.verdict import SavedArticle, Verdict
from service.model.watch import Office
from service.stages.alerts import AlertDecision, ContactNews, EditedArticle, Placing, decide_alerts
from service.stages.cluster import StoryIndex
from service.stages.cluster.contacts import read_claim, refold_row
from service.stages.contacts import claim_contacts
from service.stages.ledger import check_first_since, classify_source, find_changes
from service.stages.ledger.sources import find_origin_side

_NO_TOPIC = Verdict("", False, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with all that it says, and nothing that the ledger knows. `verdict`: of the topic whose contacts the
    ledger holds."""

    article: Article
    found: Judgement
    verdict: Verdict
    claims: tuple[ContactClaim, ...]

    @property
    def named(self) -> frozenset[str]:
        return frozenset(mention.name for mention in self.found.mentions)


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """Where an article came to stand, and what that changed in the contacts that it claims."""

    placed: PlacedArticle
    contacts: tuple[ContactNews, ...] = ()


def claim_article(rules: Rules, article: Article, found: Judgement | None = None) -> ReadArticle:
    """Everything that can be read in an article by itself: outside of any transaction, since this is what costs."""
    found = found or judge(rules, article)
    topic = rules.config.watch.contact_topic
    verdict = next((verdict for verdict in found.verdicts if topic and verdict.topic == topic.id), _NO_TOPIC)
    claims = claim_contacts(found.reading, article, rules.config.watch, verdict) if verdict.relevant else ()
    return ReadArticle(article, found, verdict, claims)


def place_and_decide(
    work: LedgerWork,
    rules: Rules,
    read: ReadArticle,
    saved: SavedArticle,
    dated: Article,
    now: datetime,
    *,
    changed: bool,
) -> AlertDecision:
    """The next step of the log, if the article brings anything that the ledger does not have; and what it alerts.

    `dated`: the article as it counts for its age; `changed`: it is read because its text changed at the source.
    """
    work.require_current()
    article, before = read.article, saved.before
    old = work.find_placed(article.id)
    same = before is not None and is_same_text(article, before.article)
    edited = None
    if old is not None and (not saved.replaced or (same and old.claims == read.claims)):
        result = PlaceResult(old)
    else:
        sequence = work.add_article(before.article if before else None, article.id, now)
        result = place_article(work, read, sequence, now, rules.config.watch.offices)
        if changed and before is not None and is_edited(before.article, article):
            edited = EditedArticle(before.mentions, old.claims if old else (), read.claims)
    placed = result.placed
    placing = Placing(placed.story_id, _is_mere_copy(work, placed), result.contacts, edited, read.found.reading.notes)
    alerted = work.find_alerted(placed.story_id)
    settings = rules.config.settings.alerts
    return decide_alerts(dated, read.found.mentions, read.found.verdicts, alerted, settings, now, placing)


def _is_mere_copy(work: LedgerWork, placed: PlacedArticle) -> bool:
    """Whether an article tells what another has told; not where a flash has grown into a report."""
    if placed.text_id == placed.article_id:
        return False
    own, copied = work.texts.get(placed.article_id), work.texts.get(placed.text_id)
    if own is None or copied is None:
        return True
    new = len(set(own.sentences) - set(copied.sentences))
    return new < max(2, len(copied.sentences) / 2)


def is_edited(before: Article, after: Article) -> bool:
    """Whether its source changed the article; not where its page could not be had before, or another feed words it."""
    came = before.text_source is TextSource.SUMMARY and after.text_source is not TextSource.SUMMARY
    return before.feed_id == after.feed_id and not came


def place_article(
    work: LedgerWork, read: ReadArticle, sequence: int, at: datetime, offices: Sequence[Office]
) -> PlaceResult:
    """Place an article, over where it stood before. `sequence`, `at`: the step of the log in which that is done."""
    article = read.article
    old = work.find_placed(article.id)
    if old is not None:
        _take_claims_away(work, article.id, old.contact_ids)
    before = work.texts.get(article.id)
    work.texts.drop(article.id)
    index = StoryIndex(work.stories, work.texts, work.contacts)
    found = index.assign(article, read.found.reading, read.verdict, read.claims, before)
    story_id = _correct_story(work, article.id, found.story)
    placed = PlacedArticle(
        article.id,
        sequence,
        story_id,
        found.text_id,
        found.origin,
        read.claims,
        found.contacts,
        found.why,
    )
    sourced = [SourcedClaim(claim, _make_source(article, placed), sequence) for claim in read.claims]
    work.put_placed(placed, article, sourced, read.named)
    gone = set(old.contact_ids) - set(found.contacts) if old else set()
    changed = refold_contacts(work, [*found.contacts, *sorted(gone)], sequence, at, article.id, offices)
    if old is None:
        work.count_further(story_id, article, found.origin)
    else:
        for story in dict.fromkeys([story_id, old.story_id]):
            recount_story(work, story)
    return PlaceResult(placed, _gather_news(placed, changed))


def _correct_story(work: LedgerWork, article_id: str, found: str) -> str:
    """The story in which humans see the article that was assigned to the story `found`."""
    pinned = work.find_pin(article_id)
    if pinned is None:
        return work.find_alias(found)
    text = work.texts.get(article_id)
    if text is not None:
        # So that copies of it go where it goes.
        work.texts.put(replace(text, story=pinned), ())
    return pinned


def _take_claims_away(work: LedgerWork, article_id: str, contact_ids: Iterable[str]) -> None:
    """What the article said before speaks neither for nor against where it is put now."""
    work.drop_claims(article_id)
    for contact_id in sorted(set(contact_ids)):
        row = work.contacts.get(contact_id)
        if row is not None:
            told = [
                read_claim(sourced.claim, _make_stand_in(sourced.source), named)
                for sourced, named in work.list_told(contact_id)
            ]
            work.contacts.put(refold_row(row, told), ())


def _make_stand_in(source: ContactSource) -> Article:
    """As much of an article as placing a claim looks at."""
    return Article(source.article_id or "", "", "", "", source.published, source.published)


def _make_source(article: Article, placed: PlacedArticle) -> ContactSource:
    return ContactSource(
        article_id=article.id,
        outlet=article.outlet,
        origin=placed.origin,
        kind=classify_source(article, placed.origin),
        published=article.published,
        side=article.side or find_origin_side(placed.origin),
        url=article.url,
        lang=article.lang,
        text_id=placed.text_id,
    )


Refolded = dict[str, tuple[LedgerContact | None, LedgerContact | None, tuple[SlotChange, ...]]]


def refold_contacts(
    work: LedgerWork,
    contact_ids: Collection[str],
    sequence: int,
    at: datetime,
    article_id: str | None,
    offices: Sequence[Office],
) -> Refolded:
    """Fold these contacts from the claims they have now, and check every first-since claim that they bear on.

    A contact without claims goes. Returns each with its row before and after, and what changed.
    """
    changed: Refolded = {}
    days: set[str] = set()
    for contact_id in dict.fromkeys(contact_ids):
        before = work.find_contact(contact_id)
        folded = fold_told(work, contact_id)
        if folded is not None:
            row, state = folded
            after = _check(work, row, offices)
            work.put_contact(after, state)
            changes = find_changes(before, after, at, article_id)
        elif before is not None:
            after = None
            _drop_contact(work, contact_id)
            changes = (SlotChange(contact_id, "status", before.status.value, None, at, article_id),)
        else:
            continue
        work.add_changes(sequence, changes)
        changed[contact_id] = before, after, changes
        days |= {row.date for row in (before, after) if row is not None and row.date}
    # The last one was checked with all others as they are now.
    last = next(reversed(changed), "")
    others = {row.id: row for day in days for row in work.list_first_since(day, but=last)}
    for other_id in sorted(others):
        checked = _check(work, others[other_id], offices)
        if checked != others[other_id]:
            work.put_contact(checked)
            if other_id in changed:
                changed[other_id] = changed[other_id][0], checked, changed[other_id][2]
    return changed


def _drop_contact(work: LedgerWork, contact_id: str) -> None:
    """Nobody tells of the contact any more: its stories tell of none, and nothing joins them through it."""
    work.drop_contact(contact_id)
    work.contacts.drop(contact_id)
    for story_id in work.list_stories(contact_id):
        work.stories.drop(story_id)
        work.count_story(story_id)


def _check(work: LedgerWork, contact: LedgerContact, offices: Sequence[Office]) -> LedgerContact:
    if contact.first_since is None:
        return check_first_since(contact, ())
    until = contact.date or (f"{contact.first_reported:%Y-%m-%d}" if contact.first_reported else contact.first_since)
    return check_first_since(contact, work.list_between(contact.first_since, until, but=contact.id), offices)


def _gather_news(placed: PlacedArticle, changed: Refolded) -> tuple[ContactNews, ...]:
    """One a contact; where an article claims one twice, the claim that is news counts."""
    news: dict[str, ContactNews] = {}
    for claim, contact_id in zip(placed.claims, placed.contact_ids, strict=True):
        before, after, changes = changed[contact_id]
        if after is not None and (contact_id not in news or news[contact_id].claim.recalled):
            news[contact_id] = ContactNews(before, after, claim, changes)
    return tuple(news.values())


def recount_story(work: LedgerWork, story_id: str) -> None:
    """Count a story from its articles; nothing joins one that has none left."""
    if not work.count_story(story_id):
        work.stories.drop(story_id)


def is_same_text(one: Article, other: Article) -> bool:
    """Whether two versions of an article say the same to the ledger."""
    return replace(one, first_seen=other.first_seen, text_note=other.text_note) == other
