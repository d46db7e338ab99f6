"""The charset labels that are believed, and the Python codec for each. Read by `charset`.

After the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels), plus labels seen in feeds, plus
the old code pages under any name that Python knows them by. What is not here is never decoded with: UTF-7 smuggles
markup, and Python's list of codecs holds things that are no charset.
"""

import re
from encodings.aliases import aliases

from service.stages.parse.markup import word_set

_TABLE = """
utf-8         utf-8 utf8 unicode-1-1-utf-8 utf8mb4 utf8mb3
cp1251        windows-1251 cp1251 x-cp1251 win-1251 win1251 1251
koi8-r        koi8-r koi koi8 koi8_r cskoi8r
koi8-u        koi8-u koi8-ru
iso8859-5     iso-8859-5 iso8859-5 cyrillic
cp866         ibm866 cp866 866
mac-cyrillic  x-mac-cyrillic mac-cyrillic x-mac-ukrainian
cp1252        us-ascii ascii iso-8859-1 iso8859-1 iso88591 latin1 latin-1 l1 windows-1252 cp1252 x-cp1252 ansi
iso8859-2     iso-8859-2 iso8859-2 latin2 l2
cp1250        windows-1250 cp1250 x-cp1250
cp1253        windows-1253 cp1253
iso8859-7     iso-8859-7 iso8859-7 greek
cp1254        iso-8859-9 iso8859-9 latin5 windows-1254 cp1254
cp1255        windows-1255 cp1255 iso-8859-8 iso8859-8 iso-8859-8-i hebrew
cp1256        windows-1256 cp1256 arabic
iso8859-6     iso-8859-6 iso8859-6
cp1257        windows-1257 cp1257
iso8859-4     iso-8859-4 iso8859-4 latin4
iso8859-13    iso-8859-13 iso8859-13
iso8859-15    iso-8859-15 iso8859-15 latin9 latin-9
iso8859-16    iso-8859-16 iso8859-16
cp874         windows-874 cp874 tis-620 iso-8859-11 iso8859-11
cp1258        windows-1258 cp1258
mac-roman     macintosh mac-roman x-mac-roman
gb18030       gb2312 gbk gb18030 gb_2312-80 x-gbk chinese euc-cn cp936
big5hkscs     big5 big5-hkscs x-x-big5 cn-big5 cp950
cp932         shift_jis shift-jis sjis x-sjis windows-932 ms_kanji windows-31j cp932
euc_jp        euc-jp x-euc-jp
iso2022_jp_2  iso-2022-jp
cp949         euc-kr ks_c_5601-1987 ksc5601 korean windows-949 cp949 uhc
utf-16        utf-16 utf16 ucs-2 unicode iso-10646-ucs-2
utf-16-le     utf-16le utf-16-le
utf-16-be     utf-16be utf-16-be
utf-32        utf-32 utf32 ucs-4 iso-10646-ucs-4
utf-32-le     utf-32le utf-32-le
utf-32-be     utf-32be utf-32-be
"""

# Each stands for itself, and for its aliases in the standard library.
_OLD_PAGES = word_set(
    "cp437 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp869 cp1125 kz1048 ptcp154 "
    "iso8859_3 iso8859_10 iso8859_14 mac_greek mac_iceland mac_latin2 mac_turkish johab shift_jis_2004 shift_jisx0213 "
    "euc_jis_2004 euc_jisx0213 iso2022_jp iso2022_jp_1 iso2022_jp_3 iso2022_jp_2004 iso2022_jp_ext iso2022_kr hz "
    "cp037 cp273 cp500 cp1026 cp1140"
)

_LABELS: dict[str, str] = {
    label: codec for codec, *labels in map(str.split, _TABLE.strip().splitlines()) for label in labels
}


def find_codec(label: str) -> str | None:
    """The Python codec for a label (lower-case), None where it is not to be decoded with."""
    known = _LABELS.get(label)
    if known:
        return known
    name = re.sub(r"[^a-z0-9]+", "_", label[:60]).strip("_")
    name = aliases.get(name, name)
    return name if name in _OLD_PAGES else _LABELS.get(name) or _LABELS.get(name.replace("_", "-"))
