"""Cuts a text into sentences and paragraphs.

Enters: plain text of any language. Leaves: half-open stretches of it, in order, without surrounding blanks. Called by
the recogniser and by the reading of contacts.
"""

import re

# A full stop after one of these, or after a single capital, ends no sentence.
_WRITTEN = """
    adm amb apr art aug brig capt cf cmdr co col corp dec dr ed etc feb fig fr gen gov inc jan jr jul jun lt ltd maj mar
    messrs mr mrs ms mt no nov oct op p pp pres prof rep rev sec sen sep sept sgt sr st supt u.s us vs a.m p.m d.c
    e.g i.e
    abs bzw ca d.h evtl ggf hr inkl mio mrd nr sog str u.a usw vgl z.b z
    м-р дж mme mm mlle ee uu ee.uu eeuu sra av dra exmo gral núm pág sig sigg on dott ing avv
    г гг в вв т е п д ст др пр им см ср тыс млн млрд руб коп ул обл р н э акад ген кап лейт подп полк проф доц рис табл
    м ім рр тис див напр вул гр
    płk ppłk mjr kpt por ul np tzn m.in im św w tj tzw pt itd itp al br tys mln mld wg
    sn org alb gn kor doç yrd vb bkz
    vadm radm ltg ltc gén cnel alm tte amm contramm magg kontradm wiceadm ppor kmdr chor
    адм вице-адм контр-адм ген.-полк ген.-лейт ген.-майор ген-полк ген-лейт підполк віцеадм контрадм
    korg tümg tuğg tuğa tüma kora yb bnb yzb
"""
_ABBREVIATIONS = frozenset(_WRITTEN.split())
# German ordinals: "am 25. Juni" goes on.
_MONTHS = "januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert"
_AFTER_ORDINAL = frozenset(_MONTHS.split())
# One class in front, so that the search jumps from mark to mark; the empty group marks a Korean stop without a blank,
# and one between words that a page has lost the blank behind, if they are no address ("gazeta.Ru"). A run of marks is
# tried from its first one only, and nothing is given back: a million dots cost no more than a million.
_END = re.compile(
    r"[.!?…。！？｡؟۔\n](?:(?<=[.!?…])(?<![.!?…]{2})[.!?…]*+[\"'»”’)\]]*+(?=\s)|(?<=[。！？｡])[。！？｡]*+[」』”’）]*+"
    r"|(?<=[؟۔])(?<![؟۔]{2})[؟۔]*+(?=\s|$)|(?<=\n)\n*|(?:(?<=[\uac00-\ud7af]\.)(?=[^\s。！？｡؟۔])"
    r"|(?<=[а-яёіїєґ]{2}[а-яёіїєґ»”\"]\.)(?=[«„“]?(?:[А-ЯЁІЇЄҐ][а-яёіїєґ']*[\s,:]|\d\d? [а-яёіїєґ]))"
    r"|(?<=[a-zß-öø-ÿąćęłńśźż]{3}[a-zß-öø-ÿąćęłńśźż»”]\.)"
    r"(?=[«„“\"]?(?!(?:Ru|Com|Net|Org|News)\b)[A-ZÀ-ÖØ-ÞĆŁŚŻ][a-zß-öø-ÿąćęłńśźż']*[\s,:]))())"
)
_APOSTROPHE = re.compile("['’]")
_INNER = "_.’'-"
_BLANK_LINES = re.compile(r"\n\s*\n")
_LETTERED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_OPENERS = "\"'«„“‘([—–-* "


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of `text` as (start, end); a line break ends one too."""
    found: list[tuple[int, int]] = []
    start = 0
    for mark in _END.finditer(text):
        end = mark.end()
        if end <= start or ("\n" not in mark.group() and not _ends_sentence(text, start, mark)):
            continue
        _add(found, text, start, end)
        start = end
    _add(found, text, start, len(text))
    return found


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    """The paragraphs of `text` as (start, end): what stands between blank lines; single lines where there are none."""
    found: list[tuple[int, int]] = []
    start = 0
    if "\n\n" not in text and "\n" in text:
        for line in text.split("\n"):
            _add(found, text, start, start + len(line))
            start += len(line) + 1
        return found
    for gap in _BLANK_LINES.finditer(text):
        _add(found, text, start, gap.start())
        start = gap.end()
    _add(found, text, start, len(text))
    return found


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end].rstrip()
    if piece:
        found.append((start + len(piece) - len(piece.lstrip()), start + len(piece)))


def _ends_sentence(text: str, start: int, mark: re.Match[str]) -> bool:
    marks = mark.group()
    if marks[:1] != "." or mark.lastindex:
        return True
    opens = _next_opens(text, mark.end())
    if not opens or marks.startswith(".."):
        return opens
    first = end = mark.start()
    while first > start and (text[first - 1].isalnum() or text[first - 1] in _INNER):
        first -= 1
    word = text[first:end]
    if len(word) == 1 and word.isalpha() and word.isupper():
        return False
    # "l'amm. Stavridis"
    bare = _APOSTROPHE.split(word.lower())[-1].lstrip("-")
    if bare in _ABBREVIATIONS:
        return False
    if bare.isdigit() and len(bare) < 3 and _next_word(text, mark.end()) in _AFTER_ORDINAL:
        return False
    return not (len(bare) > 2 and _LETTERED.fullmatch(bare) and _looks_inner(text, mark.end()))


def _next_opens(text: str, position: int) -> bool:
    """Whether what follows can open a sentence: anything but a small letter."""
    rest = text[position : position + 8].lstrip().lstrip(_OPENERS)
    return not rest or not rest[0].islower()


def _next_word(text: str, position: int) -> str:
    words = text[position : position + 24].split(None, 1)
    return words[0].strip(".,;:").lower() if words else ""


def _looks_inner(text: str, position: int) -> bool:
    """After "U.S.": a capitalised word that is not an article or pronoun most likely goes on with the name."""
    rest = text[position : position + 16].split()
    return bool(rest) and rest[0] not in ("The", "A", "An", "In", "It", "He", "She", "They", "But", "On", "At", "And")
