"""Guesses a codec from the letters that its reading gives.

Enters: bytes that are not UTF-8, and the codecs that were declared for them. Leaves: one Python codec. Called by
`charset`. Three facts decide: in Western languages high bytes stand alone between ASCII letters, elsewhere in runs;
Russian and Ukrainian have few frequent pairs of letters; Japanese has kana, Korean syllables, Chinese frequent signs.
"""

import re
from collections.abc import Sequence

from service.stages.parse.markup import word_set

_RUN = re.compile(rb"[\x80-\xff]+")
_PAIR = re.compile(rb"[\x80-\xff](?=[\x80-\xff])")
_WESTERN_RUN = 1.8
_CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic")
_MULTIBYTE = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"))
_LABELLED_MULTIBYTE = _MULTIBYTE | {"johab", "shift_jis_2004", "shift_jisx0213", "euc_jis_2004", "euc_jisx0213"}
# What servers declare without looking; whoever declares anything else has thought of it.
_THOUGHTLESS = frozenset(("cp1252", "iso8859-15"))
# So few pairs of letters prove nothing against a label, and so few bytes nothing for an Asian codec.
_FEW_PAIRS = 40
_FEW_BYTES = 8
# Pairs of letters that are frequent in Russian and Ukrainian and rare in what other codecs make of them.
_PAIRS = word_set(
    "ст но то на ен ов ни ра во ко ро пр ре ли по ос ал ан ер от ка ел ор ло ет ат ом од он ва ле ла ме ти та го де да"
    " ск ия ии ий ый ой ая ое ые ть ся ль ин ис об им ми не нн ку ру из за до ви ве се те бы мо ру тр ав ам ас ев ег ед"
    " ек ем ес же жи ил ит их ич ки кр ма мы му ны ны ог ок ол оп ош пе пи ри рн ро ры са св си сл см со сс сь сп тв ты"
    " тн уд ун ус ут че чи чт ше ши эт ют ющ яв ят ях ны бо бе ба га гл гр ди др ду же зв зн зо ил мн но нт ок оя ож оз"
    " ук ул ур уч хо ци ча шо щи ын ыл ым ых ье юс яз ян"
    " ін ві ії ні ті рі ці ід ки ся ть їх їн єю ає ує ів із іс іт ня нь ою ую що як"
)
_HANZI = frozenset(
    "的一是不了在人有我他这這中大来來上国國个個到说說们們为為和地出也时時年得就要下以生会會自之过過家学學对對可后後多"
    "天能日于於成事作部长長美俄方公同三本军軍防总總统統报報道外交通电電话話新京海北南东東西面"
)


def guess_codec(sample: bytes, declared: Sequence[str]) -> str:
    """The codec to read `sample` with: the first declared one that gives a likely reading, else the likeliest."""
    if _mean_run(sample) < _WESTERN_RUN:
        return next((codec for codec in declared if codec not in _LABELLED_MULTIBYTE), "cp1252")
    cyrillic, pairs = max(
        ((codec, score_cyrillic(sample.decode(codec, "replace"))) for codec in _CYRILLIC), key=lambda found: found[1]
    )
    is_proof = pairs >= 0.5 and len(_PAIR.findall(sample)) > _FEW_PAIRS
    for codec in declared:
        if codec in _CYRILLIC:
            own = score_cyrillic(sample.decode(codec, "replace"))
            if own >= pairs - 0.1:
                return codec
        elif codec in _LABELLED_MULTIBYTE:
            if _bad_share(sample, codec) < 0.1:
                return codec
        elif codec not in _THOUGHTLESS and _bad_share(sample, codec) < 0.1:
            # Kazakh and other old pages hold Russian too.
            own = score_cyrillic(sample.decode(codec, "replace")) if is_proof else 1.0
            if own >= pairs - 0.1:
                return codec
    if pairs >= 0.35:
        return cyrillic
    if declared and len(sample) - len(sample.translate(None, bytes(range(128, 256)))) < _FEW_BYTES:
        return declared[0]
    asian, score = max(((codec, _score_asian(sample, codec)) for codec in _MULTIBYTE), key=lambda found: found[1])
    if score > 0.15:
        return asian
    return declared[0] if declared else "cp1251" if pairs > 0.1 else "cp1252"


def is_multibyte(codec: str) -> bool:
    """Whether a character may take several bytes, some of them ASCII, in one of the codecs that are guessed."""
    return codec in _LABELLED_MULTIBYTE


def _mean_run(sample: bytes) -> float:
    """Mean length of the runs of high bytes."""
    runs = [len(run) for run in _RUN.findall(sample)]
    return sum(runs) / len(runs) if runs else 0.0


def score_cyrillic(text: str) -> float:
    """The share of pairs of neighbouring non-ASCII characters that are frequent in Russian or Ukrainian, 0 to 1.

    A capital after a small letter counts against: it is what KOI8-R and Windows-1251 make of each other.
    """
    pairs = good = 0.0
    previous = " "
    for char in text:
        if char >= "\x80" and previous >= "\x80" and not char.isspace() and not previous.isspace():
            pairs += 1
            if previous.lower() + char.lower() in _PAIRS:
                good += 1
            if char.isupper() and previous.islower():
                good -= 1
        previous = char
    return max(0.0, good / pairs) if pairs else 0.0


def _bad_share(sample: bytes, codec: str) -> float:
    text = sample.decode(codec, "replace")
    high = sum(1 for char in text if char >= "\x80")
    return text.count("\ufffd") / high if high else 1.0


def _score_asian(sample: bytes, codec: str) -> float:
    """The share of characters that mark the language of the codec."""
    if _bad_share(sample, codec) > 0.02:
        return 0.0
    high = [char for char in sample.decode(codec, "replace") if char >= "\x80"]
    if codec in ("euc_jp", "cp932"):
        half_width = sum("\uff61" <= char <= "\uff9f" for char in high)
        return (sum("\u3040" <= char <= "\u309f" for char in high) - 2 * half_width) / len(high) * 3
    if codec == "cp949":
        # Outside KS X 1001 lies what other codecs read as Korean look like.
        standard = _bad_share(sample, "euc_kr") < 0.02
        share = sum("\uac00" <= char <= "\ud7a3" for char in high) / len(high)
        return share if standard and share > 0.8 else 0.0
    if sum("\u3040" <= char <= "\u30ff" for char in high) > len(high) * 0.15:
        return 0.0
    return sum(char in _HANZI for char in high) / len(high)
