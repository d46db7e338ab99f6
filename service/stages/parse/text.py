"""Text from outside becomes plain text here, and only here.

Enters: a string that a stranger wrote, with or without markup. Leaves: text without tags, entities, terminal escapes,
control characters and direction overrides, in NFC, of bounded length. Called by the feed and page readers, and by
whatever shows or logs a foreign string (titles in error messages, server names). Every function is linear in its input.
"""

import html as html_entities
import re
import unicodedata

from service.stages.parse.markup import KNOWN_TAGS, strip_tags

# ECMA-48: CSI with parameters, OSC/DCS/SOS/PM/APC strings up to their end, two-character escapes; 8-bit forms too.
_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,100}[ -/]{0,20}[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]{0,4000}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]{0,4}[0-~]"
)
_BIDI = "\u061c\u200e\u200f" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_INVISIBLE = "\u00ad\u034f\u115f\u1160\u180e\u200b\ufeff\u2060\u2061\u2062\u2063\u2064\ufff9\ufffa\ufffb" + "".join(
    map(chr, (*range(0x206A, 0x2070), *range(0xE0000, 0xE0080)))
)
_CONTROLS = "".join(chr(c) for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\t\n\v\f\r\x85")
_NON_CHARACTERS = "".join(
    chr(c)
    for c in (
        *range(0xFDD0, 0xFDF0),
        *(plane + low for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)),
    )
)
_DROP = dict.fromkeys(map(ord, _BIDI + _INVISIBLE + _CONTROLS + _NON_CHARACTERS))
_LINE_ENDS = {ord(c): "\n" for c in "\v\f\r\x85\u2028\u2029"}
_TABLE: dict[int, str | None] = {**_DROP, **_LINE_ENDS}
_SURROGATE = re.compile("[\ud800-\udfff]")
# A joiner matters in Arabic, Indic scripts and emoji; inside a word of these alphabets it only hides the word.
_IDLE_JOINER = re.compile("(?<=[\u0000-\u058f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\u0000-\u058f])")
_MARK_RUN = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_BLANKS = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n[ \n]*")
_NUMBER_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")
_REFERENCE = re.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TAG_LIKE = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,10})(?=[\s/>])")

TITLE_CHARS = 1_000
SUMMARY_CHARS = 20_000
CONTENT_CHARS = 300_000


def plain_text(raw: str, *, html: bool, max_chars: int = SUMMARY_CHARS, one_line: bool = False) -> str:
    """The readable text of `raw`, at most `max_chars` characters.

    `html`: the source says that `raw` is markup; otherwise only what is plainly markup is treated as such. Entities are
    decoded once, and once more where they had been escaped twice. Paragraphs are separated by one line end, or by a
    blank with `one_line`.
    """
    if not raw:
        return ""
    text = raw[: max_chars * 8 + 10_000]  # markup outweighs text; what lies beyond would be cut anyway
    text = strip_ansi(text)
    if html or _looks_like_markup(text):
        text = _decode_references(strip_tags(text))
        if _looks_like_markup(text):
            text = strip_tags(text)
        if _REFERENCE.search(text):
            text = _decode_references(text)
    return _finish(text, max_chars, one_line)


def one_line(raw: str, max_chars: int = TITLE_CHARS) -> str:
    """`raw`, which is text and no markup, made fit for one line of a terminal or a log."""
    return _finish(strip_ansi(raw[: max_chars * 8 + 10_000]), max_chars, True)


def strip_ansi(text: str) -> str:
    """`text` without terminal escape sequences; whole sequences go, not only the escape character."""
    return _ANSI.sub("", text) if "\x1b" in text or any(c in text for c in "\x90\x98\x9b\x9d\x9e\x9f") else text


def cut_text(text: str, max_chars: int) -> str:
    """At most `max_chars` characters, cut between words where one ends near the limit."""
    if len(text) <= max_chars:
        return text
    head = text[: max_chars - 1]
    blank = head.rfind(" ", len(head) - 40)
    return (head[:blank] if blank > 0 else head).rstrip() + "…"


def _finish(text: str, max_chars: int, single: bool) -> str:
    text = strip_ansi(text)
    text = _SURROGATE.sub("\ufffd", text).translate(_TABLE)
    text = _IDLE_JOINER.sub("", text)
    # Cut runs of accents before composing: ordering a run of thousands is quadratic.
    text = unicodedata.normalize("NFC", _MARK_RUN.sub(r"\1", text))
    text = " ".join(text.split()) if single else _BLANK_LINES.sub("\n", _BLANKS.sub(" ", text)).strip()
    return cut_text(text, max_chars)


def _looks_like_markup(text: str) -> bool:
    if "<" not in text:
        return False
    return any(match[1].lower() in KNOWN_TAGS for match in _TAG_LIKE.finditer(text))


def _decode_references(text: str) -> str:
    if "&" not in text:
        return text
    return html_entities.unescape(_NUMBER_REFERENCE.sub(_checked_reference, text))


def _checked_reference(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    if len(digits) > 8:
        return ""
    number = int(digits, 16 if match[1] else 10)
    return "" if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or number == 0 else match[0]
