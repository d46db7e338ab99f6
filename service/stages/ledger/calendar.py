"""The ledger as an iCalendar file (RFC 5545), for calendars.

In: rows of the ledger. Out: the text of a file. Called by `hotline contacts --ical` and the page's feeds, which also
frame a calendar of alerts with it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from service.model.contact import ContactStatus
from service.model.ledger import LedgerContact
from service.model.watch import US_AND_RUSSIA
from service.stages.ledger.wording import SIDE_NAMES, word_contact

WIDEST_LINE = 75
"""Octets of a line, its line break not counted (RFC 5545, 3.1)."""
_STATUS = {
    ContactStatus.HELD: "CONFIRMED",
    ContactStatus.PLANNED: "TENTATIVE",
    ContactStatus.REFUSED: "CANCELLED",
    ContactStatus.REPORTED: "CONFIRMED",
}
# Control characters are no text in iCalendar; the tab is.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WEB_ADDRESS = re.compile(r"(?i:https?)://[!-~]+")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def render_calendar(contacts: Iterable[LedgerContact], name: str = "US-Russia defence contacts") -> str:
    """A calendar of all-day events, one a contact, in the order given; each line ends in CR LF.

    A contact of which only the month is known lasts for that month; one of no known date is left out. `UID` is the
    contact's id, so that a calendar that subscribes to the file changes its events and adds none twice. `DTSTAMP` is
    when a source last told of it, so that the same ledger gives the same file.
    """
    events = (_render_event(contact, contact.date) for contact in contacts if contact.date is not None)
    return frame_calendar("contact ledger", name, chain.from_iterable(events))


def frame_calendar(product: str, name: str, lines: Iterable[str]) -> str:
    """The file of a calendar called `name`; `lines`: those of its events, whole, their texts escaped."""
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Hotline//{product}//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escape_text(name)}",
    )
    return "".join(f"{part}\r\n" for line in (*head, *lines, "END:VCALENDAR") for part in _fold_octets(line))


def _render_event(contact: LedgerContact, when: str) -> Iterator[str]:
    start, end = _find_days(when)
    told = (contact.last_reported or _LONG_AGO).astimezone(UTC)
    month = "" if len(when) == 10 else ", some day of the month"
    yield "BEGIN:VEVENT"
    yield f"UID:{contact.id}@contacts.hotline.invalid"
    yield f"DTSTAMP:{told:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{start:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{end:%Y%m%d}"
    yield f"SUMMARY:{escape_text(word_contact(contact) + month)}"
    description = "\n".join(tell_contact(contact))
    if description:
        yield f"DESCRIPTION:{escape_text(description)}"
    yield f"CATEGORIES:{escape_text(contact.channel.value)}"
    yield f"STATUS:{_STATUS[contact.status]}"
    yield "TRANSP:TRANSPARENT"
    urls = (account.source.url or "" for account in contact.accounts)
    # A click on it opens it: nothing but the web.
    url = next((url for url in urls if _WEB_ADDRESS.fullmatch(url)), None)
    if url:
        yield f"URL:{url}"
    yield "END:VEVENT"


def tell_contact(contact: LedgerContact) -> Iterator[str]:
    """What each side says, what the contact is called the first since, and where it is from: a line each."""
    for side in US_AND_RUSSIA:
        account = next((account for account in contact.accounts if account.side == side), None)
        if account:
            yield f"{SIDE_NAMES[side]}: {account.gist} ({account.source.outlet})"
    if contact.first_since:
        yield f"First since {contact.first_since}: {contact.first_since_check.value}"
    if contact.origins:
        yield f"Sources: {', '.join(contact.origins)}"


def _find_days(when: str) -> tuple[date, date]:
    """The first day, and the day after the last."""
    if len(when) == 10:
        day = date.fromisoformat(when)
        return day, day + timedelta(days=1)
    first = date.fromisoformat(f"{when}-01")
    return first, (first + timedelta(days=31)).replace(day=1)


def escape_text(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    plain = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"[\\;,]", r"\\\g<0>", plain).replace("\n", "\\n")


def _fold_octets(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets of UTF-8, each but the first behind a space; no character is cut."""
    if line.isascii():
        # Most are; a calendar of hundreds of contacts has thousands of lines.
        yield line[:WIDEST_LINE]
        rest = WIDEST_LINE - 1
        yield from (f" {line[start : start + rest]}" for start in range(WIDEST_LINE, len(line), rest))
        return
    piece, room = "", WIDEST_LINE
    for char in line:
        size = len(char.encode("utf-8", "replace"))
        if size > room:
            yield piece
            piece, room = " ", WIDEST_LINE - 1
        piece += char
        room -= size
    yield piece
