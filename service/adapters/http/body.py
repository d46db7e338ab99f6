"""A response body: read under two caps, decompressed piece by piece.

Enters: chunks from the wire and the Content-Encoding header. Leaves: the decoded bytes with the number of raw ones, or
a FetchError. Called by the fetcher. No step holds more than the cap on decoded bytes, whatever the body unpacks to.
"""

import zlib
from collections.abc import AsyncIterable, Awaitable, Callable
from typing import Protocol

import brotli  # type: ignore[import-untyped]

from service.errors import FetchError, FetchKind

# Nobody compresses more than twice on purpose.
_MAX_CODINGS = 3
_IDENTITY = frozenset({"", "identity", "none", "utf-8", "binary", "7bit", "8bit"})
_STEP = 65536
LARGE = 2_000_000
_GZIP_MAGIC = b"\x1f\x8b"
_WIDE_MARKS = (b"\xff\xfe<", b"\xfe\xff\0<")


class _Decoder(Protocol):
    def feed(self, data: bytes, room: int) -> bytes:
        """At most `room` + 1 decoded bytes; more than `room` means that the cap is broken."""
        ...

    def finish(self) -> None:
        """The input has ended. Raises FetchError where the stream has not."""
        ...


def _broken(coding: str, what: str) -> FetchError:
    return FetchError(f"the body's {coding} compression is {what}", kind=FetchKind.PROTOCOL)


def _too_large(limit: int, what: str) -> FetchError:
    return FetchError(
        f"the body is larger than {limit:,} bytes {what}; the rest was not read",
        kind=FetchKind.TOO_LARGE,
        transient=False,
    )


class _Zlib:
    """gzip (RFC 1952, several members, junk after the last) and deflate (RFC 9110: zlib; in the wild also raw)."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._stream = zlib.decompressobj(31 if coding == "gzip" else 15)
        self._sure = coding == "gzip"
        # What came after the end of a member: another one, or junk.
        self._after = b""

    def feed(self, data: bytes, room: int) -> bytes:
        out: list[bytes] = []
        while data and room >= 0:
            if self._stream.eof:
                data = self._look_for_member(data)
                continue
            try:
                piece = self._stream.decompress(data, room + 1)
            except zlib.error as error:
                if self._sure:
                    raise _broken(self._coding, "damaged") from error
                self._sure, self._stream = True, zlib.decompressobj(-15)
                continue
            self._sure = True
            out.append(piece)
            room -= len(piece)
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
        return b"".join(out)

    def _look_for_member(self, data: bytes) -> bytes:
        """The bytes that begin another gzip member, else none: junk is dropped."""
        if len(self._after) >= len(_GZIP_MAGIC):
            return b""
        self._after += data
        if not self._after.startswith(_GZIP_MAGIC) or self._coding != "gzip":
            return b""
        rest, self._after = self._after, b""
        self._stream = zlib.decompressobj(31)
        return rest

    def finish(self) -> None:
        if not self._stream.eof:
            raise _broken(self._coding, "cut off")


class _Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._started = False

    def feed(self, data: bytes, room: int) -> bytes:
        out: list[bytes] = []
        try:
            while room >= 0 and not self._stream.is_finished():
                piece = self._stream.process(data, output_buffer_limit=min(_STEP, room + 1))
                data = b""
                out.append(piece)
                room -= len(piece)
                self._started = True
                if not piece and self._stream.can_accept_more_data():
                    break
        except brotli.error as error:
            raise _broken("br", "damaged") from error
        return b"".join(out)

    def finish(self) -> None:
        if self._started and not self._stream.is_finished():
            raise _broken("br", "cut off")


class _Plain:
    """A body that says it is compressed and is not: seen in the wild, and readable."""

    def feed(self, data: bytes, room: int) -> bytes:
        return data[: room + 1]

    def finish(self) -> None:
        return


class _Sniffing:
    """Waits for the first bytes, then decodes as declared, or not at all where they are plainly text."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._head = b""
        self._decoder: _Decoder | None = None

    def feed(self, data: bytes, room: int) -> bytes:
        if self._decoder is None:
            self._head += data
            if len(self._head) < 4:
                return b""
            self._decoder, data, self._head = self._choose(), self._head, b""
        return self._decoder.feed(data, room)

    def _choose(self) -> _Decoder:
        if self._head.startswith(_GZIP_MAGIC):
            # Its bytes say so, whatever the header calls it: "deflate" is often written over gzip.
            return _Zlib("gzip")
        start = self._head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if start in (b"<", b"{") or self._head.startswith(_WIDE_MARKS):
            return _Plain()
        if self._coding == "br":
            return _Brotli()
        if self._coding in ("gzip", "deflate"):
            return _Zlib(self._coding)
        raise FetchError("the body is compressed in a way that was not asked for", kind=FetchKind.PROTOCOL)

    def finish(self) -> None:
        if self._decoder is not None:
            self._decoder.finish()
        elif self._head:
            raise _broken(self._coding, "cut off")


def _read_codings(header: str) -> list[str]:
    """Codings in the order in which they are undone: the last applied first."""
    names = (part.partition(";")[0].strip(" \t\"'").removeprefix("x-") for part in header.lower().split(","))
    codings = [name for name in names if name not in _IDENTITY]
    if len(codings) > _MAX_CODINGS:
        raise FetchError("the body is compressed over and over", kind=FetchKind.PROTOCOL, transient=False)
    return codings[::-1]


class BodyReader:
    """Takes up one body. `wire_bytes` counts what came; `body` is complete once `read` has returned."""

    def __init__(self, content_encoding: str, *, max_wire: int, max_body: int) -> None:
        self._decoders: list[_Decoder] = [_Sniffing(coding) for coding in _read_codings(content_encoding)]
        self._max_wire = max_wire
        self._max_body = max_body
        self._pieces: list[bytes] = []
        # Decoded bytes so far, at each layer of compression: a bomb inside a bomb is stopped at its own.
        self._sizes = [0] * (len(self._decoders) or 1)
        self.wire_bytes = 0

    def refuse_length(self, announced: int | None) -> None:
        """Raises FetchError where the announced length alone is too much: nothing is read then."""
        if announced is not None and announced > self._max_wire:
            raise _too_large(self._max_wire, "on the wire")

    async def read(self, chunks: AsyncIterable[bytes], ask: Callable[[], Awaitable[None]] | None = None) -> bytes:
        """The whole decoded body. Raises FetchError: too large on the wire or unpacked, damaged, cut off.

        `ask` is awaited once, before more than `LARGE` bytes are held.
        """
        async for chunk in chunks:
            self.wire_bytes += len(chunk)
            if ask is not None and max(self._sizes) > LARGE:
                await ask()
                ask = None
            if self.wire_bytes > self._max_wire:
                raise _too_large(self._max_wire, "on the wire")
            for at in range(0, len(chunk), _STEP):
                self._take(chunk[at : at + _STEP])
        for decoder in self._decoders:
            decoder.finish()
        return b"".join(self._pieces)

    def _take(self, data: bytes) -> None:
        for layer, decoder in enumerate(self._decoders):
            data = decoder.feed(data, self._max_body - self._sizes[layer])
            self._count(layer, data)
        if not self._decoders:
            self._count(0, data)
        self._pieces.append(data)

    def _count(self, layer: int, data: bytes) -> None:
        self._sizes[layer] += len(data)
        if self._sizes[layer] > self._max_body:
            raise _too_large(self._max_body, "when unpacked")
