"""Corrections: a human says that stories are one, or that articles are a story of their own.

Enter: the ledger inside a transaction, a correction. Leave: articles in other stories, and the memory of it, so that
what comes later follows. Called by the commands that correct, and by `ledger`, which takes the same corrections again
in a rebuild, each at its place in the log.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from service.errors import HotlineError
from service.jobs.ports import LedgerWork, Store
from service.model.ledger import Correction, CorrectionKind


def merge_stories(store: Store, story_ids: Sequence[str], note: str, now: datetime) -> str:
    """Make these stories one; whatever would join one of them joins the one. Returns the id of the story that they are
    now: that of the one whose first article was placed first. Raises HotlineError for an unknown story, or fewer than
    two."""

    def work(ledger: LedgerWork) -> str:
        ledger.require_current()
        members = {story_id: ledger.list_members(story_id) for story_id in dict.fromkeys(story_ids)}
        for story_id, articles in members.items():
            if not articles:
                raise HotlineError(f"{story_id}: no story of this id; `hotline stories` lists them")
        if len(members) < 2:
            raise HotlineError("name two stories at least that are one")
        # An article stands for its story: ids of stories may be others after a rebuild by another watch.
        articles = [found[0] for found in members.values()]
        return _correct(ledger, CorrectionKind.MERGE_STORIES, articles, note, now)

    return store.work_on_ledger(work)


def split_story(store: Store, article_ids: Sequence[str], note: str, now: datetime) -> str:
    """Make these articles a story of their own; copies of them that come later follow. Returns its id. Raises
    HotlineError for an article that stands in no story, or where nothing would be left to split from."""

    def work(ledger: LedgerWork) -> str:
        ledger.require_current()
        articles = list(dict.fromkeys(article_ids))
        left: set[str] = set()
        for article_id in articles:
            placed = ledger.find_placed(article_id)
            if placed is None:
                raise HotlineError(
                    f"{article_id}: no article of this id stands in a story; `hotline stories ID` has them"
                )
            left.add(placed.story_id)
        if not articles:
            raise HotlineError("name the articles that are a story of their own")
        if len(left) == 1 and set(ledger.list_members(next(iter(left)))) <= set(articles):
            raise HotlineError(f"these are all the articles of story {next(iter(left))}: there is nothing to split")
        return _correct(ledger, CorrectionKind.SPLIT_STORY, articles, note, now)

    return store.work_on_ledger(work)


def _correct(ledger: LedgerWork, kind: CorrectionKind, articles: Sequence[str], note: str, now: datetime) -> str:
    ledger.add_correction(kind, articles, note, now)
    return take_correction(ledger, Correction(0, kind, now, tuple(articles), note))


def take_correction(ledger: LedgerWork, correction: Correction) -> str:
    """Do what a correction says to the ledger as it stands; the step of the log is begun. Returns the story's id, "" if
    none of its articles is placed any more."""
    if correction.kind is CorrectionKind.MERGE_STORIES:
        return _merge(ledger, correction.articles)
    return _split(ledger, correction.articles)


def _merge(ledger: LedgerWork, articles: Sequence[str]) -> str:
    placed = [found for article_id in articles if (found := ledger.find_placed(article_id)) is not None]
    members = {one.story_id: ledger.list_members(one.story_id) for one in placed}
    if not members:
        return ""
    first = [one for found in members.values() if (one := ledger.find_placed(found[0])) is not None]
    target = min(first, key=lambda one: one.sequence).story_id
    for story_id in sorted(set(members) - {target}):
        ledger.move_articles(members[story_id], target)
        ledger.put_alias(story_id, target)
        for article_id in members[story_id]:
            if ledger.find_pin(article_id) is not None:
                ledger.put_pin(article_id, target)
        ledger.count_story(story_id)
    ledger.count_story(target)
    return target


def _split(ledger: LedgerWork, articles: Sequence[str]) -> str:
    placed = [found for article_id in articles if (found := ledger.find_placed(article_id)) is not None]
    if not placed:
        return ""
    story_id = "s" + blake2b("|".join(["split", *sorted(articles)]).encode(), digest_size=6).hexdigest()
    left = {one.story_id for one in placed}
    known = ledger.stories.get(placed[0].story_id)
    if known is not None:
        contact = next((one.contact_ids[0] for one in placed if one.contact_ids), known.contact)
        # Under no token: nothing but copies of its articles joins it.
        ledger.stories.put(replace(known, id=story_id, contact=contact), ())
    ledger.move_articles([one.article_id for one in placed], story_id)
    for one in placed:
        ledger.put_pin(one.article_id, story_id)
        text = ledger.texts.get(one.article_id)
        if text is not None:
            ledger.texts.put(replace(text, story=story_id), ())
    for story in sorted(left - {story_id}):
        ledger.count_story(story)
    ledger.count_story(story_id)
    return story_id
