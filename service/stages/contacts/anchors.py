"""What a date stands next to: the words of its passage that it may belong to.

In: a passage and the cues of its language. Out: `Anchors`, which measure how far each kind of word is from a date.
Called by `when` and `earlier`. Distances are characters of the marked text in which a person or a side, however long
the name, counts as one, and in which each pause counts as many: what stands in another clause is far.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from re import Pattern

from service.language.dates import DateExpression
from service.model.contact import Channel
from service.stages.contacts.cues import DATE, PERSON_MARK, SIDE_MARK, Cues, other_side
from service.stages.contacts.passages import Passage

FAR = 10_000
_TOLD_REACH = 45
_THAT_REACH = 80
_PAUSE_COST = 12
# A date that lies between is nearer to the word.
_DATE_COST = 25
_CLAUSE_REACH = 60
_SAME_REACH = 6
_REASON_REACH = 15
_TRY_REACH = 30
_LEAD_REACH = 3
_RIGHT_BEHIND = 4
_OPENING = 6
_RIGHT_BESIDE = 4
_DUE_REACH = 30
# "a call between him and her that": the clause is about the call.
_OF_PEOPLE = 18
_PAUSES = re.compile(r"[,;:，、؛،—]")
_ASIDE = re.compile(r", [^,.;]{3,45}(?=,)")
_BLANK = re.compile(r"[\s,(]{0,3}")
_RUN = re.compile("([\ue001-\ue009])\\1+")

Stretch = tuple[int, int]
Found = DateExpression | re.Match[str]


@dataclass(frozen=True)
class Anchors:
    """The anchors of one passage; all measures are in characters, `FAR` where there is none."""

    passage: Passage
    cues: Cues

    def contact(self, found: Found) -> int:
        return self._nearest(self._contacts, *_edges(found))

    def occurrence(self, found: Found) -> int:
        """How far it is to a word for that the contact took place."""
        first, last = _edges(found)
        # "last week, on January 29": the week is that of the day.
        weeks = [e for e in self._vague if e.end <= first <= e.end + _SAME_REACH]
        return self._nearest(self._occurrences, weeks[-1].start if weeks else first, last)

    def opening(self, found: Found) -> int:
        """How far it is to a word for the opening of a standing line."""
        return self.distance(self.cues.opened, found)

    def attempt(self, found: Found) -> int:
        """How far it is to a word for trying."""
        return self._nearest(self._tries, *_edges(found))

    def is_planned(self, found: Found) -> bool:
        """Whether the contact, or a word for that it is to come, stands right beside it: "are planned for Friday"."""
        return min(self.contact(found), self.distance(self.cues.planned, found)) <= _RIGHT_BESIDE

    def is_due(self, found: Found) -> bool:
        """Whether something was planned for it: "the meeting set for Thursday"."""
        return self.distance(self.cues.due, found) <= _DUE_REACH

    def is_of_talk(self, found: Found) -> bool:
        """Whether a word for a meeting or a call is near, and none for a letter, nor for what was handed over."""
        talks = (self.cues.channels[channel] for channel in (Channel.MEETING, Channel.PHONE, Channel.VIDEO))
        near = any(self.distance(pattern, found) <= _TRY_REACH for pattern in talks)
        return near and self.occurrence(found) == self.distance(self.cues.channels[Channel.LETTER], found) == FAR

    def is_other_clock(self, expression: DateExpression) -> bool:
        """Whether it is a day by another clock than that of a date before it: "the 13th (the 14th, Japan time)"."""
        clocks = self._find(self.cues.other_clock)
        others = [e for e in self.passage.dates if e.names_day and e.end <= expression.start]
        return bool(others) and any(start < expression.end and expression.start <= end for start, end in clocks)

    def distance(self, pattern: Pattern[str] | None, found: Found) -> int:
        """How far it is to the nearest find of a pattern, as of what is refused and is no contact: an accusation."""
        return self._nearest(self._find(pattern), *_edges(found))

    def background(self, found: Found) -> int:
        """How far it is to a word for something else that happens on a day: an appointment, a war, a crash; not to that
        which the day is counted from."""
        if isinstance(found, DateExpression) and found.shift:
            return FAR
        return self._nearest(self._events, *_edges(found))

    def dates_telling(self, expression: DateExpression, contact: int, *, verb_last: bool) -> bool:
        """Whether a date belongs to a word like "said" within its clause, and not to the contact: "said on Tuesday".

        `verb_last`: the word ends the sentence, and dates what stands anywhere before it, unless it has a nearer date.
        """
        if self._stands_by_telling(expression, contact):
            return True
        if not verb_last or not any(start >= expression.end for start, _ in self._tellings):
            return False
        others = [e for e in self.passage.dates if e is not expression and e.names_day]
        if others and self.attempt(expression) <= _TRY_REACH:
            return False
        # "at a briefing on the 16th ... the day before ... tried, said": the telling has its day already.
        taken = any(e.end <= expression.start and self._stands_by_telling(e, self.contact(e)) for e in others)
        # ", the day before tried to ..., said": that day is the try's.
        later = (e for e in others if e.start > expression.end)
        return not taken and all(self.attempt(e) <= _TRY_REACH < self.attempt(expression) for e in later)

    def opens_telling(self, expression: DateExpression) -> bool:
        """Whether the passage opens with it and goes on with who told it: "On March 24, a spokesman said"."""
        told = min((start for start, _ in self._tellings if start >= expression.end), default=FAR)
        talks = min((start for start, _ in self._contacts if start >= expression.end), default=FAR)
        return expression.start <= _OPENING and told < talks

    def _stands_by_telling(self, expression: DateExpression, contact: int) -> bool:
        for start, end in self._tellings:
            first, last = min(end, expression.end), max(start, expression.start)
            between = self.passage.marked[first:last]
            if self._tries_behind(end, expression):
                continue
            if end <= expression.start and len(between) <= _RIGHT_BEHIND and not _PAUSES.search(between):
                # "disclosed on Wednesday a phone call"
                return True
            if len(between) <= min(contact, _TOLD_REACH) and (len(between) <= 1 or not _PAUSES.search(between)):
                return True
        return self._opens_told(expression)

    def _tries_behind(self, told: int, expression: DateExpression) -> bool:
        """Whether a telling has its date, and a try stands between that and this one: "said Monday he tried Sunday"."""
        dates = any(told <= e.start and e.end <= expression.start for e in self.passage.dates if e.names_day)
        return dates and any(told <= start and end <= expression.start for start, end in self._tries)

    def _opens_told(self, expression: DateExpression) -> bool:
        """Whether what was told begins behind a date: "told the Senate committee on Thursday that"."""
        text = self.passage.marked
        behind = _BLANK.match(text, expression.end)
        if self.cues.told_that is None or behind is None or not self.cues.told_that.match(text, behind.end()):
            return False
        # "confirmed that they talked on Thursday about": that is the day of the talk.
        talked = max((end for _, end in self._talks if end <= expression.start), default=0)
        return any(
            0 <= expression.start - end <= _THAT_REACH and DATE not in text[end : expression.start] and talked <= end
            for _, end in self._tellings
        )

    def find_dated_contact(self, expressions: Sequence[DateExpression], reach: int) -> DateExpression | None:
        """Of the dates that belong to a word for a contact, at most `reach` away, and to nothing else, the nearest."""
        near = [
            (contact, expression)
            for expression in expressions
            if (contact := self.contact(expression)) <= reach
            and not self.is_aside(expression)
            and not self.is_earlier(expression)
            and self.background(expression) >= contact
            and not self.dates_telling(expression, contact, verb_last=False)
        ]
        return min(near, key=lambda found: found[0])[1] if near else None

    def is_of_matter(self, expression: DateExpression) -> bool:
        """Whether it is the date of what the contact is about: "the drone that was lost on Tuesday"."""
        return any(_covers(part, expression) for part in self._matters)

    def is_aside(self, expression: DateExpression, *, recent: bool = False) -> bool:
        """Whether it is the date of what came before: "after a drone fell on Tuesday", "Tuesday's crash".

        `recent`: it is a day of the news, and none of a war that it stands beside.
        """
        if expression.shift:
            return False
        parts = [part for part in self._asides if _covers(part, expression)]
        if not recent:
            parts += [part for part in self._agreed if _covers(part, expression)]
        return any(not (recent and self._leads_other(part, expression)) for part in parts)

    def is_long_ago(self, found: Found) -> bool:
        """Whether it is told as the reason of what is news: "the first since fighting in August froze their ties"."""
        first, last = _edges(found)
        if self._is_since(first):
            return True
        return any(
            start <= first and last <= end + _REASON_REACH and any(_covers((start, end), e) for e in self._vague)
            for start, end in self._find(self.cues.aside)
        )

    def _is_since(self, place: int) -> bool:
        """Whether a place stands in a clause that tells since when: "the first talks since the war froze ties"."""
        text = self.passage.marked
        first = self.cues.first.search(self.passage.folded) if self.cues.first else None
        for start, end in self._find(self.cues.since_when) if first else ():
            gap = text[end:place]
            # "since May Moscow has refused" tells of the refusal.
            if first and first.start() < start and end <= place <= end + _CLAUSE_REACH and not _PAUSES.search(gap):
                return DATE not in gap[:2]
        return False

    @cached_property
    def _vague(self) -> Sequence[DateExpression]:
        return [e for e in self.passage.dates if not e.names_day]

    def is_earlier(self, expression: DateExpression, *, recent: bool = False) -> bool:
        """Whether it is the date of the contact before this one: "since March 2023". `recent`: as of `is_aside`."""
        # Of two dates in one stretch the last: "on the 13th for the first time since February 18".
        inside = [(part, [e for e in self.passage.dates if _covers(part, e)]) for part in self.since]
        return any(
            dates and self._is_one_day(expression, dates[-1]) and not (recent and self._leads_other(part, expression))
            for part, dates in inside
        )

    def _leads_other(self, part: Stretch, expression: DateExpression) -> bool:
        """Whether something else stands between a date and what says since when: "on the 13th, since the invasion"."""
        if self.cues.not_since is None or expression.start > part[0] + _LEAD_REACH:
            return False
        other = self.cues.not_since.search(self.passage.marked, expression.end, part[1])
        return other is not None and not (self.cues.before and self.cues.before.search(other.string, *other.span()))

    def _is_one_day(self, one: DateExpression, other: DateExpression) -> bool:
        """Whether two dates are one, or one says the other more closely: "last Friday, October 17"."""
        first, last = sorted((one, other), key=lambda e: e.start)
        return first is last or _BLANK.fullmatch(self.passage.marked, first.end, last.start) is not None

    @cached_property
    def since(self) -> Sequence[Stretch]:
        """Where the passage speaks of the contact before this one."""
        patterns = [self.cues.since]
        if self.passage.contact and self.cues.first and self.cues.first.search(self.passage.folded):
            patterns.append(self.cues.since_bare)
        return sorted(part for pattern in patterns for part in self._find(pattern))

    def clause(self, start: int, end: int) -> str:
        """A stretch with what stands close to it up to the next pause."""
        text = self.passage.marked
        before = _PAUSES.split(text[max(0, start - _CLAUSE_REACH) : start])[-1]
        return before + text[start:end] + _PAUSES.split(text[end : end + _CLAUSE_REACH // 2])[0]

    @cached_property
    def _talks(self) -> Sequence[Stretch]:
        return self._find(self.cues.contact)

    @cached_property
    def _contacts(self) -> Sequence[Stretch]:
        patterns = (self.cues.contact, *self.cues.channels.values())
        return [part for pattern in patterns for part in self._find(pattern)]

    @cached_property
    def _occurrences(self) -> Sequence[Stretch]:
        """Words for that the contact took place, and not another event, or a briefing."""
        # "The talk, according to A, took place on": who tells it in between takes nothing of it.
        asides = [match.span() for match in _ASIDE.finditer(self.passage.marked)]
        told = [
            part
            for part in self._find(self.cues.announces)
            if not any(first <= part[0] < last for first, last in asides)
        ]
        others = [*self._events, *told]
        return [
            part
            for part in self._find(self.cues.occurs)
            if self._nearest(self._contacts, *part) <= self._nearest([o for o in others if o[1] <= part[0]], *part)
        ]

    @cached_property
    def _events(self) -> Sequence[Stretch]:
        return self._find(self.cues.events)

    @cached_property
    def _tries(self) -> Sequence[Stretch]:
        return self._find(self.cues.attempts)

    @cached_property
    def _tellings(self) -> Sequence[Stretch]:
        """Without those by which one side's person tells the other's: that is the contact."""
        given = self._occurrences
        found = [
            (start, end)
            for start, end in self._find(self.cues.announces)
            if not any(first < end and start < last for first, last in given)
        ]
        if not self.passage.names_both_sides:
            return found
        return [(start, end) for start, end in found if not self._is_told_other(start, end)]

    def _is_told_other(self, start: int, end: int) -> bool:
        text = self.passage.marked
        behind = next(
            (side for side, mark in PERSON_MARK.items() if text[end : end + 2].lstrip().startswith(mark)), None
        )
        return behind is not None and PERSON_MARK[other_side(behind)] in text[:start]

    @cached_property
    def _asides(self) -> Sequence[Stretch]:
        """Without those that hold a word for the contact: "after a call on Tuesday" dates the call."""
        return [
            (start, end)
            for start, end in self._find(self.cues.aside)
            if not any(start <= first and last <= end for first, last in self._talks)
        ]

    @cached_property
    def _agreed(self) -> Sequence[Stretch]:
        """What a contact goes by: "an accord reached in October 2015"."""
        return self._find(self.cues.agreed)

    @cached_property
    def _matters(self) -> Sequence[Stretch]:
        """Relative clauses of what a contact is about: "the drone that was lost"; not "the call that was held"."""
        own = [*self._contacts, *self._find(self.cues.occurs), *self._find(self.cues.due)]
        return [
            part
            for part in self._find(self.cues.which)
            if not any(part[0] <= start and end <= part[1] for start, end in own)
            and not any(self._leads_clause(other, part[0]) for other in self._contacts)
        ]

    def _leads_clause(self, contact: Stretch, place: int) -> bool:
        """Whether a contact is what a relative clause is about: "the call that", "their call with him that"."""
        gap = self.passage.marked[contact[1] : place]
        people = any(mark in gap for mark in (*PERSON_MARK.values(), *SIDE_MARK.values()))
        return contact[1] <= place and self._gap(contact, place, place) <= (_OF_PEOPLE if people else _RIGHT_BESIDE)

    @property
    def follows_contact(self) -> bool:
        """Whether a dated contact is told as what came before: "after a similar call on Friday"."""
        return any(
            any(start <= first and last <= end for first, last in self._talks)
            for start, end in self._find(self.cues.aside)
        )

    def _find(self, pattern: Pattern[str] | None) -> list[Stretch]:
        return [match.span() for match in pattern.finditer(self.passage.marked)] if pattern else []

    def _nearest(self, parts: Sequence[Stretch], start: int, end: int) -> int:
        return min((self._gap(part, start, end) for part in parts), default=FAR)

    def _gap(self, part: Stretch, start: int, end: int) -> int:
        first, last = min(end, part[1]), max(start, part[0])
        if last <= first:
            return 0
        between = _RUN.sub(r"\1", self.passage.marked[first:last])
        return len(between) + _PAUSE_COST * len(_PAUSES.findall(between)) + _DATE_COST * between.count(DATE)


def _edges(found: Found) -> Stretch:
    return found.span() if isinstance(found, re.Match) else (found.start, found.end)


def _covers(part: Stretch, expression: DateExpression) -> bool:
    return part[0] <= expression.start < part[1]


def read_anchors(passage: Passage, cues: Cues) -> Anchors:
    """The anchors of a passage, found when they are asked for."""
    return Anchors(passage, cues)
