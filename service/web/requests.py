"""Between HTTP and the handlers: a request read into an `Ask`, a `Reply` written as a response.

Enter: ASGI scopes and replies. Leave: asks and responses; one whose content the client has already is a 304, a text of
some length is packed where the client can unpack it. Called by `app` and `guard`.
"""

import gzip
import hashlib
import re
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
LEAST_PACKED = 1200
"""Bytes; what is shorter fits into one packet of the network anyway."""
PACKED = ("text/", "application/", "image/svg+xml")
"""Beginnings of the types of texts. No secret stands in any of them beside what was asked for, so that nothing can be
learned from how well it packs (BREACH)."""
_LEVEL = 5


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
    asked = Headers(scope=scope)
    packed = False
    if len(reply.body) >= LEAST_PACKED and reply.media.startswith(PACKED):
        headers["Vary"] = "Accept-Encoding"
        packed = takes_gzip(asked.get("accept-encoding", ""))
    if reply.status == 200:
        headers.setdefault("Cache-Control", FRESH)
        etag = f'"{hashlib.sha256(reply.body).hexdigest()[:24]}"'
        # A strong one would say that the bytes are the same, packed or not.
        headers["ETag"] = f"W/{etag}" if packed else etag
        if is_known(asked.get("if-none-match", ""), etag):
            del headers["Content-Type"]
            return Response(None, 304, headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
        return Response(gzip.compress(reply.body, _LEVEL, mtime=0), reply.status, headers)
    return Response(reply.body, reply.status, headers)


def takes_gzip(accepted: str) -> bool:
    """Whether `Accept-Encoding` lets an answer be packed by gzip (RFC 9110, 12.5.3)."""
    weights = {}
    for offered in accepted.lower().split(","):
        name, _, weight = offered.partition(";")
        weights[name.strip()] = weight.replace(" ", "")
    told = weights.get("gzip", weights.get("x-gzip", weights.get("*", "q=0")))
    return re.fullmatch(r"q=0(\.0{0,3})?", told) is None


def is_known(wanted: str, etag: str) -> bool:
    """Whether `If-None-Match` names this entity tag; the comparison is the weak one, as it must be."""
    known = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
    return "*" in known or etag in known
