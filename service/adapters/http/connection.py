"""Connections for one answer each, with a bound on interim answers.

Enters: a resolver and a socket factory. Leaves: an aiohttp session. Called by the fetcher.

aiohttp itself bounds lines, headers and their number, but reads interim answers (1xx) without end. The bound hangs on
two of its inner names, `ResponseHandler.feed_data` and `TCPConnector._factory`; a test sees to it that it still holds.
"""

import functools
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
_MAX_FIELD = 32_768
_MAX_FIELDS = 200


class _Handler(ResponseHandler):
    """One connection's protocol; gives up a server that says "continue" for ever."""

    _interim = 0

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        if 100 <= data[0].code < 200:
            self._interim += 1
        if self._interim <= MAX_INTERIM:
            super().feed_data(data, size)
        elif self.transport is not None:
            self.transport.abort()
            self.set_exception(aiohttp.ClientPayloadError("too many interim answers"))


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
