"""Text that was encoded in UTF-8 twice: Cyrillic that somebody read as Windows-1252 or Windows-1251 and encoded again.

Enters: decoded text. Leaves: the text as it was meant, None where it is in order. Called by `charset`. Only the runs
that are such are read once more; where a byte was lost on the way, it costs its own letter.
"""

import re
from functools import partial

_WESTERN = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_SLAVIC = "\u0098\u00a0-\u00bf\u0401-\u040f\u0451-\u045f\u0490\u0491\u2013-\u203a\u20ac\u2116\u2122"
# What proves it, the runs that are read again, the codec of the mistake. Three letters in a row are proof: every second
# character is then one of two capitals.
_MISTAKES = (
    (
        re.compile(f"(?:[\u00d0\u00d1][{_WESTERN}]){{3}}"),
        re.compile(f"[\u00c0-\u00ff{_WESTERN}]{{2,}}"),
        "cp1252",
    ),
    (re.compile(f"(?:[\u0420\u0421][{_SLAVIC}]){{3}}"), re.compile(f"[\u0410-\u044f{_SLAVIC}]{{2,}}"), "cp1251"),
)
_MOST_LOST = 0.25


def undo_double_encoding(text: str) -> str | None:
    """Whatever is no such run stays as it is."""
    for proof, runs, codec in _MISTAKES:
        if proof.search(text):
            return runs.sub(partial(_reread, codec), text)
    return None


def _reread(codec: str, match: re.Match[str]) -> str:
    run = match[0]
    # The bytes that the codec leaves empty came through as C1 controls.
    raw = b"".join(char.encode(codec, "ignore") or char.encode("latin-1", "ignore") for char in run)
    text = raw.decode("utf-8", "replace")
    return run if text.count("\ufffd") > _MOST_LOST * len(text) else text
