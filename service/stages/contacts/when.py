"""The day of the contact.

In: the passages, the article's day of publication, what is sought. Out: a date as `ContactClaim` has it, with its
span. Called by `claim` and `beside`. A date belongs to what stands nearest in its clause: the contact, somebody's
telling of it, another event. The dates that belong to the contact compete by the weight of their passages; the day of
the telling stands in for a contact that took place; where nothing is said, today's news is of the day of publication.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.language.dates import DateExpression
from service.model.contact import Channel, ContactStatus
from service.model.verdict import Span
from service.stages.contacts.anchors import Anchors, read_anchors
from service.stages.contacts.cues import Cues
from service.stages.contacts.likely import BACKGROUND, EVENT_REACH, score_date, tells_counterpart
from service.stages.contacts.passages import Passage
from service.stages.contacts.sought import Sought
from service.stages.contacts.today import Today

_OLD = 0.25
_TRY_REACH = 90
_APPOSED = 3
# A day at the head that nothing speaks for goes before a day that is only supposed.
_HARDLY = -0.3
_WEEK = 7
_NEWS = timedelta(days=4)
_TRIED = timedelta(days=31)
_CALLED_OFF = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A date that may be the contact's. `aged`: what its age takes off its score; `told`: it stands beside a word for
    the telling; `leads`: the head of the article names that day; `apart`: no contact and nobody stands beside it."""

    score: float
    aged: float
    day: str
    span: Span
    told: bool
    leads: bool
    apart: bool

    @property
    def rank(self) -> float:
        return self.score - self.aged


def find_date(
    passages: Sequence[Passage], today: Today, sought: Sought, lasting: bool, cues: Cues
) -> tuple[str | None, tuple[Span, ...]]:
    """The date of the main contact; the day of publication where today's news names no day.

    `lasting`: more than one call was refused, so that the news is of a time and not of a day.
    """
    refused = sought.status is ContactStatus.REFUSED and sought.channel is not Channel.HOTLINE
    if sought.channel is Channel.HOTLINE and sought.status is ContactStatus.REPORTED:
        # A line that stands is of no day, though it was opened, or suspended once, on one.
        return None, ()
    if refused and (lasting or any(_is_lasting(passage, cues) for passage in passages)):
        attempt = _find_attempt(passages, today, cues)
        if attempt is not None:
            return attempt
        return (None if _is_since_before(passages, today, cues) else f"{today.day:%Y-%m}"), ()
    weighed = list(_weigh_dates(passages, today, sought, cues))
    dropped = [candidate for candidate in weighed if candidate.score < 0 and candidate.leads]
    hardly = 0 if sought.is_future else _HARDLY
    candidates = [candidate for candidate in weighed if candidate.rank > (hardly if candidate.leads else 0)]
    vague = sought.status is ContactStatus.HELD and any(_is_vague(passage, cues) for passage in passages)
    if vague:
        # "officials said on Thursday that they spoke last summer"
        candidates = [candidate for candidate in candidates if not candidate.told]
    # "The drone was lost on Tuesday" goes behind what is said of the contact.
    if any(candidate.leads and not candidate.apart for candidate in candidates):
        candidates = [candidate for candidate in candidates if not candidate.apart]
    if candidates:
        best = max(candidates, key=lambda candidate: candidate.rank)
        # "their call in July ... on July 12": the same, said more closely.
        closer = [c for c in candidates if not c.told and len(c.day) > len(best.day) and c.day.startswith(best.day)]
        best = max(closer, key=lambda candidate: candidate.rank, default=best)
        return best.day, (best.span,)
    if dropped and refused and sought.channel is not Channel.PHONE:
        # A visit or a meeting is refused when that is told; of a call nobody knows when it was tried.
        return dropped[0].day, ()
    announced = [candidate.day for candidate in weighed if candidate.told]
    if announced and sought.is_cut_off and sought.channel is Channel.HOTLINE:
        # A line is cut off by saying so.
        return announced[0], ()
    old = vague or _is_no_news(passages, sought, cues)
    return (None if old else _default_date(today.told, sought)), ()


def _weigh_dates(passages: Sequence[Passage], today: Today, sought: Sought, cues: Cues) -> Iterator[_Candidate]:
    """The dates of the text that are possible at all, in reading order, each with how likely it is the contact's."""
    named: str | None = None
    said: str | None = None
    # A line is used when that happens which it is used for.
    personal = sought.channel is not Channel.HOTLINE
    # "It was delivered on Tuesday", of a letter, names no contact.
    talk = personal and sought.channel is not Channel.LETTER
    for passage in passages:
        if not passage.dates:
            said = None
            continue
        anchors, across = read_anchors(passage, cues), tells_counterpart(passage, cues)
        said_before, said = said, None
        dated: DateExpression | None = None
        for expression in passage.dates:
            if today.is_dateline(passage, expression):
                continue
            # "the meeting set for Thursday is off": it was still to come.
            ahead = sought.is_called_off and expression.is_bare_weekday and anchors.is_due(expression)
            found = today.resolve(expression, passage, future=sought.is_future or ahead, named=named, said=said_before)
            recent = _is_recent(found, today.day)
            if anchors.is_earlier(expression, recent=recent) or (personal and anchors.is_of_matter(expression)):
                continue
            if anchors.is_other_clock(expression) or (sought.status is ContactStatus.HELD and expression.is_ahead):
                # "they met; the talks go on tomorrow".
                continue
            if found and expression.names_day and not expression.from_other:
                named = found
            if found is None or not _is_possible(found, today.day, sought):
                continue
            if passage.foreign and not (passage.is_head or passage.names_both_sides):
                # "On Friday he met his British colleague".
                continue
            bare = expression.is_bare_weekday and expression.turn is None
            unsure = bare or sought.status is ContactStatus.REPORTED
            telling = _is_telling(found, expression, anchors, today.day, verb_last=cues.verb_last and sought.is_cut_off)
            said = found if telling else said
            beside, dated = dated, None if telling or expression.from_other else expression
            if beside is not None and expression.from_other and expression.start - beside.end <= _APPOSED:
                # "on Monday, a day after he called another minister": that is of the other call.
                continue
            if talk and passage.abroad and not telling:
                # "On Monday he visited Belarus."
                continue
            near = sought.status is ContactStatus.PLANNED and not telling and anchors.is_planned(expression)
            if sought.is_future and unsure and found == today.day.isoformat() and not near:
                # What is to come, or possible, today is not called by its bare weekday: somebody told of it then; but
                # "will meet Friday".
                continue
            score = score_date(anchors, expression, sought, telling, recent, across, found > today.day.isoformat())
            if not (telling or recent or across) and len(found) == 10 and anchors.opens_telling(expression):
                # "On March 24, a spokesman said": that was told of what went before.
                score -= BACKGROUND
            if found == today.day.isoformat() and not (passage.contact or passage.mentions or sought.is_future):
                # "Briefing, May 16": where nobody and no contact is named, it says no more than the day of publication.
                score = min(score, _HARDLY + 0.1)
            yield _Candidate(
                score,
                _age(found, today.day) * _OLD,
                found,
                passage.part(expression.start, expression.end),
                telling,
                passage.is_head and expression.names_day,
                talk and passage.zone == "body" and not (passage.contact or passage.mentions),
            )


def _find_attempt(passages: Sequence[Passage], today: Today, cues: Cues) -> tuple[str, tuple[Span, ...]] | None:
    """The day of the last try that the text dates, where it tells of tries over a time; else None."""
    for passage in passages:
        anchors = read_anchors(passage, cues)
        for expression in passage.dates if not passage.recalled else ():
            found = today.resolve(expression, passage) if expression.names_day else None
            tried = anchors.attempt(expression)
            if not found or len(found) < 10 or tried > min(_TRY_REACH, anchors.background(expression)):
                continue
            old = date.fromisoformat(found) < today.day - _TRIED
            if not (old or _is_telling(found, expression, anchors, today.day, verb_last=cues.verb_last)):
                return found, (passage.part(expression.start, expression.end),)
    return None


def _is_since_before(passages: Sequence[Passage], today: Today, cues: Cues) -> bool:
    """Whether the head tells of refusals since a month before this one: they are of no month then."""
    this_month = f"{today.day:%Y-%m}"
    for passage in (passage for passage in passages if passage.is_head):
        told = not passage.recalled and passage.finds(cues.refused)
        months = [each for each in passage.dates if each.month is not None and not each.names_day] if told else []
        if any(found is not None and found < this_month for found in (today.resolve(e, passage) for e in months)):
            return True
        if (told or passage.finds(cues.attempts)) and passage.finds(cues.lasting):
            # "for a month they have tried" comes first: they are of that.
            return False
    return False


def _default_date(told: date, sought: Sought) -> str | None:
    if sought.status is ContactStatus.HELD:
        # A standing line's use is revealed, not told as today's news; its opening is.
        return None if sought.channel is Channel.HOTLINE and not sought.opened else told.isoformat()
    if sought.status in (ContactStatus.REFUSED, ContactStatus.PLANNED) and sought.channel is Channel.HOTLINE:
        # Cut off, or agreed to be opened again, on the day of the news.
        return told.isoformat()
    return None


def _age(found: str, today: date) -> float:
    """0 for a day of this week to 1 for one of three weeks ago or more: news is young."""
    days = (today - date.fromisoformat(found)).days if len(found) == 10 else 0
    return min(max(days - _WEEK + 1, 0), 15) / 15


def _is_possible(found: str, today: date, sought: Sought) -> bool:
    future = sought.is_future
    if len(found) < 10:
        month = f"{today:%Y-%m}"
        return found >= month if future else found <= month
    day = date.fromisoformat(found)
    return day >= today if future else day <= today + (_CALLED_OFF if sought.is_called_off else timedelta(days=1))


def _is_recent(found: str | None, today: date) -> bool:
    return found is not None and len(found) == 10 and date.fromisoformat(found) >= today - _NEWS


def _is_telling(found: str, expression: DateExpression, anchors: Anchors, today: date, *, verb_last: bool) -> bool:
    """Whether it is the day on which somebody told of the contact: that is never long before the news."""
    return _is_recent(found, today) and anchors.dates_telling(
        expression, anchors.contact(expression), verb_last=verb_last
    )


def _is_no_news(passages: Sequence[Passage], sought: Sought, cues: Cues) -> bool:
    """Whether the article only comes back to a contact, or reveals one: no word of it dates it to the day."""
    top = (p for p in passages if p.zone == "title")
    pattern = cues.reacts
    return sought.status is ContactStatus.HELD and any(pattern is not None and pattern.search(p.marked) for p in top)


def _is_vague(passage: Passage, cues: Cues) -> bool:
    """Whether the head dates the contact no closer than by a season or "some weeks ago"; not the one before it."""
    if not passage.is_head or passage.recalled or passage.foreign or cues.vague is None:
        return False
    if any(expression.names_day for expression in passage.dates) and cues.first and cues.first.search(passage.folded):
        return False
    anchors = read_anchors(passage, cues)
    return any(
        anchors.contact(match) <= min(EVENT_REACH, anchors.background(match))
        for match in cues.vague.finditer(passage.marked)
    )


def _is_lasting(passage: Passage, cues: Cues) -> bool:
    """Whether the head tells of refusals over a time: "have so far declined"."""
    return passage.is_head and passage.finds(cues.lasting) and passage.finds(cues.refused)
