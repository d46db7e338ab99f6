"""Connections for one answer each, with a bound on interim answers, and deaf to bodies where there can be none.

Enters: a resolver and a socket factory. Leaves: an aiohttp session. Called by the fetcher.

aiohttp itself bounds lines, headers and their number, but reads interim answers (1xx) without end, and takes a body
after a 304 for the next answer, which nobody asked for. What is done about it hangs on inner names of aiohttp,
`ResponseHandler.feed_data`, `data_received` and `TCPConnector._factory`; tests see to it that it still holds.
"""

import functools
import re
from typing import cast

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_parser import RawResponseMessage
from aiohttp.streams import StreamReader

from service.adapters.http.resolver import SocketMaker

MAX_INTERIM = 20
_CONNECT_SECONDS = 10.0
_MAX_LINE = 16_384
_MAX_HEAD = 65_536
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d\.\d (\d{3})")
# RFC 9110, 6.4.1: these end with their headers, whatever follows.
_BODILESS = frozenset({b"204", b"304"})
_LENGTH = re.compile(rb"\r?\nContent-Length[ \t]*:([^\r\n]*)", re.I)
_MAX_FIELD = 32_768
_MAX_FIELDS = 200


class _Handler(ResponseHandler):
    """One connection's protocol; gives up a server that says "continue" for ever, and drops a body that must not be."""

    _interim = 0
    _head: bytes | None = b""  # what has come of the headers; None once they are through
    _deaf = False
    _left: int | None = None  # bytes of the body that are still to come; None where nobody said how many

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        if self._head is None or not data:
            super().data_received(self._cut(data))
            return
        passed = self._hold_head(data)
        if passed:
            super().data_received(passed)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._head:
            held, self._head = self._head, None
            super().data_received(held)
        super().connection_lost(exc)

    def _hold_head(self, data: bytes) -> bytes:
        """What may go on to the parser now: nothing before the headers are whole, and nothing after those of a 304."""
        known, self._head = self._head or b"", None
        held, begin = known + data, 0
        look_from = max(0, len(known) - 3)
        for _ in range(MAX_INTERIM + 1):
            status = _STATUS.match(held, begin)
            end = _HEAD_END.search(held, look_from, begin + _MAX_HEAD)
            length = len(held) - begin
            if end is None:
                if length < _MAX_HEAD and (status is not None or length < 12):
                    self._head = held[begin:]
                    return held[:begin]
                return held
            if status is not None and status[1] in _BODILESS:
                self._deaf = True
                return held[: end.end()]
            if status is None or not status[1].startswith(b"1"):
                head = _merge_lengths(held[: end.end()])
                self._left = _read_length(head)
                return head + self._cut(held[end.end() :])
            begin = look_from = end.end()
        return held

    def _cut(self, body: bytes) -> bytes:
        """As much of `body` as belongs to this answer: what is behind would be taken for the next one."""
        if self._left is None:
            return body
        body = body[: self._left]
        self._left -= len(body)
        self._deaf = self._left == 0
        return body

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        if 100 <= data[0].code < 200:
            self._interim += 1
        if self._interim <= MAX_INTERIM:
            super().feed_data(data, size)
        elif self.transport is not None:
            self.transport.abort()
            self.set_exception(aiohttp.ClientPayloadError("too many interim answers"))


def _merge_lengths(head: bytes) -> bytes:
    """The headers with one Content-Length where several say the same (RFC 9112, 6.3): proxies repeat it."""
    found = list(_LENGTH.finditer(head))
    values = {value.strip() for match in found for value in match[1].split(b",")}
    if len(values) != 1 or (len(found) == 1 and b"," not in found[0][1]):
        return head
    return _LENGTH.sub(b"", head[: found[-1].start()]) + b"\nContent-Length: " + values.pop() + head[found[-1].end() :]


def _read_length(head: bytes) -> int | None:
    """What the one Content-Length says, None where there is none, it is no number, or the body comes in chunks."""
    found = _LENGTH.findall(head)
    if len(found) != 1 or b"\ntransfer-encoding" in head.lower() or not re.fullmatch(rb"\s*\d{1,18}\s*", found[0]):
        return None
    return int(found[0])


class _Connector(aiohttp.TCPConnector):
    """Makes connections of the kind above."""

    def __init__(self, resolver: AbstractResolver, socket_factory: SocketMaker | None) -> None:
        # No connection outlives its answer: surplus bytes are never taken for the next answer's beginning, and every
        # request passes the guard. Addresses are not remembered: what was checked is what is connected to.
        super().__init__(
            resolver=resolver, use_dns_cache=False, socket_factory=socket_factory, limit=0, force_close=True
        )
        self._factory = cast("functools.partial[ResponseHandler]", functools.partial(_Handler, loop=self._loop))


def make_session(resolver: AbstractResolver, socket_factory: SocketMaker | None) -> aiohttp.ClientSession:
    """A session without cookies, environment proxies and decompression; time is limited by the caller."""
    return aiohttp.ClientSession(
        connector=_Connector(resolver, socket_factory),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
        max_line_size=_MAX_LINE,
        max_field_size=_MAX_FIELD,
        max_headers=_MAX_FIELDS,
    )
