"""What stands around the text of a page: bylines, credits, the captions of pictures.

In: the body of an article, and a stretch of it. Out: which lines of it are captions, and whether the stretch is a bare
line. Called by `passages`. A page opens with furniture, so that its fourth sentence is the first of the text; and a
caption has a day of its own.
"""

import re

from service.language.phrases import fold_text
from service.stages.contacts.cues import Cues
from service.stages.contacts.stretches import Stretch

# No caption is longer; a page whose lines are lost is one line.
_LONGEST_CAPTION = 600
# Headlines and captions without a full stop; more is a text without them.
_LONGEST_LINE = 250
_LINE = re.compile(r"[^\n]+")
_END = re.compile(r"[.!?…。！？؟।:;：；,、，\"”»“』」]\s*$")
# "Source: an agency | 16:11:31 | Editor:".
_STAMPED = re.compile(r"\d:\d\d.*[:：]\s*$")
_BRACKETED = re.compile(r"^\s*[(（\[].*[)）\]]\s*$")


def list_captions(text: str, cues: Cues) -> list[Stretch]:
    """The lines that are captions or credits, with all their sentences."""
    if cues.captions is None:
        return []
    lines = [line.span() for line in _LINE.finditer(text) if line[0].strip()]
    return [
        (start, end)
        for start, end in lines
        if len(lines) > 1 and end - start <= _LONGEST_CAPTION and cues.captions.search(fold_text(text[start:end]))
    ]


def is_bare_line(text: str, start: int, end: int) -> bool:
    """Whether a stretch is a line of its own that ends like no sentence: "By John Smith", "(Photo: agency)"."""
    line = text[start:end]
    alone = text[:start].rstrip(" \t")[-1:] in ("", "\n") and text[end:].lstrip(" \t")[:1] in ("", "\n")
    if not alone or end - start > _LONGEST_LINE:
        return False
    return any(pattern.search(line) for pattern in (_BRACKETED, _STAMPED)) or _END.search(line) is None
