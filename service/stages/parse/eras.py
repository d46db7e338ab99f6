"""Dates in other counts and spellings become what `dates` reads.

Enters: a raw date. Leaves: the same with years of the common era, digits for Chinese numerals, a colon for spelt hours
and minutes, and the bare number for a program's notation of an instant. Called by `dates`.
"""

import re

# Years to add: Reiwa 1 is 2019, Heisei 1 is 1989, Minguo 1 is 1912.
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "民國": 1911, "民国": 1911}
_ERA = re.compile(r"(令和|平成|民[國国])\s*(\d{1,3}|元)\s*(?=年)")
_ERA_INITIAL = re.compile(r"^([RH])\s?(\d{1,2})[./年](?=\d)")
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_NUMERAL = re.compile(r"[〇零○一二三四五六七八九十]+(?=\s*[年月日号號时時点點分秒])")
_SPELT_TIME = re.compile(
    r"(\d{1,2})\s?(?:час(?:ов|а)?|годин[аи]?|heures?|horas?|Stunden)\s(\d{1,2})\s?"
    r"(?:минут[аы]?|мин\b\.?|хвилин[аи]?|minut(?:e[ns]?|os)|min\b\.?)",
    re.I,
)
# .NET's JSON, and the shell's.
_INSTANT = re.compile(r"^(?:/?Date\((\d{9,13})(?:[+-]\d{4})?\)/?|@(\d{9,10}))$")


def westernise_date(text: str) -> str:
    """`text` with only those parts changed; other dates come back as they are."""
    instant = _INSTANT.match(text)
    if instant:
        return instant[1] or instant[2]
    if not text.isascii():
        text = _NUMERAL.sub(lambda match: str(_read_numeral(match[0])), text)
        text = _ERA.sub(lambda match: str(_ERAS[match[1]] + (1 if match[2] == "元" else int(match[2]))), text)
    text = _ERA_INITIAL.sub(lambda match: f"{_ERAS[match[1]] + int(match[2])}/", text)
    return _SPELT_TIME.sub(r"\1:\2", text)


def _read_numeral(text: str) -> int:
    """Digits in their places (二〇二六) or tens and ones (三十一); at most four digits count."""
    if "十" not in text:
        return int("".join(str(_DIGITS[char]) for char in text[:4]))
    tens, _, ones = text[-3:].partition("十")
    return 10 * (_DIGITS.get(tens[-1:], 1)) + _DIGITS.get(ones[:1], 0)
