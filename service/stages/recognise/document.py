"""Folds an article for matching and cuts it into sentences.

Enters: an article. Leaves: a `Document`. Called by the recogniser.

The folded document begins with a blank and has two between zones, so that a pattern that begins with a blank stands at
a word's beginning wherever it is found.
"""

from bisect import bisect_right

from service.language.normalise import Normalised, normalise
from service.language.sentences import split_paragraphs, split_sentences
from service.model.article import ZONES, Article, Zone
from service.stages.recognise.reading import Document, Sentence, make_sentence

LEAD_SENTENCES = 3
# Of each zone: a book's hundred pages. The longest transcripts of briefings have 60,000 characters; what is longer is a
# list or a trap, and reading it would hold up all other articles.
MOST_READ = 200_000


def fold_article(article: Article) -> Document:
    """The article's zones in one folded text, with sentences and the way back."""
    pieces: list[str] = []
    zones: dict[Zone, tuple[int, int, Normalised]] = {}
    sentences: list[Sentence] = []
    place = 1
    paragraph = 0
    for zone in ZONES:
        text = article.zone(zone)[:MOST_READ]
        if not text:
            continue
        normalised = normalise(text)
        zones[zone] = (place, place + len(normalised.text), normalised)
        paragraph = _add_sentences(sentences, text, zone, place, normalised, paragraph)
        pieces.append(normalised.text)
        place += len(normalised.text) + 2
    return Document(
        " " + "  ".join(pieces) + " ", zones, tuple(sentences), [sentence.folded_start for sentence in sentences]
    )


def tell_cuts(article: Article) -> tuple[str, ...]:
    """What to say where the article is longer than what is read of it."""
    return tuple(
        f"only the first {MOST_READ:,} characters of the {zone} were read"
        for zone in ZONES
        if len(article.zone(zone)) > MOST_READ
    )


def _add_sentences(
    sentences: list[Sentence], text: str, zone: Zone, place: int, normalised: Normalised, paragraph: int
) -> int:
    bounds = [start for start, _ in split_paragraphs(text)]
    first = number = len(sentences)
    # Where nothing moved, places in the folded text are those of the original.
    moved = normalised.offsets is not None
    folded = normalised.folded
    for start, end in split_sentences(text):
        low, high = (folded(start), folded(end)) if moved else (start, end)
        block = paragraph + max(0, bisect_right(bounds, start) - 1)
        lead = zone == "body" and number - first < LEAD_SENTENCES
        sentences.append(make_sentence((zone, start, end, place + low, place + high, number, block, lead)))
        number += 1
    return paragraph + max(1, len(bounds))


def find_sentence(document: Document, place: int) -> int:
    """The number of the sentence at a folded place; 0 where there is none before it."""
    return max(0, bisect_right(document.starts, place) - 1)
