"""HTTP/1.1 on one connection: uvicorn's, with bounds that it lacks.

Enter: bytes of a connection. Leave: requests, to the application. Built by `server`. A connection that sends no whole
request in time, or takes no answer, is closed; there is an upper bound to their number; and the answer to broken HTTP
carries the headers of every other answer.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.web.guard import SECURITY_HEADERS
from service.web.limits import name_client


class BoundedProtocol(H11Protocol):
    """See the module. `head_seconds`: from the connection, or from the first byte of a further request, to the end of
    its head. `stall_seconds`: how long a client may take nothing of what it asked for. `most_of_one`: how many of all
    connections one client may hold, so that it cannot keep out the others."""

    head_seconds = 10.0
    stall_seconds = 30.0
    most_connections = 256
    most_of_one = 128
    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most_connections or self._count_own() > self.most_of_one:
            # Without an answer: there may be thousands of them.
            transport.abort()
            return
        self._set_deadline()

    def _count_own(self) -> int:
        """How many connections this one's client has, with it."""
        peers = [getattr(other, "client", None) or ("",) for other in self.connections]
        mine = name_client((self.client or ("",))[0])
        return sum(name_client(peer[0]) == mine for peer in peers)

    def data_received(self, data: bytes) -> None:
        if self.conn.their_state is h11.IDLE and self._deadline is None:
            self._set_deadline()
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._drop_deadline()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(self.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stalled:
            self._stalled.cancel()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        # To close is to wait until the client has taken the rest of its answer.
        self._stalled = self._stalled or self.loop.call_later(self.stall_seconds, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._drop_deadline()
        if self._stalled:
            self._stalled.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        if self.conn.our_state is not h11.SEND_RESPONSE and self.conn.our_state is not h11.IDLE:
            # The request before is being answered: there is no room for another answer on this connection.
            self.transport.close()
            return
        body = b"400 Bad Request: this is no HTTP that can be read here\n"
        headers = [*SECURITY_HEADERS.items(), ("Cache-Control", "no-store"), ("Connection", "close")]
        headers += [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
        answer = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
        for event in (answer, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _set_deadline(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self.transport.abort)

    def _drop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
