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
from service.stages.parse.labels import ALLOWED_LABELS

MAX_BYTES = 32_000_000
_NEARLY_ALL = 0.9
_SAMPLE = 200_000

_WIDE = ("utf-16", "utf-32")
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
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
    if body[:2] == b"\x1f\x8b":
        body = gunzip(body)
        notes.append("compressed with gzip without saying so")
    marked = _strip_marks(body)
    if marked:
        codec, body = marked
        return Decoded(_decode(body, codec), codec, tuple(notes))
    wide = _sniff_wide(body)
    if wide:
        notes.append(f"is {wide} without a byte order mark")
        return Decoded(_decode(body, wide), wide, tuple(notes))
    labels = find_labels(body, content_type)
    codec = _choose_codec(body, labels)
    declared = [label for label in labels if ALLOWED_LABELS.get(label) != codec]
    if declared and not body.isascii():
        notes.append(f"declared {declared[0]}, is {codec}")
    text = _decode(body, codec)
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
            return codec, body
    return None


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


def _is_utf8(body: bytes) -> bool:
    """Whether nearly all bytes over 0x7F are part of valid UTF-8 sequences."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return True
    high = sum(map(body.count, range(128, 256))) if len(body) < 1000 else len(body.translate(None, bytes(range(128))))
    bad = body.decode("utf-8", "replace").count("\ufffd") - body.count("\ufffd".encode())
    return high > 0 and (high - bad) / high >= _NEARLY_ALL


def _choose_codec(body: bytes, labels: list[str]) -> str:
    if b"\x1b$" in body and any(ALLOWED_LABELS.get(label) == "iso2022_jp_2" for label in labels):
        return "iso2022_jp_2"
    if _is_utf8(body):
        return "utf-8"
    known = [
        ALLOWED_LABELS[label]
        for label in labels
        if label in ALLOWED_LABELS and not ALLOWED_LABELS[label].startswith(_WIDE)
    ]
    sample = _high_sample(body)
    guess, score = _guess_codec(sample)
    for codec in known:
        if codec != "utf-8" and _is_plausible(sample, codec, guess, score):
            return codec
    return guess


def _high_sample(body: bytes) -> bytes:
    """The part of the body from a little before its first high byte on."""
    first = next((match.start() for match in [re.search(rb"[\x80-\xff]", body)] if match), 0)
    return body[max(0, first - 100) : first + _SAMPLE]


_MULTIBYTE = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic")
# Letters of Russian and Ukrainian text by frequency: lower-case ones speak for a codec, capitals within words against.
_COMMON = frozenset("оеаинтсрвлкмдпуяызьбгчйіїєґ")
_RARE = frozenset("ъфщэюжцхшё")


def _guess_codec(sample: bytes) -> tuple[str, float]:
    """The codec whose reading looks most like text, and how much it does (0 to 1)."""
    best, best_score = "cp1252", _western_score(sample)
    for codec in _CYRILLIC:
        score = cyrillic_score(sample.decode(codec, "replace"))
        if score > best_score + (0.05 if codec != "cp1251" else 0.0):
            best, best_score = codec, score
    if best == "cp1252" or best_score < 0.8:
        for codec in _MULTIBYTE:
            score = _multibyte_score(sample, codec)
            if score > best_score:
                best, best_score = codec, score
    return best, best_score


def cyrillic_score(text: str) -> float:
    """How much the non-ASCII part of `text` looks like Russian or Ukrainian prose, 0 to 1."""
    total = good = 0.0
    previous = " "
    for char in text[:20_000]:
        if char >= "\x80":
            total += 1
            if char in _COMMON:
                good += 1
            elif char in _RARE:
                good += 0.6
            elif "А" <= char <= "Я" or char in "ЁІЇЄҐ":
                good += 0.9 if not previous.isalpha() or previous.isupper() else -0.7
            elif char in "«»—–…№“”„’ \u2009":
                good += 0.7
            else:
                good -= 0.5
        previous = char
    return max(0.0, good / total) if total else 0.0


def _western_score(sample: bytes) -> float:
    """High: the high bytes are single accented letters within Latin words."""
    text = sample[:20_000].decode("cp1252", "replace")
    total = good = 0.0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char < "\x80":
            continue
        total += 1
        if char in "àâäáãåæçéèêëíìîïñóòôöõøœúùûüýÿßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝ":
            good += 0.75 if (before < "\x80" and after < "\x80") and (before.isalpha() or after.isalpha()) else 0.1
        elif char in "«»—–…“”„’‘•€£©®° ":
            good += 0.6
    return good / total if total else 0.5


def _multibyte_score(sample: bytes, codec: str) -> float:
    text = sample[:20_000].decode(codec, "replace")
    high = [char for char in text if char >= "\x80"]
    if not high:
        return 0.0
    bad = sum(1 for char in high if char == "\ufffd" or "\ue000" <= char <= "\uf8ff")
    kana = sum(1 for char in high if "\u3040" <= char <= "\u30ff" or "\uac00" <= char <= "\ud7a3")
    # Half-width katakana is what misread single bytes become in Shift_JIS.
    half = sum(1 for char in high if "\uff61" <= char <= "\uff9f")
    common = sum(
        1 for char in high if "\u4e00" <= char <= "\u9fa5" or "\u3000" <= char <= "\u3002" or "\uff00" < char < "\uff60"
    )
    return max(0.0, (kana + 0.8 * common - 2 * bad - half) / len(high))


def _is_plausible(sample: bytes, codec: str, guess: str, guess_score: float) -> bool:
    """Whether to believe the declared codec: unless another reads far better and this one reads badly."""
    if codec == guess:
        return True
    if codec in _MULTIBYTE:
        decoded = sample.decode(codec, "replace")
        high = sum(1 for char in decoded if char >= "\x80")
        return high > 0 and decoded.count("\ufffd") <= high * 0.1
    if guess in _CYRILLIC and guess_score > 0.7:
        return codec in _CYRILLIC and cyrillic_score(sample.decode(codec, "replace")) > guess_score - 0.15
    return True


def _decode(body: bytes, codec: str) -> str:
    if codec == "utf-8":
        return body.decode("utf-8", "replace")
    if codec.startswith(_WIDE):
        width = 4 if "32" in codec else 2
        body = body[: len(body) - len(body) % width]
    text = body.decode(codec, "replace")
    return text.lstrip("\ufeff")
