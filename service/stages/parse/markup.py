"""Tags out of a string of HTML, without building a tree.

Enters: HTML, well-formed or not, as feeds carry it. Leaves: its text, entities still encoded, block elements turned
into line ends. Called by `text.plain_text` only. One pass with `str.find`, so that no input makes it slow: the
standard library's parser and lxml are both quadratic or lossy on hostile markup.
"""

import re


def word_set(words: str) -> frozenset[str]:
    """The words of a string, for tables that read better as prose than as lists."""
    return frozenset(words.split())


_BLOCK = word_set(
    "address article aside blockquote br caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frame h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol option p "
    "pre section select summary table tbody tfoot thead tr ul video audio"
)
_CELL = frozenset(["td", "th", "img", "button", "input", "textarea", "label"])
_INLINE = word_set(
    "a abbr acronym b base bdi bdo big cite code data del dfn em embed font i iframe ins kbd link mark "
    "meta nobr noscript object param q rp rt ruby s samp script small source span strike strong style sub "
    "sup svg time title tt u var wbr html head body"
)
_RAW = word_set("script style iframe noembed noframes xmp template svg math object")
KNOWN_TAGS = _BLOCK | _CELL | _INLINE | _RAW
_NAME = re.compile(r"</?([A-Za-z][^\s/>]{0,60})")
_QUOTED_TAG = 4_000


def strip_tags(source: str) -> str:
    """The text between the tags of `source`; contents of scripts, styles and embedded frames are left out."""
    if "<" not in source:
        return source
    out: list[str] = []
    position = 0
    finder = _Finder(source)
    while True:
        start = source.find("<", position)
        if start < 0:
            out.append(source[position:])
            text = "".join(out)
            return text.replace("]]>", "") if "<![CDATA[" in source else text
        out.append(source[position:start])
        piece, position = _read_markup(source, start, finder)
        out.append(piece)


class _Finder:
    """`str.find` that remembers what is nowhere ahead, so that repeated vain searches cost nothing."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lower = source.lower() if len(source.lower()) == len(source) else source
        self._absent: set[str] = set()

    def find(self, what: str, start: int) -> int:
        if what in self._absent:
            return -1
        found = self._lower.find(what, start)
        if found < 0:
            self._absent.add(what)
        return found


def _read_markup(source: str, start: int, finder: _Finder) -> tuple[str, int]:
    """The text that the markup at `start` stands for, and where reading goes on."""
    if source.startswith("<!--", start):
        end = finder.find("-->", start + 4)
        return ("", end + 3) if end >= 0 else ("", start + 4)
    if source.startswith("<![CDATA[", start):
        return "", start + 9  # what stands inside is read on as markup: feeds wrap whole HTML summaries twice
    if source.startswith(("<!", "<?"), start):
        end = finder.find(">", start)
        return ("", end + 1) if end >= 0 else ("<", start + 1)
    match = _NAME.match(source, start)
    if not match:
        return "<", start + 1
    name = match[1].lower()
    end = _find_tag_end(source, match.end(), finder)
    if end < 0:
        # Cut inside a tag: a known one goes, anything else was never a tag.
        return ("", len(source)) if name in KNOWN_TAGS else ("<", start + 1)
    if name in _RAW and source[start + 1] != "/" and source[end - 2] != "/":
        close = finder.find(f"</{name}", end)
        if close >= 0:
            after = finder.find(">", close)
            return "", after + 1 if after >= 0 else len(source)
    return "\n" if name in _BLOCK else " " if name in _CELL else "", end


def _find_tag_end(source: str, start: int, finder: _Finder) -> int:
    """Just behind the `>` that ends the tag; one inside a quoted value does not, unless the quote never ends."""
    plain = finder.find(">", start)
    if plain < 0:
        return -1
    if (
        '"' not in source[start : min(plain, start + _QUOTED_TAG)]
        and "'" not in source[start : min(plain, start + _QUOTED_TAG)]
    ):
        return plain + 1
    position, limit = start, min(len(source), start + _QUOTED_TAG)
    while position < limit:
        char = source[position]
        if char == ">":
            return position + 1
        if char in "\"'" and source[position - 1] in "= \t\n":
            close = source.find(char, position + 1, limit)
            if close < 0:
                break
            position = close
        position += 1
    return plain + 1
