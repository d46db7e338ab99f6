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
from service.stages.contacts.anchors import FAR, Anchors, read_anchors
from service.stages.contacts.cues import SIDE_MARK, Cues, other_side
from service.stages.contacts.passages import Passage
from service.stages.contacts.sought import Sought
from service.stages.contacts.today import Today

_FOR_ANNOUNCING = 1.7
# What is told there is not the contact.
_FOR_OTHER = 1.0
_FOR_MONTH = 1.0
_BACKGROUND = 2.0
_RECALLED = 4.0
_FOREIGN = 1.5
_OLD = 0.25
_NEVER = 10.0
_EVENT_REACH = 30
_OBJECT_REACH = 45
_TRY_REACH = 90
_CLEARLY = 15
_BESIDE_OTHER = 0.4
# A day at the head that nothing speaks for goes before a day that is only supposed.
_HARDLY = -0.3
_BOTH = 1.0
_OCCURRED = 1.0
_AHEAD = 0.5
_COUNTED = 0.5
_OCCURRENCE_REACH = 15
# "established a line with the ministry of the other side on March 1".
_OPENED_REACH = 75
_OTHER_REACH = 20
_WEEK = 7
_NEWS = timedelta(days=4)
_TRIED = timedelta(days=31)
_CALLED_OFF = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A date that may be the contact's. `aged`: what its age takes off its score; `told`: it stands beside a word for
    the telling; `leads`: the head of the article names that day."""

    score: float
    aged: float
    day: str
    span: Span
    told: bool
    leads: bool

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
    if sought.opened and sought.status is ContactStatus.REPORTED:
        # A line that stands is of no day, though it was opened on one.
        return None, ()
    if refused and (lasting or any(_is_lasting(passage, cues) for passage in passages)):
        return _find_attempt(passages, today, cues) or (f"{today.day:%Y-%m}", ())
    weighed = list(_weigh_dates(passages, today, sought, cues))
    dropped = [candidate for candidate in weighed if candidate.score < 0 and candidate.leads]
    hardly = 0 if sought.is_future else _HARDLY
    candidates = [candidate for candidate in weighed if candidate.rank > (hardly if candidate.leads else 0)]
    vague = sought.status is ContactStatus.HELD and any(_is_vague(passage, cues) for passage in passages)
    if vague:
        # "officials said on Thursday that they spoke last summer"
        candidates = [candidate for candidate in candidates if not candidate.told]
    if candidates:
        best = max(candidates, key=lambda candidate: candidate.rank)
        # "their call in July ... on July 12": the same, said more closely.
        closer = [c for c in candidates if not c.told and len(c.day) > len(best.day) and c.day.startswith(best.day)]
        best = max(closer, key=lambda candidate: candidate.rank, default=best)
        return best.day, (best.span,)
    if dropped and refused and sought.channel is not Channel.PHONE:
        # A visit or a meeting is refused when that is told; of a call nobody knows when it was tried.
        return dropped[0].day, ()
    announced = [candidate.day for candidate in dropped if candidate.told]
    if announced and sought.is_cut_off and sought.channel is Channel.HOTLINE:
        # A line is cut off by saying so.
        return announced[0], ()
    old = vague or _is_no_news(passages, sought, cues)
    return (None if old else _default_date(today.told, sought)), ()


def _weigh_dates(passages: Sequence[Passage], today: Today, sought: Sought, cues: Cues) -> Iterator[_Candidate]:
    """The dates of the text that are possible at all, in reading order, each with how likely it is the contact's."""
    named: str | None = None
    # A line is used when that happens which it is used for.
    personal = sought.channel is not Channel.HOTLINE
    for passage in passages:
        if not passage.dates:
            continue
        anchors, across = read_anchors(passage, cues), _tells_counterpart(passage, cues)
        for expression in passage.dates:
            if today.is_dateline(passage, expression):
                continue
            # "the meeting set for Thursday is off": it was still to come.
            ahead = sought.is_called_off and expression.is_bare_weekday and anchors.is_due(expression)
            found = today.resolve(expression, passage, future=sought.is_future or ahead, named=named)
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
            bare = expression.is_bare_weekday and expression.turn is None
            unsure = bare or sought.status is ContactStatus.REPORTED
            telling = _is_telling(found, expression, anchors, today.day, verb_last=cues.verb_last and sought.is_cut_off)
            near = sought.status is ContactStatus.PLANNED and not telling and anchors.is_planned(expression)
            if sought.is_future and unsure and found == today.day.isoformat() and not near:
                # What is to come, or possible, today is not called by its bare weekday: somebody told of it then; but
                # "will meet Friday".
                continue
            score = _score(anchors, expression, sought, telling, recent, across, found > today.day.isoformat())
            if not (telling or recent or across) and len(found) == 10 and anchors.opens_telling(expression):
                # "On March 24, a spokesman said": that was told of what went before.
                score -= _BACKGROUND
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


def _score(
    anchors: Anchors,
    expression: DateExpression,
    sought: Sought,
    telling: bool,
    recent: bool,
    across: bool,
    ahead: bool,
) -> float:
    """How likely a date is that of the contact: by its passage, and by what it stands next to. `across`: the passage
    has a person tell his counterpart something; `ahead`: the day lies behind that of the text."""
    passage, cues = anchors.passage, anchors.cues
    opening = anchors.opening(expression) if sought.opened else FAR
    tried = anchors.attempt(expression) if sought.is_cut_off and sought.channel is Channel.PHONE else FAR
    tried = FAR if tried > _EVENT_REACH or passage.recalled else tried
    if not passage.contact and not passage.is_head and not across and min(opening, tried) > _EVENT_REACH:
        return 0.0
    standing = sought.channel is Channel.HOTLINE
    score = passage.weight - (_FOREIGN if passage.foreign else 0.0)
    if passage.recalled:
        score -= _RECALLED
    if not passage.is_head and not passage.mentions:
        # "On Monday the coast guard warned sailors": no word for a talk is near.
        score -= 0.5 if standing or _tells_talk(passage, cues) else _BACKGROUND
    if passage.names_both_sides and passage.contact and not telling:
        score += _BOTH
    if not expression.names_day:
        score -= _FOR_MONTH
    contact = min(anchors.contact(expression), anchors.distance(cues.counterpart, expression) if across else FAR)
    occurrence = anchors.occurrence(expression)
    contact = min(contact, opening, occurrence, tried)
    opened = opening <= _OPENED_REACH and not telling
    if (occurrence <= _OCCURRENCE_REACH or opened) and expression.names_day:
        score += _OCCURRED
    if sought.is_called_off and anchors.is_due(expression):
        score += _OCCURRED
    if standing and not sought.opened and anchors.opening(expression) <= _OCCURRENCE_REACH:
        # "used once; it was set up on March 1".
        score -= _BACKGROUND
    if expression.from_other and expression.shift:
        # "said on Wednesday, a day after": it is counted to tell of another day than that.
        score += _COUNTED
    if sought.is_called_off and ahead:
        # What is called off was still to come.
        score += _AHEAD
    if telling:
        score -= _NEVER if sought.is_told_later else _FOR_ANNOUNCING + (0.0 if passage.contact else _FOR_OTHER)
    elif contact == FAR:
        score -= 1.0
    reach = _EVENT_REACH if contact == FAR else _OBJECT_REACH
    other = anchors.background(expression)
    if not standing and other < min(contact, reach):
        score -= _BACKGROUND * min(1.0, (contact - other) / _CLEARLY)
    # "since March 1 the line has been open" dates its opening.
    if anchors.is_aside(expression, recent=recent) and (sought.is_cut_off or not standing):
        score -= _BACKGROUND if sought.is_cut_off else _BACKGROUND + 1.0
    if expression.from_other and not passage.is_head:
        score -= 0.7
    if sought.channel is Channel.LETTER and anchors.is_of_talk(expression):
        # "In answer to what was said at a meeting on June 8": the letter is of another day.
        score -= _BACKGROUND
    score += max(0.0, 0.5 - contact / 100)
    if not standing:
        # "discussed Tuesday's crash": near enough to be its own.
        score -= _BESIDE_OTHER * max(0, _OTHER_REACH - other) / _OTHER_REACH
    hardly = not passage.is_head or sought.status is ContactStatus.REPORTED
    if sought.status is not ContactStatus.HELD and hardly and tried == FAR and not _tells_status(passage, sought, cues):
        score -= _BACKGROUND
    return score


def _tells_talk(passage: Passage, cues: Cues) -> bool:
    """Whether it has a word for a contact that is more than to tell or to warn: of its channel, or that it was held."""
    patterns = (*cues.channels.values(), cues.held, cues.occurs, cues.planned, cues.refused, cues.attempts)
    return any(pattern is not None and pattern.search(passage.marked) for pattern in patterns)


def _tells_counterpart(passage: Passage, cues: Cues) -> bool:
    """Whether a person tells somebody of his rank across something: "On July 12 he let his American colleague know"."""
    sides = {mention.side for mention in passage.mentions}
    if passage.foreign or len(sides) != 1 or cues.counterpart is None or cues.announces is None:
        return False
    across = SIDE_MARK[other_side(sides.pop())] in passage.marked
    return across and bool(cues.counterpart.search(passage.marked)) and bool(cues.announces.search(passage.marked))


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
        anchors.contact(match) <= min(_EVENT_REACH, anchors.background(match))
        for match in cues.vague.finditer(passage.marked)
    )


def _is_lasting(passage: Passage, cues: Cues) -> bool:
    """Whether the head tells of refusals over a time: "have so far declined"."""
    patterns = (cues.lasting, cues.refused)
    return passage.is_head and all(pattern is not None and pattern.search(passage.marked) for pattern in patterns)


def _tells_status(passage: Passage, sought: Sought, cues: Cues) -> bool:
    patterns = {
        ContactStatus.REFUSED: (cues.refused,),
        ContactStatus.PLANNED: (cues.planned,),
        ContactStatus.REPORTED: (cues.possible, cues.planned, cues.reported),
        ContactStatus.HELD: (cues.held,),
    }
    return any(pattern is not None and pattern.search(passage.marked) for pattern in patterns[sought.status])
