"""How likely a date of the text is that of the contact.

In: a date with its anchors, and what kind of contact is sought. Out: a score, the higher the likelier; what is below
zero is rather not. Called by `when`.
"""

from service.language.dates import DateExpression
from service.model.contact import Channel, ContactStatus
from service.stages.contacts.anchors import FAR, Anchors
from service.stages.contacts.cues import SIDE_MARK, Cues, other_side
from service.stages.contacts.passages import Passage
from service.stages.contacts.sought import Sought

_FOR_ANNOUNCING = 1.7
# What is told there is not the contact.
_FOR_OTHER = 1.0
_FOR_MONTH = 1.0
BACKGROUND = 2.0
_RECALLED = 4.0
_FOREIGN = 1.5
_NEVER = 10.0
EVENT_REACH = 30
_OBJECT_REACH = 45
_CLEARLY = 15
_BESIDE_OTHER = 0.4
_BOTH = 1.0
_OCCURRED = 1.0
_AHEAD = 0.5
_COUNTED = 0.5
_OCCURRENCE_REACH = 15
# "established a line with the ministry of the other side on March 1".
_OPENED_REACH = 75
_OTHER_REACH = 20


def score_date(
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
    tried = FAR if tried > EVENT_REACH or passage.recalled else tried
    if not passage.contact and not passage.is_head and not across and min(opening, tried) > EVENT_REACH:
        return 0.0
    standing = sought.channel is Channel.HOTLINE
    score = passage.weight - (_FOREIGN if passage.foreign else 0.0)
    if passage.recalled:
        score -= _RECALLED
    if not passage.is_head and not passage.mentions:
        # "On Monday the coast guard warned sailors": no word for a talk is near.
        score -= 0.5 if standing or _tells_talk(passage, cues) else BACKGROUND
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
        score -= BACKGROUND
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
    reach = EVENT_REACH if contact == FAR else _OBJECT_REACH
    other = anchors.background(expression)
    if not standing and other < min(contact, reach):
        score -= BACKGROUND * min(1.0, (contact - other) / _CLEARLY)
    # "since March 1 the line has been open" dates its opening.
    if anchors.is_aside(expression, recent=recent) and (sought.is_cut_off or not standing):
        score -= BACKGROUND if sought.is_cut_off else BACKGROUND + 1.0
    if expression.from_other and not passage.is_head:
        score -= 0.7
    if sought.channel is Channel.LETTER and anchors.is_of_talk(expression):
        # "In answer to what was said at a meeting on June 8": the letter is of another day.
        score -= BACKGROUND
    score += max(0.0, 0.5 - contact / 100)
    if not standing:
        # "discussed Tuesday's crash": near enough to be its own.
        score -= _BESIDE_OTHER * max(0, _OTHER_REACH - other) / _OTHER_REACH
    hardly = not passage.is_head or sought.status is ContactStatus.REPORTED
    if sought.status is not ContactStatus.HELD and hardly and tried == FAR and not _tells_status(passage, sought, cues):
        score -= BACKGROUND
    return score


def _tells_talk(passage: Passage, cues: Cues) -> bool:
    """Whether it has a word for a contact that is more than to tell or to warn: of its channel, or that it was held."""
    patterns = (*cues.channels.values(), cues.held, cues.occurs, cues.planned, cues.refused, cues.attempts)
    return any(pattern is not None and pattern.search(passage.marked) for pattern in patterns)


def tells_counterpart(passage: Passage, cues: Cues) -> bool:
    """Whether a person tells somebody of his rank across something: "On July 12 he let his American colleague know"."""
    sides = {mention.side for mention in passage.mentions}
    if passage.foreign or len(sides) != 1 or cues.counterpart is None or cues.announces is None:
        return False
    across = SIDE_MARK[other_side(sides.pop())] in passage.marked
    return across and bool(cues.counterpart.search(passage.marked)) and bool(cues.announces.search(passage.marked))


def _tells_status(passage: Passage, sought: Sought, cues: Cues) -> bool:
    patterns = {
        ContactStatus.REFUSED: (cues.refused,),
        ContactStatus.PLANNED: (cues.planned,),
        ContactStatus.REPORTED: (cues.possible, cues.planned, cues.reported),
        ContactStatus.HELD: (cues.held,),
    }
    return any(pattern is not None and pattern.search(passage.marked) for pattern in patterns[sought.status])
