"""What stands beside a surname: titles, places, words of evidence, unknown given names.

Enters: a surname hit, the folded document, the term hits. Leaves: `Surroundings`. Called by the recogniser for every
surname found, so everything here looks at a few dozen characters only.
"""

from collections.abc import Collection, Mapping, Sequence

from service.model.article import Article
from service.stages.recognise.lexicon import AGAINST, EVIDENCE
from service.stages.recognise.people import NameHit, Surroundings
from service.stages.recognise.reading import Document, Hit

_BACK = 64
_AHEAD = 40


def look_around(
    document: Document,
    original: str,
    hit: NameHit,
    hits: Mapping[str, Sequence[Hit]],
    official_id: str,
    surnames: Collection[str] | None,
) -> Surroundings:
    """What speaks for and against the surname at `hit`. `original` is what `align_original` made; `surnames` None means
    that the words of its alphabet are not known, so that none of them is a stranger."""
    gapless = hit.script in ("han", "kana", "hangul")
    against = hits.get(AGAINST + official_id, ())
    return Surroundings(
        title=_stands_before(hits.get("ranks", ()), hit, 2)
        or (gapless and _stands_behind(hits.get("ranks", ()), hit, 1)),
        other_title=_stands_before(hits.get("other_titles", ()), hit, 2),
        evidence=any(found.sentence == hit.sentence for found in hits.get(EVIDENCE + official_id, ())),
        against=any(found.start - 2 <= hit.end and hit.start <= found.end + 2 for found in against),
        place=_stands_before(hits.get("before_place", ()), hit, 2)
        or _stands_behind(hits.get("after_place", ()), hit, 1),
        stranger=surnames is not None and _is_stranger(document, original, hit, hits, surnames),
    )


def align_original(article: Article, document: Document, hit: NameHit) -> str:
    """The original text near a hit, laid out so that folded places index it; blanks elsewhere. For capitals, marks."""
    low, high = max(0, hit.start - _BACK), min(len(document.text), hit.end + _AHEAD)
    for zone, (begin, finish, normalised) in document.zones.items():
        if begin <= hit.start < finish:
            low, high = max(low, begin), min(high, finish)
            text = article.zone(zone)
            if normalised.offsets is None:
                return " " * low + text[low - begin : high - begin]
            return " " * low + "".join(text[place] for place in normalised.offsets[low - begin : high - begin])
    return " " * high


def covers(text: str, form: str, hit: NameHit) -> bool:
    """Whether the folded `form` stands around the hit."""
    place = text.find(form, max(0, hit.start - len(form)), hit.end + len(form))
    return place != -1 and place <= hit.start and hit.end <= place + len(form)


def _stands_before(found: Sequence[Hit], hit: NameHit, gap: int) -> bool:
    first, last, sentence = hit.start - gap, hit.start, hit.sentence
    for _, _, end, number in found:  # noqa: SIM110 - a plain loop takes half the time, and this is asked ten times a name
        if first <= end <= last and number == sentence:
            return True
    return False


def _stands_behind(found: Sequence[Hit], hit: NameHit, gap: int) -> bool:
    first, last, sentence = hit.end, hit.end + gap, hit.sentence
    for _, start, _, number in found:  # noqa: SIM110
        if first <= start <= last and number == sentence:
            return True
    return False


def _is_stranger(
    document: Document, original: str, hit: NameHit, hits: Mapping[str, Sequence[Hit]], surnames: Collection[str]
) -> bool:
    """Whether the word right before the surname is capitalised, inside the sentence, and nothing known."""
    if hit.script not in ("latin", "cyrillic"):
        return False
    sentence = document.sentences[hit.sentence]
    start = document.text.rfind(" ", 0, hit.start - 1) + 1
    word = document.text[start : hit.start - 1]
    if (
        sentence.zone == "title"
        or start <= sentence.folded_start
        or len(word) < 3
        or not original[start : start + 1].isupper()
        or not original[start + 1 : start + 2].islower()
        or original[hit.start - 1 : hit.start] != " "
        or word in surnames
    ):
        return False
    return not any(
        found.start - 1 <= start < found.end and found.sentence == hit.sentence
        for listed in hits.values()
        for found in listed
    )
