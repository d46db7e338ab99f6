"""What an account speaks of: themes that are recognised in thirteen languages.

In: the text of an account, its language. Out: themes. Called by `compare`. The words are data, in `themes.yaml`; the
patterns of a language are compiled when a text of it is first seen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from service.language.phrases import fold_text, phrase_pattern
from service.language.tables import load_table


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """One theme. `speaks`: language -> phrases of which any shows that a text speaks of it; `blames`: those that show
    that it blames or defends somebody. `last`: it counts only in a text that speaks of nothing else."""

    id: str
    label: str
    speaks: Mapping[str, tuple[str, ...]]
    blames: Mapping[str, tuple[str, ...]]
    last: bool = False

    def takes_sides(self, text: str, lang: str | None) -> bool:
        """Whether a text blames or defends somebody."""
        return _is_in(self, "blames", fold_text(text), _code(lang))


@lru_cache(maxsize=8192)
def find_themes(text: str, lang: str | None) -> tuple[Theme, ...]:
    """The themes of a text, in the order of the file. Where the language is unknown, or has no words there, those of
    every language count."""
    folded, code = fold_text(text), _code(lang)
    found = [theme for theme in list_themes() if _is_in(theme, "speaks", folded, code)]
    return tuple(theme for theme in found if not theme.last or len(found) == 1)


@lru_cache(maxsize=1)
def list_themes() -> tuple[Theme, ...]:
    """All themes, in the order of the file."""
    return tuple(
        Theme(
            str(entry["id"]),
            str(entry["label"]),
            _read(entry["speaks"]),
            _read(entry.get("blames", {})),
            bool(entry.get("last", False)),
        )
        for entry in _load()["themes"]
    )


def _load() -> Mapping[str, Any]:
    return load_table(__package__, "themes.yaml")


def _read(words: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    return {lang: tuple(map(str, phrases)) for lang, phrases in words.items()}


@lru_cache(maxsize=256)
def _code(lang: str | None) -> str:
    """The language whose words count: "pt-BR" is "pt"; "" for all."""
    code = (lang or "").lower().split("-")[0].split("_")[0]
    return code if any(code in theme.speaks for theme in list_themes()) else ""


def _is_in(theme: Theme, kind: str, folded: str, code: str) -> bool:
    return any(pattern.search(folded) for pattern in _list_patterns(theme, kind, code))


@lru_cache(maxsize=1024)
def _list_patterns(theme: Theme, kind: str, code: str) -> tuple[re.Pattern[str], ...]:
    words = theme.speaks if kind == "speaks" else theme.blames
    chosen = {code: words.get(code, ())} if code else words
    compiled = (_compile(phrases, lang) for lang, phrases in chosen.items())
    return tuple(pattern for pattern in compiled if pattern is not None)


def _compile(phrases: tuple[str, ...], lang: str) -> re.Pattern[str] | None:
    how = _load()["spelling"].get(lang) or {}
    spaced, prefix = bool(how.get("spaced", True)), str(how.get("prefix", ""))
    parts = [phrase_pattern(phrase, spaced=spaced, prefix=prefix, slots={}) for phrase in phrases]
    if spaced:
        # The notation ends a word behind a letter only: behind a choice of words, too.
        ends = [r"(?!\w)" if phrase.endswith(")") else "" for phrase in phrases]
        parts = [f"(?:{part}){end}" for part, end in zip(parts, ends, strict=True)]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None
