"""Reads the dates that feeds and pages write.

Enters: the raw string, the feed's time zone, the present instant. Leaves: a UTC instant, or None, and in a few words
what is doubtful. Called by the feed readers and the page extractor. feedparser's own date parser is not used: it drops
PM, reads CET and MSK as UTC and `2026/1/15` as November. Day before month wherever digits leave the choice, since month
first is rare in feeds and then written with slashes and a US zone.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.stages.parse.datewords import AMERICAN_ZONES, MERIDIEMS, MONTHS, ZONES
from service.stages.parse.eras import westernise_date
from service.stages.parse.text import one_line

NO_DATE = "no date"
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_FUTURE = timedelta(days=1)
_MAX_RAW = 200

_ISO = re.compile(
    r"^([+-]?\d{4})-?(\d{2})-?(\d{2})(?:[Tt_ ]{1,3}(\d{1,2})(?::?(\d{2})(?::?(\d{2})(?:[.,]\d{1,12})?)?)?)?(.*)$"
)
_ISO_WEEK = re.compile(r"^(\d{4})-?W(\d{2})(?:-?([1-7]))?(?:[T ](.*))?$", re.I)
_ISO_ORDINAL = re.compile(r"^(\d{4})-?(\d{3})(?:[T ](.*))?$", re.I)
_ISO_MONTH = re.compile(r"^(\d{4})(?:-(\d{2}))?$")
_DIGITS_ONLY = re.compile(r"^((?:19|20)\d{6})(\d{2})(\d{2})(\d{2})(?!\d)(.*)$")
# ISO 8601:1988 let the century go: yymmdd, yy-mm-dd, -yymm, -yy-mm, yyddd, yy-ddd.
_SHORT = re.compile(r"^(\d{2})-?(\d{2})-?(\d{2})$")
_SHORT_MONTH = re.compile(r"^-(\d{2})-?(\d{2})$")
_SHORT_ORDINAL = re.compile(r"^(\d{2})-?(\d{3})$")
_YEAR_FIRST = re.compile(r"^(\d{4})[/.\-]\s?(\d{1,2})[/.\-]\s?(\d{1,2})\.?(?!\d)(.*)$")
_DAY_FIRST = re.compile(r"^(\d{1,2})([/.\-])(\d{1,2})[/.\-](\d{4}|\d{2})(?!\d)\.?(.*)$")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?(.*)$")
_CJK_TIME = re.compile(
    r"(上午|下午|午前|午後|凌晨|早上|晚上|오전|오후|AM|PM)?\s*(\d{1,2})\s*[時时点點시:：]\s*(?:(\d{1,2})\s*[分분:：]?)?\s*(?:(\d{1,2})\s*[秒초]?)?",
    re.I,
)
_CLOCK = re.compile(r"(?<![\d+\-])(\d{1,2})\s?[:hч.]\s?(\d{1,2})(?:\s?[:.]\s?(\d{1,2}(?!\d))(?:[.,]\d{1,9})?)?(?!\d)")
_CJK_HALF = re.compile(f"({'|'.join(w for half in MERIDIEMS.values() for w in half if not w.isascii())})\\s*$")
_BARE_HOUR = re.compile(r"(?<![\d:])(\d{1,2})\s*(?=(?:[ap]\.?\s?m\b))", re.I)
_MERIDIEM = re.compile(r"(?<![^\W\d_])([ap])\.?\s?m\.?(?![^\W\d_])", re.I)
_OFFSET = re.compile(r"(?:\b(?:GMT|UTC|UT|Z)\s?)?([+\-−–])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)", re.I)
_WORD = re.compile(r"[^\W\d_]+")
_EPOCH = re.compile(r"^(?:\d{9,10}(?:\.\d+)?|\d{12,13}|\d{15,16})$")
_IANA = re.compile(
    r"\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|US)/[A-Za-z_]{2,30}(?:/[A-Za-z_]{2,30})?"
)
_AMERICAN = re.compile(r"\b[ECMP]T\b", re.I)
# Both numbers can be a month, and nothing else in the string tells (AM, PM or an American zone would).
_AMBIGUOUS = re.compile(
    r"(?<!\d)(0?[1-9]|1[0-2])/(0?[1-9]|1[0-2])/(\d{4})(?!\d)(?!.*(?:[AP]\.?M\b|\b[ECMP][SD]T\b))", re.I
)
_NUMBER = re.compile(r"(?<!\d)(\d{4}|\d{1,2})(?!\d)")
_Parts = tuple[int, int, int, str]


def parse_date(raw: str, *, tz: str | None, now: datetime) -> tuple[datetime | None, str]:
    """(instant in UTC or None, what is doubtful about it or "").

    `tz` (IANA) is for dates without a zone; without it they are taken as UTC, with a doubt. A date before 1995 or more
    than a day after `now` gives None. The doubt never repeats the raw string.
    """
    text = westernise_date(one_line(raw[: _MAX_RAW * 2])[:_MAX_RAW].strip(" \"'<>()[]"))
    if not text:
        return None, NO_DATE
    american = (tz or "").startswith(("America/", "US/"))
    found, doubt = _read_checked(text, tz, now, month_first=american)
    if found is None and (short := _read_short(text)):
        found, _ = _read_checked(short, tz, now, month_first=american)
        doubt = "a year of two digits" if found else doubt
    if found is None and _AMBIGUOUS.search(text):
        # 3/11/2026 in April is no third of November.
        found, second_doubt = _read_checked(text, tz, now, month_first=not american)
        doubt = second_doubt or "day and month could be swapped" if found else doubt
    return found, doubt


def _read_checked(text: str, tz: str | None, now: datetime, *, month_first: bool) -> tuple[datetime | None, str]:
    if month_first:
        text = _AMBIGUOUS.sub(r"\2/\1/\3", text)
    try:
        found, doubt = _read(text, tz)
    except (ValueError, OverflowError):
        return None, "the date is impossible"
    if found is None:
        return None, "the date could not be read"
    if found < EARLIEST:
        return None, "the date is before 1995"
    if found > now + _FUTURE:
        return None, "the date is in the future"
    return found, doubt


def _read(text: str, tz: str | None) -> tuple[datetime | None, str]:
    if _EPOCH.match(text):
        seconds = float(text)
        scale = 1e6 if seconds > 1e14 else 1e3 if seconds > 1e11 else 1
        return datetime.fromtimestamp(seconds / scale, UTC), ""
    for reader in (_read_iso, _read_iso_week, _read_year_first, _read_cjk, _read_day_first, _read_words):
        parts = reader(text)
        if parts:
            return _assemble(parts, tz)
    return None, ""


def _assemble(parts: _Parts, tz: str | None) -> tuple[datetime, str]:
    """Day and the rest of the string (time, zone) -> instant; hour 24 and second 60 roll over."""
    year, month, day, rest = parts
    hour, minute, second, rest = _read_clock(rest)
    # A 31 June is the day after the 30th: somebody's arithmetic, and nearer the truth than no date.
    beyond = max(0, day - monthrange(year, month)[1]) if day <= 31 else 0
    local = datetime(year, month, day - beyond) + timedelta(beyond, hours=hour, minutes=minute, seconds=second)  # noqa: DTZ001
    offset, doubt = _read_zone(rest)
    doubt = "no such day in the month" if beyond else doubt
    if offset is None and (named := _IANA.search(rest)):
        tz = named[0]
    elif offset is None and (american := _AMERICAN.search(rest)):
        # "ET" and the like: standard or daylight time, whichever it is that day.
        tz = AMERICAN_ZONES[american[0].upper()]
    if offset is not None:
        return (local - offset).replace(tzinfo=UTC), doubt
    if tz:
        try:
            return local.replace(tzinfo=ZoneInfo(tz)).astimezone(UTC), doubt
        except (KeyError, ValueError, OSError):
            return local.replace(tzinfo=UTC), f"unknown time zone {tz[:40]}, read as UTC"
    return local.replace(tzinfo=UTC), doubt or "no time zone, read as UTC"


def _read_iso(text: str) -> _Parts | None:
    match = _ISO_MONTH.match(text)
    if match:
        return int(match[1]), int(match[2] or 1), 1, ""
    match = _DIGITS_ONLY.match(text)
    if match:
        text = f"{match[1]}T{match[2]}:{match[3]}:{match[4]}{match[5]}"
    match = _ISO.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second, rest = match.groups()
    if hour is None:
        return int(year), int(month), int(day), rest
    return int(year), int(month), int(day), f"{hour}:{minute or '00'}:{second or '00'} {rest}"


def _read_short(text: str) -> str | None:
    """A date whose year has two digits and stands first, in full; None for any other."""
    match = _SHORT.match(text)
    if match:
        return f"{_full_year(match[1])}-{match[2]}-{match[3]}"
    match = _SHORT_MONTH.match(text)
    if match:
        return f"{_full_year(match[1])}-{match[2]}"
    match = _SHORT_ORDINAL.match(text)
    return f"{_full_year(match[1])}-{match[2]}" if match else None


def _read_iso_week(text: str) -> _Parts | None:
    match = _ISO_WEEK.match(text)
    if match:
        day = date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1))
        return day.year, day.month, day.day, match[4] or ""
    match = _ISO_ORDINAL.match(text)
    if match and 1 <= int(match[2]) <= 366:
        day = date(int(match[1]), 1, 1) + timedelta(days=int(match[2]) - 1)
        return day.year, day.month, day.day, match[3] or ""
    return None


def _read_year_first(text: str) -> _Parts | None:
    match = _YEAR_FIRST.match(text)
    return (int(match[1]), int(match[2]), int(match[3]), match[4].lstrip("T")) if match else None


def _read_day_first(text: str) -> _Parts | None:
    text = re.sub(r"^[^\d]{0,40}", "", text)
    match = _DAY_FIRST.match(text)
    if not match:
        match = re.match(r"^(\d{1,2}[:.]\d{2}(?::\d{2})?)[\s,/|—–\-]{1,5}(\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4})(.*)$", text)
        if not match:
            return None
        return _read_day_first(f"{match[2]} {match[1]}{match[3]}")
    day, separator, month, year, rest = match.groups()
    first, second = int(day), int(month)
    american = separator == "/" and (second > 12 or re.search(r"\b[ECMP][SD]?T\b|[AP]\.?M\b", rest, re.I))
    if american and first <= 12:
        first, second = second, first
    return _full_year(year), second, first, rest


def _read_cjk(text: str) -> _Parts | None:
    match = _CJK.search(text)
    if not match:
        return None
    rest = match[4]
    clock = _CJK_TIME.search(rest)
    if clock:
        hour = int(clock[2])
        half = (clock[1] or "").upper()
        if half in MERIDIEMS["pm"] and hour < 12:
            hour += 12
        elif half in MERIDIEMS["am"] and hour == 12:
            hour = 0
        rest = f"{hour}:{clock[3] or '00'}:{clock[4] or '00'} {rest[clock.end() :]}"
    return int(match[1]), int(match[2]), int(match[3]), rest


def _read_words(text: str) -> _Parts | None:
    """ "Thu, 15 Jan 2026 10:00:00 +0300" and its kin in all languages: a month's name, with day and year beside it."""
    for match in _WORD.finditer(text):
        month = _month(match[0])
        if month is None:
            continue
        before, after = text[: match.start()], text[match.end() :]
        numbers = list(_NUMBER.finditer(_CLOCK.sub(lambda m: " " * len(m[0]), before)))
        day_match = numbers[-1] if numbers and len(numbers[-1][1]) <= 2 else None
        if day_match:
            year_match = re.match(r"[\s.,\-/']*(?:de[l]?\s+|of\s+)?(\d{4}|\d{2}(?!\s?[:h]\s?\d))(?!\d)", after)
            if not year_match and (late := re.search(r"(?<![\d:+\-])((?:19|20)\d{2})(?![\d:])", after)):
                # asctime's order: "15 Jan 10:00:00 2026"
                rest = after[: late.start()] + " " + after[late.end() :]
                return int(late[1]), month, int(day_match[1]), before[: day_match.start()] + " " + rest
            if year_match:
                rest = before[: day_match.start()] + " " + after[year_match.end() :]
                return _full_year(year_match[1]), month, int(day_match[1]), rest
            continue
        year_first = numbers[-1] if numbers and len(numbers[-1][1]) == 4 else None
        us = re.match(r"[\s.\-]*(\d{1,2})(?:st|nd|rd|th)?(?=T\d|\b)(?!\s?:)", after)
        if us:
            rest = after[us.end() :]
            if year_first:
                return int(year_first[1]), month, int(us[1]), rest
            year = re.search(r"(?<![\d:+\-])(\d{4})(?![\d:])", rest)
            if year:
                return int(year[1]), month, int(us[1]), f"{before} {rest[: year.start()]} {rest[year.end() :]}"
    return None


def _month(word: str) -> int | None:
    """The number of a month's name or abbreviation, in any of the languages, nominative or genitive."""
    return MONTHS.get(word.lower())


def _full_year(digits: str) -> int:
    """Two digits: 70 to 99 are the last century (RFC 2822 says 50, but no feed is older than the format)."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= 70 else 2000)


def _read_clock(rest: str) -> tuple[int, int, int, str]:
    match = _CLOCK.search(rest)
    if match:
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    else:
        match = _BARE_HOUR.search(rest)
        if not match:
            return 0, 0, 0, rest
        hour, minute, second = int(match[1]), 0, 0
    before, after = rest[: match.start()], rest[match.end() :]
    half, cjk = _MERIDIEM.search(after[:8]), _CJK_HALF.search(before)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[1].lower() == "p" else 0)
        after = after[: half.start()] + after[half.end() :]
    elif cjk and hour <= 12:
        hour = hour % 12 + (12 if cjk[1] in MERIDIEMS["pm"] else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError(rest)
    return hour, minute, second, f"{before} {after}"


def _read_zone(rest: str) -> tuple[timedelta | None, str]:
    """The offset from UTC that the rest of the string names; (None, doubt) where it names none that is known."""
    rest = re.sub(r"\[[\w/+\-]*\]", lambda m: f" {m[0][1:-1]} ", rest)
    offset = _OFFSET.search(rest)
    if offset:
        sign = 1 if offset[1] == "+" else -1
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        if len(offset[2]) == 1 and offset[3] is not None and ":" not in offset[0]:
            hours, minutes = int(offset[2]), int(offset[3])
        if hours > 15 or minutes > 59:
            return None, "impossible zone offset, read as UTC"
        return sign * timedelta(hours=hours, minutes=minutes), ""
    unknown = ""
    for match in re.finditer(r"[^\W\d_]+", rest):
        word = match[0].upper()
        if word in ZONES:
            return timedelta(minutes=ZONES[word]), ""
        if word in AMERICAN_ZONES:
            return None, ""
        if word.isascii() and match[0].isupper() and 2 <= len(word) <= 5:
            unknown = "unknown time zone, read as UTC"
    return (timedelta(0), unknown) if unknown else (None, "")
