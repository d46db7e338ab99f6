"""Which day or month a date expression means, in a text of a known day.

In: `DateExpression`s of `service.language.dates`, the day that the text counts from. Out: "YYYY-MM-DD" or "YYYY-MM".
Called by `service.stages`.
"""

from dataclasses import replace
from datetime import date, timedelta

from service.language.dates import DateExpression

_DAYS_AHEAD = 31
_MONTHS_AHEAD = 6
_JUST_GONE = 3


def resolve_date(expression: DateExpression, today: date, *, future: bool = False) -> str | None:
    """The date meant by an expression in a text of the day `today`: "YYYY-MM-DD", "YYYY-MM" or None.

    `future`: the text speaks of what is to come. A weekday without more is the latest one, today included (for the
    future: the next one, today included); a day without a month, or a month without a year, is the nearest such.
    """
    if expression.same_year and expression.year is None:
        return None
    if expression.shift and not expression.from_other:
        return _resolve_counted(expression, today, future)
    if expression.offset is not None:
        return (today + timedelta(days=expression.offset)).isoformat()
    if expression.day is not None:
        return _resolve_day(expression, expression.day, today, future)
    if expression.weekday is not None:
        return _resolve_weekday(expression, today, future).isoformat()
    if expression.weeks is not None:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=expression.weeks)
        if expression.weeks:
            # A week is of the month that most of its days are in, as by ISO 8601.
            return f"{monday + timedelta(days=3):%Y-%m}"
        last = monday + timedelta(days=6) if future else today
        return f"{monday:%Y-%m}" if (monday.year, monday.month) == (last.year, last.month) else None
    if expression.month is not None:
        ahead = _find_month_ahead(expression, today) if future else None
        return ahead or resolve_month(expression, today)
    if expression.months is not None:
        return "{:04d}-{:02d}".format(*_shift_month(today, expression.months))
    return None


def _resolve_counted(expression: DateExpression, today: date, future: bool) -> str | None:
    """The day so many days from the one that is named; counted from a weekday the latest such."""
    days, named = expression.shift, replace(expression, shift=0)
    if named.is_bare_weekday:
        return resolve_date(replace(named, weekday=((named.weekday or 0) + days) % 7), today, future=future)
    found = resolve_date(named, today, future=future)
    return (date.fromisoformat(found) + timedelta(days=days)).isoformat() if found and len(found) == 10 else None


def resolve_month(expression: DateExpression, today: date, *, before: date | None = None) -> str | None:
    """The month meant, "YYYY-MM"; a month without a year is the latest one up to today, or before that of `before`."""
    if expression.same_year and expression.year is None:
        return None
    if expression.month is None:
        full = resolve_date(expression, today) if expression.names_day or expression.months is not None else None
        return full[:7] if full else None
    year = expression.year
    if year is None and expression.years is not None:
        year = today.year + expression.years
    if year is None:
        limit = before or today
        late = expression.month > limit.month or (before is not None and expression.month == limit.month)
        year = limit.year - 1 if late and expression.day is None else limit.year
        if expression.day is not None and (expression.month, expression.day) > (limit.month, limit.day):
            year = limit.year - 1
    return f"{year:04d}-{expression.month:02d}"


def _find_month_ahead(expression: DateExpression, today: date) -> str | None:
    """The month without a year that a text about the future means: this one, or one of the next half year."""
    if expression.month is None or expression.year is not None or expression.years is not None or expression.same_year:
        return None
    ahead = (expression.month - today.month) % 12
    return "{:04d}-{:02d}".format(*_shift_month(today, ahead)) if ahead <= _MONTHS_AHEAD else None


def _resolve_day(expression: DateExpression, day: int, today: date, future: bool) -> str | None:
    if expression.month is None:
        if expression.months is not None:
            return _iso(*_shift_month(today, expression.months), day)
        # "the 25th": this month, unless that lies ahead of a text about the past, or behind one about the future.
        if future and (just := _find_just_gone(day, today)):
            return just
        shift = 0
        if not future and day > today.day + 1:
            shift = -1
        elif future and day < today.day:
            shift = 1
        return _iso(*_shift_month(today, shift), day)
    year = expression.year
    if year is None and expression.years is not None:
        year = today.year + expression.years
    if year is not None:
        return _iso(year, expression.month, day)
    for candidate in (today.year + 1, today.year, today.year - 1):
        found = _iso(candidate, expression.month, day)
        if found and (date.fromisoformat(found) - today).days <= (300 if future else _DAYS_AHEAD):
            return found
    return None


def _find_just_gone(day: int, today: date) -> str | None:
    """The day of that number within the last three: somebody told of it then; what is a month off has its month."""
    before = (today - timedelta(days=back) for back in range(1, _JUST_GONE + 1))
    return next((found.isoformat() for found in before if found.day == day), None)


def _resolve_weekday(expression: DateExpression, today: date, future: bool) -> date:
    weekday = expression.weekday or 0
    if expression.weeks is not None:
        return today + timedelta(days=weekday - today.weekday(), weeks=expression.weeks)
    if expression.turn == 1 or (future and expression.turn != -1):
        ahead = (weekday - today.weekday()) % 7
        # Nobody calls today or tomorrow "next Tuesday".
        return today + timedelta(days=ahead + 7 if expression.turn == 1 and ahead <= 1 else ahead)
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=back or (7 if expression.turn == -1 else 0))


def _shift_month(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
