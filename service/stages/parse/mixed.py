"""Documents of which one part is UTF-8 and another is not: a template has pasted two sources together.

Enters: bytes that are no faultless UTF-8. Leaves: their text and the codec of the other part, or None where the
document is of one piece. Called by `charset`. Each run of high bytes is judged by itself: what is valid UTF-8 from its
first byte to its last is UTF-8, and what is mostly so is UTF-8 with a damage; the rest together must be of one page of
single bytes.
"""

import re
from collections.abc import Sequence

from service.stages.parse.letters import guess_codec, is_multibyte, score_cyrillic

_RUN = re.compile(rb"[\x80-\xff]+")
_SAMPLE_RUNS = 20_000
_FEWEST_FOREIGN = 5
_FEWEST_UTF8 = 0.2
_WESTERN_RUN = 1.8
# Words of the code pages of DOS that happen to be UTF-8 are signs which nobody writes.
_UNLIKELY = re.compile("[\u0530-\u058f\u0700-\u0dff\u1400-\u1fff\u2190-\u2fff\u3400-\u4dbf\ua000-\uabff\ue000-\uf8ff]")


def decode_mixed(body: bytes, declared: Sequence[str]) -> tuple[str, str] | None:
    """(text, codec of what is not UTF-8); `declared`: the codecs, other than UTF-8, that the document claims."""
    good, foreign = _sort_runs(body)
    foreign_bytes, good_bytes = sum(map(len, foreign)), sum(map(len, good))
    if foreign_bytes < _FEWEST_FOREIGN or good_bytes < _FEWEST_UTF8 * (good_bytes + foreign_bytes):
        return None
    # Other codecs hold words that happen to be valid UTF-8, but those are no language.
    is_western = foreign_bytes / len(foreign) < _WESTERN_RUN
    if not is_western and score_cyrillic(b" ".join(good).decode()) < 0.5:
        return None
    codec = guess_codec(b" ".join(foreign), declared)
    if is_multibyte(codec):
        return None
    return _join(body, codec), codec


def _sort_runs(body: bytes) -> tuple[list[bytes], list[bytes]]:
    good: list[bytes] = []
    foreign: list[bytes] = []
    for number, match in enumerate(_RUN.finditer(body)):
        if number >= _SAMPLE_RUNS:
            break
        if _is_valid(match[0]):
            good.append(match[0])
        elif not _is_damaged(match[0]):
            foreign.append(match[0])
    return good, foreign


def _join(body: bytes, codec: str) -> str:
    pieces: list[str] = []
    position = 0
    for match in _RUN.finditer(body):
        run = match[0]
        pieces.append(body[position : match.start()].decode("ascii"))
        is_utf8 = _is_valid(run) or _is_damaged(run)
        pieces.append(run.decode("utf-8" if is_utf8 else codec, "replace"))
        position = match.end()
    pieces.append(body[position:].decode("ascii"))
    return "".join(pieces)


def _is_valid(run: bytes) -> bool:
    try:
        return not _UNLIKELY.search(run.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _is_damaged(run: bytes) -> bool:
    """Whether most of the run is UTF-8: a character in it is bad, or cut at its end."""
    text = run.decode("utf-8", "ignore")
    return 2 * len(text.encode()) > len(run) and not _UNLIKELY.search(text)
