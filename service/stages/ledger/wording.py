"""How a contact is worded, for people: who spoke with whom, on whose initiative, by which channel.

In: a row of the ledger. Out: short texts. Called by the exports, the commands and the page.
"""

from service.model.contact import Channel, Initiator
from service.model.feed import Side
from service.model.ledger import LedgerContact
from service.model.watch import US_AND_RUSSIA

SIDE_NAMES: dict[Side, str] = {"us": "US", "ru": "Russia"}
CHANNEL_NAMES = {
    Channel.PHONE: "Phone call",
    Channel.VIDEO: "Video call",
    Channel.MEETING: "Meeting",
    Channel.LETTER: "Letter",
    Channel.HOTLINE: "Hotline",
    Channel.VISIT: "Visit",
}
INITIATOR_NAMES = {Initiator.US: "US", Initiator.RU: "Russia", Initiator.UNKNOWN: "unknown"}
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


def word_people(contact: LedgerContact, *, surnames: bool = False) -> str:
    """The US side, then the Russian one: "Lloyd Austin – Andrei Belousov"; a side of which nobody is named by its
    name: "US – Andrei Belousov"."""
    return " – ".join(word_side(contact, side, surnames=surnames) for side in US_AND_RUSSIA)


def word_side(contact: LedgerContact, side: Side, *, surnames: bool = False) -> str:
    """Who took part of one side: "Mark Milley, Lloyd Austin"; "US" where nobody is named."""
    names = contact.us if side == "us" else contact.ru
    return ", ".join(find_surname(name) if surnames else name for name in names) or SIDE_NAMES[side]


def find_surname(name: str) -> str:
    """What a name is short for: its last word, generations left out."""
    words = name.split()
    while len(words) > 1 and words[-1].lower() in _SUFFIXES:
        words.pop()
    return words[-1] if words else name


def word_value(slot: str, value: str) -> str:
    """The value of a slot as people say it: on the initiative of "US", "Russia"."""
    return INITIATOR_NAMES[Initiator(value)] if slot == "initiator" and value else value


def word_contact(contact: LedgerContact) -> str:
    """A contact on one line: "Phone call, held: Lloyd Austin – Andrei Belousov, initiated by the US"."""
    by = {Initiator.US: ", initiated by the US", Initiator.RU: ", initiated by Russia"}.get(contact.initiator, "")
    return f"{CHANNEL_NAMES[contact.channel]}, {contact.status.value}: {word_people(contact)}{by}"
