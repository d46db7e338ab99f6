"""Bytes to text, whatever the server says they are.

Enters: the body of a feed or page and its Content-Type. Leaves: text, the codec used, and notes in plain words on what
contradicted what. Called by the feed reader and the page extractor. Order of belief: compression and byte order marks
that the bytes show; UTF-8 if nearly all high bytes are valid UTF-8; the declared codec, from an allow-list; the
statistics of letters. One bad byte costs one character, never the alphabet.
"""

import codecs
import re
import zlib
from dataclasses import dataclass

from service.errors import FetchKind, ParseError
from service.stages.parse.labels import find_codec
from service.stages.parse.letters import guess_codec
from service.stages.parse.mixed import decode_mixed
from service.stages.parse.twice import undo_double_encoding

MAX_BYTES = 32_000_000
_NEARLY_ALL = 0.9
_SAMPLE = 60_000
_HIGH = re.compile(rb"[\x80-\xff]")

_WIDE = ("utf-16", "utf-32")
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"
_EBCDIC_PAGES = ("cp037", "cp273", "cp500", "cp1026", "cp1140")
_ESCAPING = ("iso2022", "hz")
# A UTF-16 pair written as UTF-8, half by half (CESU-8), is one character; half of one is three bad bytes, and one bad
# character.
_PAIR = re.compile(rb"(?<![\xc0-\xff])\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_SURROGATE = re.compile(rb"(?<![\xc0-\xff])\xed[\xa0-\xbf][\x80-\xbf]")
_MAX_LAYERS = 3
_XML_LABEL = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}[\"']([^\"'>]{1,60})[\"']", re.I)
_META_LABEL = re.compile(rb"<meta[^>]{0,300}?charset\s{0,20}=\s{0,20}[\"']?\s{0,5}([A-Za-z0-9_:.\-]{1,60})", re.I)
_HTTP_LABEL = re.compile(r"charset\s{0,20}=\s{0,20}[\"']?\s{0,5}([^\s\"';,]{1,60})", re.I)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without byte order marks, the Python codec that gave it, and what was odd about it, in plain words."""

    text: str
    codec: str
    notes: tuple[str, ...] = ()


def decode_body(body: bytes, content_type: str) -> Decoded:
    """Decode `body`. Raises ParseError where it is a compression bomb or unreadable as gzip; any other bytes decode."""
    notes: list[str] = []
    for _ in range(_MAX_LAYERS):
        if body[:2] == b"\x1f\x8b":
            body = gunzip(body)
            notes.append("compressed with gzip without saying so")
        elif (inflated := _inflate(body)) is not None:
            body = inflated
            notes.append("compressed with zlib without saying so")
        else:
            break
    body = _replace_surrogates(body)
    marked = _strip_marks(body)
    if marked:
        codec, body = marked
        return Decoded(_decode(body, codec), codec, tuple(notes))
    wide = _sniff_wide(body)
    if wide:
        notes.append(f"is {wide} without a byte order mark")
        return Decoded(_decode(body, wide), wide, tuple(notes))
    if body.startswith(_EBCDIC):
        codec = _read_ebcdic_label(body)
        return Decoded(_decode(body, codec), codec, tuple(notes))
    labels = find_labels(body, content_type)
    mixed = None if _is_faultless(body) else decode_mixed(body, _ascii_based(labels))
    if mixed:
        return Decoded(mixed[0], "utf-8", (*notes, f"is UTF-8 in one part and {mixed[1]} in another"))
    codec = _choose_codec(body, labels)
    declared = [label for label in labels if find_codec(label) != codec]
    if declared and not body.isascii():
        notes.append(f"declared {declared[0]}, is {codec}")
    text = _decode(body, codec)
    if codec == "utf-8" and (reread := undo_double_encoding(text)) is not None:
        text = reread
        notes.append("was encoded in UTF-8 twice")
    bad = text.count("\ufffd")
    if bad:
        notes.append(f"{bad} bytes could not be read")
    return Decoded(text, codec, tuple(notes))


def find_labels(body: bytes, content_type: str) -> list[str]:
    """The charset labels that the document and its header declare, lower-case, the header's first; not vetted."""
    head = body[:4096]
    found = [match[1] for match in [_HTTP_LABEL.search(content_type[:500])] if match]
    for pattern in (_XML_LABEL, _META_LABEL):
        match = pattern.search(head)
        if match:
            found.append(match[1].decode("ascii", "replace"))
    return [label.strip().strip("\"'").lower() for label in found]


def gunzip(body: bytes) -> bytes:
    """The content of a gzip file. Raises ParseError beyond MAX_BYTES, and where it is damaged or cut off."""
    out: list[bytes] = []
    size = 0
    while body[:2] == b"\x1f\x8b":
        stream = zlib.decompressobj(wbits=31)
        try:
            piece = stream.decompress(body, MAX_BYTES + 1 - size)
        except zlib.error as error:
            raise ParseError("the document is a damaged gzip file") from error
        size += len(piece)
        if size > MAX_BYTES:
            raise ParseError(
                f"the document is over {MAX_BYTES // 1_000_000} MB when decompressed", kind=FetchKind.TOO_LARGE
            )
        out.append(piece)
        if not stream.eof:
            raise ParseError("the gzip file is cut off")
        body = stream.unused_data
    return b"".join(out)


def _inflate(body: bytes) -> bytes | None:
    """The content of a zlib stream (RFC 1950), None where the bytes are none. Raises ParseError beyond MAX_BYTES."""
    # CM 8 with a check of the header; a document that begins with "x" is told by its first bytes not unpacking.
    if len(body) < 8 or body[0] & 0x8F != 0x08 or int.from_bytes(body[:2]) % 31:
        return None
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(body, MAX_BYTES + 1)
    except zlib.error:
        return None
    if len(content) > MAX_BYTES:
        raise ParseError(
            f"the document is over {MAX_BYTES // 1_000_000} MB when decompressed", kind=FetchKind.TOO_LARGE
        )
    return content if stream.eof else None


def _strip_marks(body: bytes) -> tuple[str, bytes] | None:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            while body.startswith(mark):
                body = body[len(mark) :]
            if codec == "utf-8" and not _is_utf8(body):
                return None
            # A UTF-16 mark on a document of single bytes is a server's mistake.
            if codec.startswith("utf-16") and body[:2000].count(0) == 0 and body[:2000].isascii():
                return "utf-8", body
            return _right_order(body, codec), body
    return None


def _right_order(body: bytes, codec: str) -> str:
    """The codec of the mark, or its counterpart where the bytes stand in the other order."""
    other = {"utf-16-le": "utf-16-be", "utf-16-be": "utf-16-le"}.get(codec)
    head = body[:2_000]
    return (
        other if other and "<" not in head.decode(codec, "replace") and "<" in head.decode(other, "replace") else codec
    )


def _sniff_wide(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark shows in where the zero bytes of its markup stand."""
    head = body[:400]
    if len(head) < 8 or head.count(0) < len(head) // 8:
        return None
    thirds = [sum(1 for byte in head[i::4] if byte == 0) / max(1, len(head[i::4])) for i in range(4)]
    if thirds[0] > 0.9 and thirds[1] > 0.9 and thirds[3] < 0.3:
        return "utf-32-be"
    if thirds[2] > 0.9 and thirds[3] > 0.9 and thirds[0] < 0.3:
        return "utf-32-le"
    even, odd = (thirds[0] + thirds[2]) / 2, (thirds[1] + thirds[3]) / 2
    # The ASCII of the markup has its zero byte first in big-endian; Cyrillic text between dilutes it.
    if even > 3 * odd and even > 0.25:
        return "utf-16-be"
    if odd > 3 * even and odd > 0.25:
        return "utf-16-le"
    return None


def _is_faultless(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(body: bytes) -> bool:
    """Whether nearly all bytes over 0x7F are part of valid UTF-8 sequences."""
    if _is_faultless(body):
        return True
    high = sum(map(body.count, range(128, 256))) if len(body) < 1000 else len(body.translate(None, bytes(range(128))))
    bad = body.decode("utf-8", "replace").count("\ufffd") - body.count("\ufffd".encode())
    return high > 0 and (high - bad) / high >= _NEARLY_ALL


def _replace_surrogates(body: bytes) -> bytes:
    """Pairs joined, U+FFFD for each half, where that leaves faultless UTF-8: in other codecs the bytes are letters."""
    if b"\xed" not in body:
        return body
    candidate = _SURROGATE.sub("\ufffd".encode(), _PAIR.sub(_join_pair, body))
    try:
        candidate.decode("utf-8")
    except UnicodeDecodeError:
        return body
    return candidate


def _join_pair(match: re.Match[bytes]) -> bytes:
    halves = match[0].decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
    return halves.decode("utf-16-le").encode()


def _read_ebcdic_label(body: bytes) -> str:
    """The page that an EBCDIC document declares: the letters of a declaration are the same in all of them."""
    labels = find_labels(body[:200].decode("cp037", "replace").encode("ascii", "replace"), "")
    return next((codec for label in labels if (codec := find_codec(label)) in _EBCDIC_PAGES), "cp037")


def _choose_codec(body: bytes, labels: list[str]) -> str:
    known = [codec for label in labels if (codec := find_codec(label))]
    for codec in known:
        # All ASCII to the eye: the label and its escape sequence together tell.
        if codec.startswith(_ESCAPING) and (b"~{" if codec == "hz" else b"\x1b$") in body:
            return codec
    if _is_utf8(body):
        return "utf-8"
    return guess_codec(_high_sample(body), _ascii_based(labels))


def _ascii_based(labels: list[str]) -> list[str]:
    """The declared codecs in which ASCII is ASCII, UTF-8 left out."""
    known = [codec for label in labels if (codec := find_codec(label))]
    return [codec for codec in known if codec != "utf-8" and not codec.startswith((*_WIDE, *_ESCAPING, *_EBCDIC_PAGES))]


def _high_sample(body: bytes) -> bytes:
    """The part of the body from a little before its first high byte on."""
    first = _HIGH.search(body)
    start = first.start() if first else 0
    return body[max(0, start - 100) : start + _SAMPLE]


def _decode(body: bytes, codec: str) -> str:
    if codec == "utf-8":
        return body.decode("utf-8", "replace")
    if codec.startswith(_WIDE):
        width = 4 if "32" in codec else 2
        body = body[: len(body) - len(body) % width]
    text = body.decode(codec, "replace")
    return text.lstrip("\ufeff")
