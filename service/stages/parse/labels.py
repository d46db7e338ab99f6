"""The charset labels that are believed, and the Python codec for each. Data only, read by `charset`.

After the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels), plus labels seen in feeds. What
is not here is never decoded with: UTF-7 smuggles markup, and Python's list of codecs holds things that are no charset.
"""

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
cp1255        windows-1255 cp1255 iso-8859-8 iso-8859-8-i hebrew
cp1256        windows-1256 cp1256 arabic
iso8859-6     iso-8859-6
cp1257        windows-1257 cp1257
iso8859-4     iso-8859-4 latin4
iso8859-13    iso-8859-13
iso8859-15    iso-8859-15 latin9 latin-9
iso8859-16    iso-8859-16
cp874         windows-874 tis-620 iso-8859-11
cp1258        windows-1258 cp1258
mac-roman     macintosh x-mac-roman
gb18030       gb2312 gbk gb18030 gb_2312-80 x-gbk chinese euc-cn cp936
big5hkscs     big5 big5-hkscs x-x-big5 cn-big5 cp950
cp932         shift_jis shift-jis sjis x-sjis ms_kanji windows-31j cp932
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

ALLOWED_LABELS: dict[str, str] = {
    label: codec for codec, *labels in map(str.split, _TABLE.strip().splitlines()) for label in labels
}
