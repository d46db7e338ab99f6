"""The gate before every route: who may ask, what may be asked, and the headers that each answer carries.

Enter: ASGI requests. Leave: those that pass, to `app`; answers to the others. Nothing behind it is reached by a request
with a foreign Host, a method other than GET and HEAD, a body, or without the token where one is set; and nothing leaves
without the headers of `SECURITY_HEADERS`, refusals and errors included.
"""

import base64
import binascii
import hmac
import ipaddress
import re
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from loguru import logger
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import RequestError
from service.web.errors import describe_error
from service.web.limits import ClientLimits
from service.web.metrics import Meters
from service.web.requests import make_ask, make_response
from service.web.site import Site

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
METHODS = ("GET", "HEAD")
LONGEST_ADDRESS = 4096
"""Characters of path and query together."""
LONGEST_HEAD = 16_384
"""Characters of all headers together."""
LOCAL_NAMES = ("localhost",)
STREAM_PATH = "/events"
FREE_PATHS = ("/health/live", "/health/ready")
"""Asked by supervisors, which have no token; they tell nothing of what is stored."""
MOST_AT_ONCE = 64
"""Requests under way, event streams not counted: they have a bound of their own."""
GUESS_COST = 20
"""How many requests one with a wrong token counts for."""

_PORT = re.compile(r"(?::\d{0,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask. `names`: further host names, beside those of the machine itself; `beyond`: listened to from other
    machines, which may then use any IP address as Host; `token`: what they must know, None for nothing."""

    names: Collection[str] = ()
    beyond: bool = False
    token: str | None = None


@dataclass(slots=True)
class Guard:
    """An ASGI application before another. `running` counts requests under way."""

    app: ASGIApp
    site: Site
    access: Access
    limits: ClientLimits
    meters: Meters
    running: int = field(default=0, init=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, begun = 0, time.monotonic()

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                add_security_headers(MutableHeaders(scope=message))
            await send(message)

        # Streams last; they have a bound of their own.
        counted = scope["path"] != STREAM_PATH
        self.running += counted
        try:
            self._check(scope)
            await self.app(scope, receive, send_guarded)
        except RequestError as error:
            await self._refuse(scope, receive, send_guarded, error)
        except Exception:
            logger.exception("a request for {}: a defect in Hotline", scope["path"])
            if not status:
                defect = RequestError(500, "this is a defect in Hotline; its log says more")
                await self._refuse(scope, receive, send_guarded, defect)
        finally:
            self.running -= counted
            self.meters.note(scope["path"], status, time.monotonic() - begun)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, error: RequestError) -> None:
        reply = describe_error(make_ask(self.site, scope), error.status, str(error), error.headers)
        await make_response(scope, reply)(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEAD:
            raise RequestError(431, f"the headers are longer than {LONGEST_HEAD:,} characters", {"Connection": "close"})
        if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            raise RequestError(414, f"the address is longer than {LONGEST_ADDRESS:,} characters")
        check_host(headers.get("host"), self.access)
        if scope["method"] not in METHODS:
            raise RequestError(
                405, "nothing can be changed here: only GET and HEAD are answered", {"Allow": "GET, HEAD"}
            )
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            raise RequestError(413, "a request has no body here", {"Connection": "close"})
        check_origin(headers)
        client = scope["client"][0] if scope.get("client") else ""
        wait = self.limits.take(client)
        if wait:
            raise RequestError(429, f"too many requests; ask again in {wait} s", {"Retry-After": str(wait)})
        if self.running > MOST_AT_ONCE:
            raise RequestError(503, "too many requests are under way; ask again in a moment", {"Retry-After": "1"})
        if self.access.token is not None and scope["path"] not in FREE_PATHS and not holds_token(headers, self.access):
            if "authorization" in headers:
                # Owed where it is not there: else a guess would cost one request once little is left. And how often
                # this is said is bounded by it.
                self.limits.charge(client, GUESS_COST)
                logger.warning("the page was asked for with a wrong token, from {}", client)
            raise RequestError(
                401,
                "this page wants its token: as the password, with any name, or as `Authorization: Bearer TOKEN`",
                {"WWW-Authenticate": 'Basic realm="Hotline", charset="UTF-8"'},
            )


def add_security_headers(headers: MutableHeaders) -> None:
    for name, value in SECURITY_HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")


def check_host(host: str | None, access: Access) -> None:
    """Against DNS rebinding: a web site whose name is made to point to this machine is not answered under that name.

    Raises RequestError.
    """
    name = read_host_name(host or "")
    if name in LOCAL_NAMES or name in access.names:
        return
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        address = None
    if address is not None and (access.beyond or address.is_loopback):
        return
    shown = f"the name {name[:80]!r}" if name else "no name"
    raise RequestError(421, f"this page is not served under {shown}; add the name to `web.hosts` in hotline.yaml")


def read_host_name(host: str) -> str:
    """The name or address of a Host header, in lower case, without port and brackets; "" where it is none."""
    if host.startswith("["):
        address, bracket, port = host[1:].partition("]")
        return address if bracket and _PORT.fullmatch(port) else ""
    name, colon, port = host.partition(":")
    return name.lower().rstrip(".") if _PORT.fullmatch(colon + port) else ""


def check_origin(headers: Mapping[str, str]) -> None:
    """Other sites may link here; they may not load anything from here. Browsers say who asks (Fetch Metadata).

    Raises RequestError.
    """
    if headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
        return
    if headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest", "document") == "document":
        return
    raise RequestError(403, "another web site asked for this; it can link here, but not load from here")


def holds_token(headers: Mapping[str, str], access: Access) -> bool:
    """Whether the token stands in `Authorization`, as Bearer or as the password of Basic; in constant time."""
    kind, _, rest = headers.get("authorization", "").partition(" ")
    given = rest.strip()
    if kind.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return False
    elif kind.lower() != "bearer":
        return False
    return hmac.compare_digest(given.encode("utf-8", "replace"), (access.token or "").encode())
