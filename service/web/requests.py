"""Between HTTP and the handlers: a request read into an `Ask`, a `Reply` written as a response.

Enter: ASGI scopes and replies. Leave: asks and responses; one whose content the client has already is a 304. Called by
`app` and `guard`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from service.web.site import Ask, Reply, Site

MOST_PARAMETERS = 64
FRESH = "private, no-cache"
"""A browser keeps it, and asks each time whether it is still the same."""


def make_ask(site: Site, scope: Scope) -> Ask:
    """The request as handlers see it. What is no text in it, bytes that are not UTF-8 and NUL, becomes U+FFFD."""
    query: defaultdict[str, list[str]] = defaultdict(list)
    text = scope["query_string"].decode("ascii", "replace")
    pairs = parse_qsl(text, keep_blank_values=True, errors="replace", separator="&") if text else []
    for name, value in pairs[:MOST_PARAMETERS]:
        query[_clean(name)].append(_clean(value))
    host = Headers(scope=scope).get("host") or "127.0.0.1"
    base = site.config().settings.web.url or f"{scope['scheme']}://{host}"
    params: Mapping[str, str] = {name: _clean(value) for name, value in scope.get("path_params", {}).items()}
    values = {name: tuple(found) for name, found in query.items()}
    return Ask(scope["path"], params, values, base.rstrip("/"), site.clock.now())


def _clean(text: str) -> str:
    return text.replace("\0", "\ufffd")


def make_response(scope: Scope, reply: Reply) -> Response:
    """The response to send. ETags and 304 as in RFC 9110, 8.8.3 and 13.1.2."""
    headers = {"Content-Type": reply.media, **reply.headers}
    if reply.status != 200:
        return Response(reply.body, reply.status, headers)
    headers.setdefault("Cache-Control", FRESH)
    etag = f'"{hashlib.sha256(reply.body).hexdigest()[:24]}"'
    headers["ETag"] = etag
    if is_known(Headers(scope=scope).get("if-none-match", ""), etag):
        del headers["Content-Type"]
        return Response(None, 304, headers)
    return Response(reply.body, 200, headers)


def is_known(wanted: str, etag: str) -> bool:
    """Whether `If-None-Match` names this entity tag; the comparison is the weak one, as it must be."""
    known = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
    return "*" in known or etag in known
