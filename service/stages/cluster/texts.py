"""Which text an article copies: the same text with another headline, byline, trims, boilerplate or a spun word.

In: articles, in order of publication. Out: what is known of the text that one copies, if it copies any. Called by
`index`, before contacts and stories.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from service.model.article import Article
from service.stages.cluster.copies import Signature, band_tokens, compare_signatures, sign_text
from service.stages.cluster.rows import SignedText
from service.stages.cluster.shelf import MemoryShelf, Shelf

WINDOW = timedelta(days=7)
_COPY = 0.5


@dataclass(frozen=True, slots=True)
class Sketch:
    """What copies of a text are known by."""

    signature: Signature
    published: date


class TextFolder:
    """Finds the text that an article copies. Deterministic: the same articles in the same order copy the same."""

    def __init__(self, shelf: Shelf[SignedText] | None = None) -> None:
        self._shelf: Shelf[SignedText] = shelf if shelf is not None else MemoryShelf()

    def find_copied(self, sketch: Sketch) -> SignedText | None:
        """The text that resembles this one most, if enough, of those published within a week of it."""
        best: tuple[float, SignedText] | None = None
        for text in self._shelf.find(band_tokens(sketch.signature)):
            resemblance = compare_signatures(sketch.signature, text.signature)
            near = abs(sketch.published - text.published) <= WINDOW
            if near and resemblance >= _COPY and (best is None or resemblance > best[0]):
                best = resemblance, text
        return best[1] if best else None

    def put(self, text: SignedText) -> None:
        self._shelf.put(text, band_tokens(text.signature))


def sketch_text(article: Article) -> Sketch:
    """What the article's text is compared by."""
    return Sketch(sign_text(article.body or article.summary or article.title), article.published.date())
