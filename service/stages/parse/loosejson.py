"""JSON as the web writes it: with control characters, trailing commas, impossible escapes, and something behind it.

Enters: text that begins with a JSON value. Leaves: the value and where it ends. Called by the readers of JSON Feed and
of a page's JSON-LD. Comments are not understood: they cannot be told from text without reading it all.
"""

import json
import re
from typing import Any

_TRAILING_COMMA = re.compile(r",(\s*[\]}])")
_BAD_ESCAPE = re.compile(r"\\\\|\\(?![\"/bfnrt]|u[0-9A-Fa-f]{4})")


def load_json(text: str) -> tuple[Any, int]:
    """(the first value of `text`, the index behind it). Very long integers come as strings.

    Raises ValueError where it is damaged or cut off, RecursionError where it is nested too deeply.
    """
    decoder = json.JSONDecoder(parse_int=_read_int, strict=False)
    try:
        return decoder.raw_decode(text)
    except ValueError:
        mended = _BAD_ESCAPE.sub(lambda match: "\\\\", text)
        mended = _TRAILING_COMMA.sub(r"\1", mended)
        if mended == text:
            raise
        value, end = decoder.raw_decode(mended)
        return value, len(text) if end == len(mended) else end


def _read_int(digits: str) -> int | str:
    """Python refuses to read numbers of over 4,300 digits; nothing here counts, so long ones stay strings."""
    return int(digits) if len(digits) < 30 else digits
