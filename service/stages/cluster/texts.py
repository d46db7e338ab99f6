"""Which text an article copies: the same text with another headline, byline, trims, boilerplate or a spun word.

In: articles, in order of publication. Out: what is known of the text that one copies, if it copies any. Called by
`index`, before contacts and stories.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from service.model.article import Article
from service.stages.cluster.copies import (
    Signature,
    band_tokens,
    compare_sentences,
    compare_signatures,
    count_shingles,
    digest_sentences,
    sentence_tokens,
    sign_text,
)
from service.stages.cluster.rows import SignedText
from service.stages.cluster.shelf import MemoryShelf, Shelf
from service.stages.cluster.wording import cut_sentences, load_wording

WINDOW = timedelta(days=7)
_BUCKET = WINDOW.days + 1
_RESEMBLING = 0.5
_CONTAINED = 0.6
_MOST = 100
_FEWEST_SHINGLES = 25


@dataclass(frozen=True, slots=True)
class Sketch:
    """What copies of a text are known by, and the day of its publication."""

    signature: Signature
    sentences: tuple[int, ...]
    published: date


class TextFolder:
    """Finds the text that an article copies. Deterministic: the same articles in the same order copy the same."""

    def __init__(self, shelf: Shelf[SignedText] | None = None) -> None:
        self._shelf: Shelf[SignedText] = shelf if shelf is not None else MemoryShelf()

    def find_copied(self, sketch: Sketch) -> SignedText | None:
        """The text that resembles this one most, if enough, of those published within a week of it; the earliest of
        equals. At most `_MOST` are compared, those of the nearest days."""
        bucket = sketch.published.toordinal() // _BUCKET
        marks = _marks(sketch)
        found = self._shelf.find(f"{mark}@{bucket + step}" for step in (-1, 0, 1) for mark in marks)
        near = [text for text in found if abs(sketch.published - text.published) <= WINDOW]
        near.sort(key=lambda text: (abs((sketch.published - text.published).days), text.id))
        alike = [(_compare(sketch, text), text) for text in near[:_MOST]]
        copies = [pair for pair in alike if pair[0] > 0]
        return min(copies, key=lambda pair: (-pair[0], pair[1].published, pair[1].id))[1] if copies else None

    def put(self, text: SignedText) -> None:
        """Keep a text for later ones to be compared with."""
        bucket = text.published.toordinal() // _BUCKET
        marks = _marks(Sketch(text.signature, text.sentences, text.published))
        self._shelf.put(text, [f"{mark}@{bucket}" for mark in marks])


def sketch_text(article: Article, language: str | None = None) -> Sketch:
    """What the article's text is compared by; what belongs to its page and not to the text is left out.

    A text of fewer than `_FEWEST_SHINGLES` different runs of words is nobody's copy, and has none: two outlets that say
    "The minister spoke" may speak of different days, and an alert that is folded away wrongly is lost.
    """
    wording = load_wording(language or article.lang)
    sentences = cut_sentences(article.body or article.summary or article.title, wording)
    text = " ".join(sentences)
    if count_shingles(text) < _FEWEST_SHINGLES:
        return Sketch((), (), article.published.date())
    return Sketch(sign_text(text), digest_sentences(sentences), article.published.date())


def _marks(sketch: Sketch) -> tuple[str, ...]:
    return (*band_tokens(sketch.signature), *sentence_tokens(sketch.sentences))


def _compare(sketch: Sketch, text: SignedText) -> float:
    """How alike the two are, 0 where neither copies the other."""
    resemblance = compare_signatures(sketch.signature, text.signature)
    contained = compare_sentences(sketch.sentences, text.sentences)
    if resemblance < _RESEMBLING and contained < _CONTAINED:
        return 0.0
    return max(resemblance, contained)
