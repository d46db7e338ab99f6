"""Which story an article belongs to: articles that tell the same news, in any language.

In: articles with their claims and the row of their main contact, in order of publication. Out: a story id each, with
the reason. Called by `index`, after contacts are assigned. Copies of one text are one story; else a story is a phase of
a contact: its preview, the event, a later reaction or revelation. An article that is not relevant is only folded with
its copies.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import blake2b

from service.model.article import Article
from service.model.contact import Channel, ContactClaim, ContactStatus
from service.stages.cluster.reactions import add_telling, is_comment, weigh_telling
from service.stages.cluster.rows import ContactRow, Story, take_leader
from service.stages.cluster.shelf import MemoryShelf, Shelf
from service.stages.cluster.telling import Telling, Words

WINDOW = timedelta(days=7)
_EVENT_DAYS = 5
_FRESH_DAYS = 3
_REACTION_DAYS = 3
_ANSWER_DAYS = 2


class StoryReason(StrEnum):
    """Why an article belongs to its story."""

    COPY = "its text is that of an article of the story"
    PHASE = "it tells of the same contact in the same phase"
    NEW = "nothing before it tells this news"


@dataclass(frozen=True, slots=True)
class StoryLink:
    """An article's story and why. `phase`: preview, event, reaction; "" where it follows from no contact."""

    story_id: str
    reason: StoryReason
    phase: str = ""


class StoryFolder:
    """Assigns articles to stories. Deterministic: the same articles in the same order give the same ids."""

    def __init__(self, shelf: Shelf[Story] | None = None) -> None:
        self._shelf: Shelf[Story] = shelf if shelf is not None else MemoryShelf()

    def assign(
        self,
        article: Article,
        claim: ContactClaim | None,
        contact: ContactRow | None,
        copied: str | None,
        mistaken: Collection[str] = (),
        words: Words | None = None,
    ) -> StoryLink:
        """The article's story. `claim`, `contact`: its main claim and the row of that, None where it claims none;
        `copied`: the story of the text that it copies, None where it copies none; `mistaken`: the ids of contacts
        whose articles told this contact's news with a wrong day; `words`: what the article says of who speaks and on
        which day."""
        if copied is not None:
            return StoryLink(copied, StoryReason.COPY)
        if claim is None or contact is None:
            return StoryLink(_new_id(article.id), StoryReason.NEW)
        published = article.published.date()
        token = f"contact:{contact.id}"
        stories = self._shelf.find([token])
        phase = find_phase(claim, contact, published)
        if phase == "event" and _is_still_planned(claim, contact, stories, published):
            phase = "preview"
        if phase == "event" and _is_late(contact, stories, published):
            phase = "reaction"
        if phase == "reaction" and _was_revealed(contact, stories, published):
            phase = "event"
        later = phase != "preview" and _is_over(contact, published)
        telling = words.telling if words is not None and later else Telling()
        known = later and any(story.phase != "preview" and story.first < published for story in stories)
        answered = _find_answered(claim, contact, stories, telling, published) if known else []
        if answered:
            phase = "reaction"
        near = [story for story in stories if story.phase == phase and _is_within(story, published)]
        near = [story for story in near if story not in answered]
        if not near and not answered:
            near = self._find_misjudged(claim, contact, stories, mistaken, published)
        elif phase == "reaction" or any(_was_late(story, contact) for story in near):
            # What came out late is told anew with each word on it.
            opening = _find_revealing(stories)
            near = [one for one in near if weigh_telling(telling, one, published, revealing=one is opening) > 0]
            phase = phase if near else "reaction"
        found = _take_nearest(near, telling if later else None, published)
        reason = StoryReason.PHASE if found else StoryReason.NEW
        story = found or Story(_new_id(contact.id, phase, article.id), contact.id, phase, published, published)
        first, last = min(story.first, published), max(story.last, published)
        story = replace(add_telling(story, telling), contact=contact.id, phase=phase, first=first, last=last)
        self._shelf.put(story, [token])
        return StoryLink(story.id, reason, phase)

    def _find_misjudged(
        self,
        claim: ContactClaim,
        contact: ContactRow,
        stories: Sequence[Story],
        mistaken: Collection[str],
        published: date,
    ) -> list[Story]:
        """The stories that were this one all along, taken for another phase or contact by their first articles."""
        found = [story for story in stories if _was_no_preview(story, claim, contact, published)]
        if contact.doubted:
            # Its first articles had a day so old that they were taken for a later word on it.
            found += [story for story in stories if story.phase == "reaction"]
        found += self._shelf.find([f"contact:{other}" for other in sorted(mistaken)])
        return [story for story in found if _distance(story, published) <= 1]


def _is_over(contact: ContactRow, published: date) -> bool:
    """Whether the contact was before that day, as far as it has one."""
    day = find_day(contact)
    return day is None or published > day


def _take_nearest(near: Sequence[Story], telling: Telling | None, published: date) -> Story | None:
    """The story that the telling goes with best, of equals the nearest, then the earliest."""

    def rank(story: Story) -> tuple[float, int, date, str]:
        weight = round(weigh_telling(telling, story, published), 3) if telling else 0.0
        return -weight, max(1, _distance(story, published)), story.first, story.id

    return min(near, key=rank, default=None)


def _find_revealing(stories: Sequence[Story]) -> Story | None:
    """The story that is the first word on a contact that was held already."""
    told = [story for story in stories if story.phase != "preview"]
    return min(told, key=lambda story: (story.first, story.id), default=None)


def _was_late(story: Story, contact: ContactRow) -> bool:
    """Whether the story is of a contact that came out late."""
    day = find_day(contact)
    return day is not None and (story.first - day).days > _EVENT_DAYS


def _find_answered(
    claim: ContactClaim, contact: ContactRow, stories: Sequence[Story], telling: Telling, published: date
) -> list[Story]:
    """The stories that were known when somebody spoke: he did so days after the contact, and after it was first told.

    Of what came out late a day that is named in the text says nothing; unless the claim itself has that day, and all
    others a much older one. Then the next day is enough.
    """
    day, told = find_day(contact), telling.day
    events = [story for story in stories if story.phase == "event"]
    known = [*([day] if day else []), *(story.first for story in events)]
    if events and is_comment(telling, events, max(known), published):
        return events
    if told is None or day is None:
        return []
    misread = claim.date == told.isoformat() and claim.date in dict(contact.doubted)
    after, phases = (1, ("event", "reaction")) if misread else (_ANSWER_DAYS, ("event",))
    return [story for story in stories if story.phase in phases and (told - max(day, story.first)).days >= after]


def _was_no_preview(story: Story, claim: ContactClaim, contact: ContactRow, published: date) -> bool:
    """Whether what was taken for a preview told the event: it came out when that was over, or, of what has no day,
    right before it was told as over."""
    if story.phase != "preview" or claim.status is ContactStatus.PLANNED:
        return False
    day = find_day(contact)
    if day is None:
        return claim.status is ContactStatus.REFUSED
    return story.first >= day and published >= day


def find_phase(claim: ContactClaim, contact: ContactRow, published: date) -> str:
    """`preview`, `event` or `reaction`: how the article stands to its contact, as all its articles date it."""
    day = find_day(contact)
    leading = take_leader(contact.statuses)
    # That a line is to be opened is itself the news of the line.
    planned = claim.status is ContactStatus.PLANNED and claim.channel is not Channel.HOTLINE
    if day is None:
        return "preview" if planned and leading == ContactStatus.PLANNED else "event"
    # East of the outlet the day has begun already: what was held "tomorrow" was held.
    if published < day and ((day - published).days > 1 or claim.status is not ContactStatus.HELD):
        return "preview"
    return "reaction" if (published - day).days > _EVENT_DAYS else "event"


def _is_still_planned(claim: ContactClaim, contact: ContactRow, stories: Sequence[Story], published: date) -> bool:
    """Whether, on the day itself, an article still looks forward to the contact, as those before it did."""
    planned = claim.status is ContactStatus.PLANNED and published == find_day(contact)
    return planned and bool(stories) and all(story.phase == "preview" for story in stories)


def _is_late(contact: ContactRow, stories: Sequence[Story], published: date) -> bool:
    """Whether nobody has told of the event for a day when, some days after it, it comes up again."""
    day = find_day(contact)
    if day is None or (published - day).days <= _FRESH_DAYS:
        return False
    return not any(story.phase == "event" and (published - story.last).days <= 1 for story in stories)


def _was_revealed(contact: ContactRow, stories: Sequence[Story], published: date) -> bool:
    """Whether the news of these days is the event itself, come out so late that the first articles gave no day."""
    day = find_day(contact)
    late = [story for story in stories if story.phase == "event" and day and (story.first - day).days > _EVENT_DAYS]
    return any((published - story.last).days <= _REACTION_DAYS for story in late)


def find_day(contact: ContactRow) -> date | None:
    """The day that most texts state; where none does, the one that most suppose; None where only a month is known."""
    days = contact.days or tuple(vote for vote in contact.supposed if len(vote[0]) == 10)
    leader = take_leader(days)
    return date.fromisoformat(leader) if leader else None


def _is_within(story: Story, published: date) -> bool:
    reach = timedelta(days=_REACTION_DAYS) if story.phase == "reaction" else WINDOW
    return story.first - reach <= published <= story.last + reach


def _distance(story: Story, published: date) -> int:
    return max((story.first - published).days, (published - story.last).days, 0)


def _new_id(*parts: str) -> str:
    return "s" + blake2b("|".join(parts).encode(), digest_size=6).hexdigest()
