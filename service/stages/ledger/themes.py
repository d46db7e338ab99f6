"""What an account speaks of: themes that are recognised in thirteen languages.

In: the text of an account, its language. Out: themes. Called by `compare`. The words are data, in `themes.yaml`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from service.language.phrases import compile_phrases, fold_text

Patterns = Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. `speaks`: language -> what shows that a text speaks of it; `blames`: what shows that it blames or
    defends somebody in it."""

    id: str
    label: str
    speaks: Patterns
    blames: Patterns

    def is_in(self, text: str, lang: str | None) -> bool:
        """Whether a text speaks of the theme."""
        return _find(self.speaks, text, lang)

    def takes_sides(self, text: str, lang: str | None) -> bool:
        """Whether a text blames or defends somebody."""
        return _find(self.blames, text, lang)


def find_themes(text: str, lang: str | None) -> tuple[Theme, ...]:
    """The themes of a text, in the order of the file. Without a known language the words of every language count."""
    return tuple(theme for theme in list_themes() if theme.is_in(text, lang))


@lru_cache(maxsize=1)
def list_themes() -> tuple[Theme, ...]:
    """All themes, in the order of the file."""
    raw: Mapping[str, Any] = YAML(typ="safe", pure=True).load((files(__package__) / "themes.yaml").read_text("utf-8"))
    spelling: Mapping[str, Any] = raw["spelling"]
    return tuple(
        Theme(
            str(entry["id"]),
            str(entry["label"]),
            _compile(entry["speaks"], spelling),
            _compile(entry.get("blames", {}), spelling),
        )
        for entry in raw["themes"]
    )


def _compile(phrases: Mapping[str, Any], spelling: Mapping[str, Any]) -> Patterns:
    compiled = {}
    for lang, words in phrases.items():
        how = spelling.get(lang) or {}
        pattern = compile_phrases(
            map(str, words), spaced=bool(how.get("spaced", True)), prefix=str(how.get("prefix", ""))
        )
        if pattern is not None:
            compiled[lang] = pattern
    return compiled


def _find(patterns: Patterns, text: str, lang: str | None) -> bool:
    code = (lang or "").lower().split("-")[0].split("_")[0]
    folded = fold_text(text)
    if code in patterns:
        return bool(patterns[code].search(folded))
    known = any(code in theme.speaks for theme in list_themes())
    return not known and any(pattern.search(folded) for pattern in patterns.values())
