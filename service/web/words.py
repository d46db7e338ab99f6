"""How pages word days, spans of time, numbers and languages.

Enter: values of the model. Leave: short texts. Called by `rendering`, which hands them to the templates as filters.
"""

import re
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode

from service.model.contact import Channel, Initiator
from service.model.ledger import LedgerContact
from service.model.views import ContactHead
from service.model.watch import Watch
from service.stages.ledger.wording import CHANNEL_NAMES, INITIATOR_NAMES, SIDE_NAMES, word_value
from service.stages.render import fold_line, shorten

Contact = LedgerContact | ContactHead

HEADLINE = 200
"""Characters of a headline in a list. Feeds may bring a thousand."""

_LANGUAGE = re.compile(r"^([a-z]{2})(?:-[A-Za-z]{4})?(?:-[A-Z]{2})?$")
# ISO 639-1; what is not in it is no language tag that a screen reader could use.
_CODES = """
aa ab af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq
sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_LANGUAGES = frozenset(_CODES.split())


def finish(value: Any) -> Any:
    """What every expression of a template goes through: outside text on one line, without marks that reorder it."""
    # Markup is a str, too: what a macro has made, of values that went through here.
    if not isinstance(value, str) or value.isprintable() or hasattr(value, "__html__"):
        return value
    # A piece of a text keeps its distance from its neighbours.
    ends = [" " if value[place].isspace() else "" for place in (0, -1)]
    return f"{ends[0]}{fold_line(value)}{ends[1]}" if value.strip() else " "


def word_long_day(day: date) -> str:
    """As on a front page: "Tuesday, 10 March 2026"."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def word_day(day: date | str) -> str:
    """In a list: "Tue 10 Mar 2026"."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    return f"{day:%a} {day.day} {day:%b %Y}"


def word_month(month: str) -> str:
    """ "2026-03" as "March 2026"."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def word_date(when: str | None) -> str:
    """A contact's date: a day, a month, or that it is unknown."""
    if not when:
        return "day unknown"
    return word_day(when) if len(when) == 10 else word_month(when)


def word_ago(then: datetime, now: datetime) -> str:
    """How long ago, roughly: "4 minutes ago", "3 days ago"; "in 2 hours" of what is to come."""
    seconds = (now - then).total_seconds()
    text = word_span(timedelta(seconds=abs(seconds)))
    if text == "no time":
        return "now"
    return f"{text} ago" if seconds >= 0 else f"in {text}"


def word_span(span: timedelta) -> str:
    """A span in its largest unit: "45 seconds", "2 hours", "16 days"."""
    seconds = round(span.total_seconds())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        # Up to two of the larger unit, the smaller says more: "90 minutes".
        if seconds >= size * (2 if size > 1 else 1):
            return count(seconds // size, unit)
    return "no time"


def count(number: int, noun: str, plural: str = "") -> str:
    """ "1 day", "1,234 days", "2 stories"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def word_bytes(size: int) -> str:
    """ "812 B", "14.2 kB", "3.1 MB"."""
    number = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000 or unit == "GB":
            return f"{number:.0f} {unit}" if unit == "B" or number >= 100 else f"{number:.1f} {unit}"
        number /= 1000
    raise AssertionError


def word_people(contact: Contact) -> str:
    """Who took part: "Lloyd Austin – Andrei Belousov"."""
    return " – ".join(", ".join(names) or SIDE_NAMES[side] for side, names in (("us", contact.us), ("ru", contact.ru)))


def word_manner(contact: Contact) -> str:
    """How: "Phone call, held, initiated by the US"."""
    by = {Initiator.US: ", initiated by the US", Initiator.RU: ", initiated by Russia"}.get(contact.initiator, "")
    recalled = "; known in hindsight" if contact.recalled else ""
    return f"{CHANNEL_NAMES[contact.channel]}, {contact.status.value}{by}{recalled}"


def word_what(contact: Contact) -> str:
    """Both: "Phone call, held, initiated by the US: Lloyd Austin – Andrei Belousov"."""
    return f"{word_manner(contact)}: {word_people(contact)}"


def word_slot(value: str, slot: str) -> str:
    """The value of a slot as people say it."""
    if slot in {"date", "first_since"} and value:
        return word_date(value)
    if slot == "channel" and value:
        return CHANNEL_NAMES[Channel(value)]
    return word_value(slot, value)


def word_official(official_id: str, watch: Watch) -> str:
    """The name of a tracked official; of one that is no longer tracked, the id."""
    return next((official.name for official in watch.officials if official.id == official_id), official_id)


def find_language_tag(lang: str | None) -> str:
    """A language as HTML's `lang` wants it; "" where it is none that is known."""
    found = _LANGUAGE.match(lang or "")
    return found.group(0) if found and found.group(1) in _LANGUAGES else ""


def make_query(**values: object) -> str:
    """Values as the query of an address, empty ones left out: "?q=x&lang=ru"; "" where there are none."""
    kept = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return f"?{urlencode(kept)}" if kept else ""


def weigh(text: str) -> int:
    """The bytes of a text on a page."""
    return len(escape(text).encode("utf-8", "replace"))


def cut_text(text: str, length: int) -> str:
    """`text` within `length` characters and, where they are heavy ones, within twice as many bytes; see `shorten`."""
    shown = shorten(text[: length + 1] if len(text) > length else text, length)
    while (weight := weigh(shown)) > 2 * length:
        shown = shorten(shown, max(min(len(shown) - 1, len(shown) * 2 * length // weight), 1))
    return shown


def cut_headline(text: str) -> str:
    """A headline in a list; whole it stands on the article's own page."""
    return cut_text(text, HEADLINE)


def start_of(day: date) -> datetime:
    """The first instant of a day in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


FILTERS = {
    "longday": word_long_day,
    "shortday": word_day,
    "monthname": word_month,
    "contactdate": word_date,
    "ago": word_ago,
    "span": word_span,
    "count": count,
    "bytes": word_bytes,
    "langtag": find_language_tag,
    "people": word_people,
    "manner": word_manner,
    "what": word_what,
    "channel": CHANNEL_NAMES.__getitem__,
    "initiator": INITIATOR_NAMES.__getitem__,
    "slotvalue": word_slot,
    "cut": cut_text,
    "headline": cut_headline,
}
