"""Reads calendars with a parser that is not ours: each event as plain texts, its days as ISO dates."""

from typing import Any

from icalendar import Calendar


def read_events(text: str | bytes) -> list[dict[str, str]]:
    """The events of an iCalendar file, property by property, unescaped; raises ValueError where it is none."""
    calendar: Any = Calendar.from_ical(text)
    events = []
    for event in calendar.walk("VEVENT"):
        texts = {name.lower(): str(value) for name, value in event.items()}
        days = {name: event.decoded(name).isoformat() for name in ("dtstart", "dtend")}
        events.append({**texts, **days})
    return events
