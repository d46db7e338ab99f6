"""Header values: what is sent, and what of the server's is believed.

Enters: a request, the contact from the config, raw header values. Leaves: headers to send, validators that are safe to
send back, instants. Called by the fetcher and by the host gate.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from yarl import URL

from service.model.feed import FetchRequest

PRODUCT = "hotline-watch"
ACCEPT_ENCODING = "gzip, deflate, br"
RETRY_AFTER_MAX = timedelta(hours=24)

_MAX_VALIDATOR = 1024
_MAX_COOKIES = 20
_MAX_COOKIE = 4096
_CLEAN_VALUE = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]+")
_CLEAN_VALIDATOR = re.compile(r"[\x20-\x7e]+")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
# Hop-by-hop headers and those that this package sets itself are not for a feed's own `headers`.
_OWN_HEADERS = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "upgrade"}
)


def user_agent(version: str, contact: str) -> str:
    """`hotline-watch/<version> (+contact)`: who we are and whom to write to."""
    contact = "".join(letter for letter in contact if " " <= letter <= "~" and letter not in "()\\")
    return f"{PRODUCT}/{version} (+{contact})" if contact else f"{PRODUCT}/{version}"


def build_headers(
    request: FetchRequest, url_auth: tuple[str, str] | None, agent: str, *, home: bool, cookies: Iterable[str]
) -> dict[str, str]:
    """Headers of one hop. `home`: it is the origin that was asked first; only there go credentials and own headers."""
    headers = {"User-Agent": request.user_agent or agent, "Accept": request.accept, "Accept-Encoding": ACCEPT_ENCODING}
    if etag := clean_validator(request.etag):
        headers["If-None-Match"] = etag
    if modified := clean_validator(request.last_modified):
        headers["If-Modified-Since"] = modified
    if home:
        own = {name.lower(): (name, value) for name, value in request.headers.items()}
        for lower, (name, value) in own.items():
            if lower not in _OWN_HEADERS and _TOKEN.fullmatch(name) and _CLEAN_VALUE.fullmatch(value):
                headers = {k: v for k, v in headers.items() if k.lower() != lower}
                headers[name] = value
        if auth := request.auth or url_auth:
            headers["Authorization"] = basic_auth(*auth)
    if crumbs := "; ".join(cookies):
        headers["Cookie"] = crumbs
    return headers


def basic_auth(user: str, password: str) -> str:
    """RFC 7617, with UTF-8."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def clean_validator(value: str | None) -> str | None:
    """An ETag or Last-Modified as it came, quoted or not; None where it is absurdly long or has control characters."""
    if not value or len(value) > _MAX_VALIDATOR or not _CLEAN_VALIDATOR.fullmatch(value):
        return None
    return value.strip() or None


def collect_headers(raw: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names in lower case; repeated ones joined with ", " (RFC 9110, 5.3); validators only if they are clean."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    for key in ("etag", "last-modified"):
        if key in headers:
            cleaned = clean_validator(headers.pop(key))
            if cleaned:
                headers[key] = cleaned
    return headers


def read_retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the server wants to be asked again: seconds or an HTTP date (RFC 9110, 10.2.3), at most a day ahead.

    None where it is missing, unreadable, negative or past.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", text, re.ASCII):
        wait = min(timedelta(seconds=min(float(text), 1e9)), RETRY_AFTER_MAX)
        return now + wait if wait else None
    instant = read_http_date(text)
    if instant is None or instant <= now:
        return None
    # A server whose clock is off says so in its own Date header: what counts is the distance it meant.
    if (sent := read_http_date(headers.get("date", ""))) is not None:
        instant = now + (instant - sent) if instant > sent else instant
    return min(instant, now + RETRY_AFTER_MAX)


def read_http_date(text: str) -> datetime | None:
    """An HTTP date as an instant, or None."""
    try:
        instant = parsedate_to_datetime(text[:100])
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


class Crumbs:
    """Cookies within one fetch: some servers redirect to themselves until a cookie comes back. Forgotten after it.

    Kept by origin, the simplest rule that leaks nothing; bounded in number and size.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, int], dict[str, str]] = {}

    def note(self, url: URL, set_cookie: Iterable[str]) -> None:
        """Take up the Set-Cookie headers of one answer."""
        jar = self._kept.setdefault(_origin(url), {})
        for line in set_cookie:
            name, equals, value = line.partition(";")[0].strip().partition("=")
            name = name.strip()
            if equals and _TOKEN.fullmatch(name) and re.fullmatch(r"[\x21-\x3a\x3c-\x7e]*", value.strip()):
                if name not in jar and len(jar) >= _MAX_COOKIES:
                    continue
                jar[name] = value.strip()
        while sum(map(len, jar.values())) + sum(map(len, jar)) > _MAX_COOKIE:
            jar.pop(next(iter(jar)))

    def for_url(self, url: URL) -> tuple[str, ...]:
        """`name=value` pairs to send there."""
        return tuple(f"{name}={value}" for name, value in self._kept.get(_origin(url), {}).items())


def _origin(url: URL) -> tuple[str, str, int]:
    return (url.scheme, (url.raw_host or "").lower(), url.port or 0)
