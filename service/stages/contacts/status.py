"""The status of the main contact.

In: the passages of an article, its cues, the channel. Out: the status with the spans it was read from. Called by
`claim`. The cues of each status vote with the weight of their passages; what is called off, or is to come, counts only
where the contact is nearer than something else is ("the strike was halted").
"""

from collections.abc import Iterator, Sequence
from re import Match, Pattern

from service.model.contact import Channel, ContactStatus
from service.model.verdict import Span
from service.stages.contacts.anchors import FAR, Anchors, read_anchors
from service.stages.contacts.cues import Cues
from service.stages.contacts.passages import Passage
from service.stages.contacts.votes import discount

_MARKED_STATUS = 1.3
_BESIDE_HELD = 0.9
_BODY = 0.2
_LEAST = 1.5
_BESIDE = 15
_OPENED = 1.5
_FURTHER = 0.4
_STANDS = 0.3
_OTHER_OBJECT = 30
_BEGINNING = 3
_CUT = 3.0

Vote = tuple[ContactStatus, float, Match[str]]


def find_status(passages: Sequence[Passage], cues: Cues, channel: Channel) -> tuple[ContactStatus, tuple[Span, ...]]:
    """What became of it; `held` where the head of the article does not say otherwise."""
    scores: dict[ContactStatus, float] = {}
    spans: dict[ContactStatus, list[Span]] = {}
    standing = channel is Channel.HOTLINE
    head = [passage for passage in passages if passage.is_head]
    done = standing and any(_search(cues.reopened, passage.marked) for passage in head)
    told = any(passage.zone == "body" and _tells_past(passage, cues) for passage in head)
    cut = [passage for passage in passages if standing and not done and _tells_cut(passage, cues)]
    for passage in passages:
        for status, share, match in _read(passage, cues, standing=standing, done=done, told=told, cut=bool(cut)):
            weight = discount(passage) * share * (1.0 if passage.is_head else _BODY)
            scores[status] = scores.get(status, 0.0) + weight
            spans.setdefault(status, []).append(passage.part(match.start(), match.end()))
    for passage in cut[:1]:
        # "hopes to restore the line that was cut on Monday": that it was cut is the news.
        scores[ContactStatus.REFUSED] = scores.get(ContactStatus.REFUSED, 0.0) + _CUT
        spans.setdefault(ContactStatus.REFUSED, []).append(passage.span)
    order = (ContactStatus.PLANNED, ContactStatus.REFUSED, ContactStatus.HELD, ContactStatus.REPORTED)
    if ContactStatus.HELD not in scores:
        _add_present(head, cues, scores, spans)
    best = max(scores, key=lambda status: (scores[status], -order.index(status)), default=ContactStatus.HELD)
    if scores.get(best, 0.0) < _LEAST:
        best = ContactStatus.HELD
    return best, tuple(spans.get(best, ()))


def _add_present(
    head: Sequence[Passage],
    cues: Cues,
    scores: dict[ContactStatus, float],
    spans: dict[ContactStatus, list[Span]],
) -> None:
    """Adds what the head says in the present, which is to come where no word tells that it was."""
    for passage in head:
        match = _find_near(passage, cues.present, cues)
        if match:
            weight = discount(passage) * _MARKED_STATUS
            scores[ContactStatus.PLANNED] = scores.get(ContactStatus.PLANNED, 0.0) + weight
            spans.setdefault(ContactStatus.PLANNED, []).append(passage.part(match.start(), match.end()))


def _tells_cut(passage: Passage, cues: Cues) -> bool:
    """Whether the beginning of an article tells that a line was cut off on a day of this week."""
    begins = passage.zone == "body" and passage.order <= _BEGINNING and not (passage.recalled or passage.foreign)
    if not begins or not any(date.weekday is not None or date.offset is not None for date in passage.dates):
        return False
    if _search(cues.unrefused, passage.marked) or _search(cues.reported, passage.marked):
        # "broke off the talks, but the line stays open".
        return False
    return _find_near(passage, cues.refused, cues, accords=True) is not None


def _tells_past(passage: Passage, cues: Cues) -> bool:
    """Whether a passage tells of a contact as held on a day."""
    dated = any(date.names_day and not date.is_ahead for date in passage.dates)
    return dated and not passage.recalled and _find_new(passage, cues.held, cues) is not None


def _looks_back(passage: Passage, cues: Cues) -> bool:
    """Whether a passage tells of what went before, or of a month by its name."""
    named = any(date.month is not None and not date.names_day for date in passage.dates)
    return named or _search(cues.looks_back, passage.marked) is not None


def _read(passage: Passage, cues: Cues, *, standing: bool, done: bool, told: bool, cut: bool = False) -> Iterator[Vote]:
    """What the cues of a passage say, each with its share of the passage's weight.

    `done`: a line was restored, so that "restore" announces nothing. `told`: the lead tells of a contact that was held,
    so that "to meet again" in the headline is of the one after it. `cut`: a line was cut off just now, so that
    "restore" is a wish.

    What went wrong or is to come says more than that something was done: "called, but was refused".
    """
    text = passage.marked
    restored = _search(cues.restored, text) if standing and not cut else None
    if restored:
        yield ContactStatus.HELD if done else ContactStatus.PLANNED, _MARKED_STATUS, restored
    unrefused = _search(cues.unrefused, text)
    others = (cues.other_objects,) if standing else (cues.other_objects, cues.pacts)
    refused = None if restored or unrefused else _find_near(passage, cues.refused, cues, others, accords=standing)
    if refused:
        # "talk after months of silence; had complained in March that Moscow did not answer".
        before = told and passage.zone == "summary" and _looks_back(passage, cues)
        yield ContactStatus.REFUSED, _MARKED_STATUS * (_FURTHER if before else 1.0), refused
    # "no further talks are planned", in the text of a talk, says nothing of that.
    further = (told or passage.zone != "title") and _search(cues.further, text) is not None
    ahead = _FURTHER if further else 1.0
    if unrefused and standing:
        yield ContactStatus.REPORTED, _MARKED_STATUS, unrefused
    unplanned = _find_near(passage, cues.unplanned, cues)
    # What is possible where no contact is spoken of is something else: "the use of nuclear arms was possible".
    possible = _search(cues.reported if standing else cues.possible, text) if standing or passage.contact else None
    # "has no plan to advance", in a sentence without a contact, is of something else.
    if unplanned and not refused and (standing or passage.contact):
        yield ContactStatus.REPORTED, _MARKED_STATUS * ahead, unplanned
    if possible:
        yield ContactStatus.REPORTED, _MARKED_STATUS * ahead, possible
    planned = None if unplanned else _find_near(passage, cues.planned, cues)
    if planned and refused and cues.due and cues.due.search(planned[0]):
        planned = None
    held = _find_new(passage, cues.held, cues)
    if planned:
        # "spoke on Saturday and will speak again": what has a day and was held is the news.
        done = held is not None and any(date.names_day and date.turn != 1 for date in passage.dates)
        # "pulled out of talks set for Monday": that is what was called off.
        dropped = refused is not None and refused.start() < planned.start()
        yield ContactStatus.PLANNED, (_BESIDE_HELD if done or dropped else _MARKED_STATUS) * ahead, planned
    headline = _search(cues.planned_title, text) if passage.zone == "title" and not further else None
    # "A meets B to talk about C" tells what for.
    if headline and not planned and not _search(cues.purpose, text):
        yield ContactStatus.PLANNED, _MARKED_STATUS, headline
    if held:
        yield ContactStatus.HELD, 1.0, held
    # "are considering to set up a line" opens none.
    opened = (_search(cues.opened, text) or _search(cues.used, text)) if standing and not unplanned else None
    if opened:
        # "the line, set up in 2015, is used daily": that is how it came about.
        yield ContactStatus.HELD, _OPENED * (_STANDS if possible and passage.zone != "title" else 1.0), opened


def _find_near(
    passage: Passage,
    pattern: Pattern[str] | None,
    cues: Cues,
    objects: Sequence[Pattern[str] | None] = (),
    *,
    accords: bool = False,
) -> Match[str] | None:
    """The first find that belongs to the contact, and not to another event: "the strike was halted".

    `objects`: what else may be its object: "rejected the accusations", "the suspended treaty". `accords`: a standing
    line is the contact, and so is the accord that it rests on.
    """
    anchors = read_anchors(passage, cues)
    for match in pattern.finditer(passage.marked) if pattern else ():
        contact, other = anchors.contact(match), anchors.background(match)
        if accords:
            contact = min(contact, anchors.distance(cues.pacts, match))
        if objects and _refuses_other(passage, anchors, match, objects, cues):
            continue
        # "following the crash ..., but the attempts failed": to reach each other is what was tried.
        tried = passage.contact and passage.names_both_sides and _search(cues.attempts, match[0]) is not None
        if contact <= _BESIDE or contact <= other or tried:
            return match
    return None


def _find_new(passage: Passage, pattern: Pattern[str] | None, cues: Cues) -> Match[str] | None:
    """The first find that does not tell of the contact before this one: "will meet, the first time since they met"."""
    since = read_anchors(passage, cues).since
    for match in pattern.finditer(passage.marked) if pattern else ():
        if not any(start <= match.start() and match.end() <= end for start, end in since):
            return match
    return None


def _refuses_other(
    passage: Passage, anchors: Anchors, match: Match[str], objects: Sequence[Pattern[str] | None], cues: Cues
) -> bool:
    if anchors.is_long_ago(match):
        return True
    claimed, *agreed = (anchors.distance(pattern, match) for pattern in objects)
    contact = anchors.contact(match)
    if claimed < min(contact, _OTHER_OBJECT) or any(pact <= min(contact, _OTHER_OBJECT) for pact in agreed):
        return True
    return claimed < FAR and _search(cues.during, passage.marked) is not None


def _search(pattern: Pattern[str] | None, text: str) -> Match[str] | None:
    return pattern.search(text) if pattern else None
