"""A contact as one article claims it. The ledger row that claims merge into is the store's."""

from dataclasses import dataclass
from enum import StrEnum

from service.model.feed import Side
from service.model.verdict import Span


class Channel(StrEnum):
    PHONE = "phone"
    MEETING = "meeting"
    VIDEO = "video"
    LETTER = "letter"
    HOTLINE = "hotline"
    VISIT = "visit"


class ContactStatus(StrEnum):
    HELD = "held"
    PLANNED = "planned"
    REFUSED = "refused"
    REPORTED = "reported"


class Initiator(StrEnum):
    US = "us"
    RU = "ru"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Account:
    """What a side's own voice says of a contact. `gist` is text of the article; every span is verbatim.

    `initiator`: on whose initiative it was as this account has it; `initiative`: where it says so.
    """

    side: Side
    gist: str
    speaker: str
    spans: tuple[Span, ...]
    initiator: Initiator = Initiator.UNKNOWN
    initiative: Span | None = None


@dataclass(frozen=True, slots=True)
class ContactClaim:
    """One contact that an article claims. `date` is "YYYY-MM-DD", "YYYY-MM" or None; so is `first_since` ("YYYY-MM").

    `us` and `ru` are names of participants. `recalled`: mentioned in passing, not this article's news. `evidence`: slot
    name -> the spans it was read from.
    """

    channel: Channel
    status: ContactStatus
    initiator: Initiator = Initiator.UNKNOWN
    date: str | None = None
    us: tuple[str, ...] = ()
    ru: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    first_since: str | None = None
    recalled: bool = False
    evidence: tuple[tuple[str, Span], ...] = ()

    def account(self, side: Side) -> Account | None:
        """The account of one side, if the article gives it."""
        return next((account for account in self.accounts if account.side == side), None)
