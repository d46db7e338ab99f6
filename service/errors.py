"""Every error that Hotline raises on purpose. Each message says what to do.

Nothing enters, nothing is imported; every room above raises or catches these. Always `raise ... from` the cause.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HotlineError(Exception):
    """The root of all errors raised on purpose; its text is fit to be shown to the user."""


@dataclass(frozen=True, slots=True, order=True)
class ConfigProblem:
    """One mistake in a config file. `line` and `column` count from 1; line 0 means the whole file, and is not shown."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{place}: {self.message}"


class ConfigError(HotlineError):
    """The config cannot be used; `problems` holds every mistake found, in file order."""

    def __init__(self, problems: list[ConfigProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class FetchKind(StrEnum):
    """Why a fetch failed, for `feeds health` (`error_kind`); what the operator can do differs by kind."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    REDIRECT = "redirect"
    BAD_URL = "bad-url"
    BLOCKED = "blocked"
    ROBOTS = "robots"
    TOO_LARGE = "too-large"
    HTTP = "http"
    GONE = "gone"
    AUTH = "auth"
    THROTTLED = "throttled"
    NOT_A_FEED = "not-a-feed"
    PARSE = "parse"


class FetchError(HotlineError):
    """A URL could not be had.

    `transient`: worth trying again unchanged. `status`: the HTTP status, or None where none came. `retry_at`: the
    earliest instant (UTC) at which the server wants to be asked again, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: FetchKind,
        transient: bool = True,
        status: int | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.transient = transient
        self.status = status
        self.retry_at = retry_at


class ParseError(HotlineError):
    """A document could not be read as a feed or a page. `found_feeds`: feed URLs that an HTML page links to."""

    def __init__(self, message: str, *, kind: FetchKind = FetchKind.PARSE, found_feeds: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.found_feeds = found_feeds

    def __reduce__(self) -> tuple[object, ...]:
        # Raised in a child process: keyword-only arguments do not survive the default pickling.
        return (_rebuild_parse_error, (str(self), self.kind, self.found_feeds))


def _rebuild_parse_error(message: str, kind: FetchKind, found_feeds: tuple[str, ...]) -> ParseError:
    return ParseError(message, kind=kind, found_feeds=found_feeds)


class StoreError(HotlineError):
    """The database cannot be opened, is of another version, or refused an operation."""


class StaleLeaseError(StoreError):
    """Nothing was saved: the claim had run out, or was withdrawn, and another worker may have taken it over. The work
    is repeated by whoever holds it now; there is nothing to mend."""


class LedgerBehindError(StoreError):
    """The ledger is being brought up to its log, after an upgrade or a rebuild that was broken off; until that is done,
    nothing can be added to it."""


class DeliveryError(HotlineError):
    """An alert could not be handed to its destination. `transient`: it will be tried again."""

    def __init__(self, message: str, *, transient: bool = True) -> None:
        super().__init__(message)
        self.transient = transient


class AlreadyRunningError(HotlineError):
    """Another Hotline process works on the same database."""


class RequestError(HotlineError):
    """A request to the page cannot be answered. `status`: the HTTP status; `headers` go with the answer."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
