"""Whether what an article says of a contact afterwards is what a story already tells: by who speaks, and when.

In: how an article tells of a contact, and stories of that contact. Out: a weight; the story is the article's where it
is above 0. Called by `stories`, of articles that came a day or more after the contact. Two reactions of one day by
different institutions are two stories, and so are two of one institution days apart; one reaction is one story in every
language.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from service.stages.cluster.rows import Story, add_votes
from service.stages.cluster.telling import Telling
from service.stages.cluster.voices import PARTIES, PRESS

_SAME_DAY = 1.0
_NO_DAY = 0.5
_DAYS_APART = -1.0
_SAME_VOICE = 1.0
_HEARD = -1.0
_OTHERS = -2.0
_BESIDE = 0.5
_SAME_NEWS = timedelta(days=2)


def weigh_telling(telling: Telling, story: Story, published: date, *, revealing: bool = False) -> float:
    """How well the article goes with the story; above 0 it tells the same. `revealing`: the story is the first word on
    its contact. Then parties and papers tell the same, as they do of what is told when it is held, unless they speak on
    a later day."""
    beside = max((story.first - published).days, (published - story.last).days) <= 1
    day, voices = _weigh_day(telling, story, published), _weigh_voices(telling, story)
    if revealing and telling.leads <= {*PARTIES, PRESS} and (telling.day is None or telling.day <= story.first):
        voices = max(voices, 0.0)
        day = max(day, _NO_DAY) if published <= story.last + _SAME_NEWS else day
    return day + voices + (_BESIDE if beside else 0.0)


def add_telling(story: Story, telling: Telling) -> Story:
    """The story with what the article adds."""
    told = [telling.day.isoformat()] if telling.day else []
    return replace(
        story,
        told=add_votes(story.told, told),
        leads=add_votes(story.leads, telling.leads),
        voices=add_votes(story.voices, telling.voices - telling.leads),
    )


def is_comment(telling: Telling, stories: Collection[Story], day: date, published: date) -> bool:
    """Whether somebody who was no party to the contact speaks of it on a later day than its news is from; where no day
    is named, on the day before the text came out at the earliest."""
    told = telling.day or published - timedelta(days=1)
    if told <= day or not telling.opened or telling.leads & {*PARTIES, PRESS}:
        return False
    return all(not telling.leads & dict(story.leads).keys() for story in stories)


def _weigh_day(telling: Telling, story: Story, published: date) -> float:
    days = [date.fromisoformat(day) for day, _ in story.told]
    mine = telling.day or published
    gap = min(
        (abs((mine - day).days) for day in days), default=max((story.first - mine).days, (mine - story.last).days)
    )
    if telling.day is None or not days:
        return _NO_DAY if gap <= 1 else _DAYS_APART
    if gap == 0:
        return _SAME_DAY
    return 0.0 if gap == 1 else _DAYS_APART


def _weigh_voices(telling: Telling, story: Story) -> float:
    leads = frozenset(dict(story.leads))
    if not telling.leads or not leads:
        return 0.0
    if telling.leads & leads:
        return _SAME_VOICE
    # Whoever speaks refers to the paper that brought it to light.
    theirs, mine = (leads | dict(story.voices).keys()) - {PRESS}, telling.voices - {PRESS}
    heard = [bool(telling.leads & theirs), bool(leads & mine)]
    return 0.0 if all(heard) else _HEARD if any(heard) else _OTHERS
