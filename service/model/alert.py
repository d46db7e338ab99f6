"""An alert, which the user must see, and its deliveries, which are rows of the outbox."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AlertKind(StrEnum):
    CONTACT = "contact"
    ACCOUNT = "account"
    MATCH = "match"
    MENTION = "mention"
    REVISION = "revision"
    EDIT = "edit"
    SILENCE = "silence"


class Priority(StrEnum):
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something the user must see. `id` is a digest of kind and dedup key. `story_id`: the story in which the article
    stood when the alert was raised; `contact_id`: the row of the ledger that it is about. `official_ids` are those
    newly named, or the tracked ones that took part; `official_names` their canonical names, in the same order.
    `sentence` is the one that matched; `rule` says which rule matched it; `reason` says why the alert was raised."""

    id: str
    kind: AlertKind
    priority: Priority
    dedup_key: str
    created: datetime
    reason: str
    article_id: str | None = None
    story_id: str | None = None
    feed_id: str | None = None
    official_ids: tuple[str, ...] = ()
    official_names: tuple[str, ...] = ()
    title: str = ""
    outlet: str = ""
    url: str | None = None
    published: datetime | None = None
    sentence: str = ""
    rule: str = ""
    contact_id: str | None = None


class DeliveryState(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one destination. `claimed_at` is set before the destination is touched."""

    alert: Alert
    destination: str
    state: DeliveryState
    attempts: int = 0
    claimed_at: datetime | None = None


class AlertReason(StrEnum):
    """The outcome of deciding on alerts for one article; "do nothing" has its reasons too."""

    RAISED = "raised"
    TOO_OLD = "older than alerts.max_age when first seen"
    ALREADY_ALERTED = "all of it was alerted before"
    NOTHING_TO_SAY = "neither relevant nor naming a tracked official"
    MENTIONS_NARROWED = "not relevant, and alerts.mentions is 'relevant'"
