"""What belongs to a page and not to its text, and how offices' own words are called: the `texts` section of a pack.

In: a language code. Out: `Wording`, compiled once. Called by `texts` and `origins`.
"""

from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from service.language.packs import choose_pack, load_pack, load_spelling
from service.language.phrases import compile_phrases, fold_text
from service.language.sentences import split_sentences

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Wording:
    """The patterns of one language, for folded text; None where there is nothing to look for."""

    boilerplate: Pattern[str] | None
    statement: Pattern[str] | None

    def is_boilerplate(self, sentence: str) -> bool:
        """Whether a sentence only belongs to the page it stands on: "Read also: ..."."""
        if self.boilerplate is None or len(sentence) > _LONGEST:
            return False
        return bool(self.boilerplate.match(fold_text(sentence.lstrip(" \t-–—•*|[(>▶▲◆■►"))))


def load_wording(language: str | None) -> Wording:
    """The wording of a language ("de", "pt-BR"); that of English where there is no pack with a `texts` section."""
    return _compile_wording(choose_pack(language, "texts"))


@lru_cache(maxsize=64)
def _compile_wording(code: str) -> Wording:
    section = load_pack(code).raw["texts"]
    spaced, prefix = load_spelling(code)
    return Wording(
        *(
            compile_phrases(map(str, section.get(key, ())), spaced=spaced, prefix=prefix)
            for key in ("boilerplate", "statement")
        )
    )


def cut_sentences(text: str, wording: Wording) -> list[str]:
    """The sentences of a text that are not the page's own."""
    sentences = [text[start:end] for start, end in split_sentences(text)]
    return [sentence for sentence in sentences if not wording.is_boilerplate(sentence)]
