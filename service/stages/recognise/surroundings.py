"""What stands beside a surname: titles, places, words of evidence, unknown given names.

Enters: a surname hit, the folded document, the term hits. Leaves: `Surroundings`. Made by the recogniser for every
surname found and asked by `people`; everything here looks at a few dozen characters only.
"""

from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from service.language.names import Strength
from service.model.article import Article
from service.stages.recognise.lexicon import AGAINST, EVIDENCE
from service.stages.recognise.reading import Document, Hit

_BACK = 64
_AHEAD = 40


class NameHit(NamedTuple):
    """A surname found: whose, where in the folded document, how strong the form is, in which sentence."""

    official: int
    start: int
    end: int
    strength: Strength
    script: str
    sentence: int


class Surroundings:
    """What speaks for and against one surname; each thing is looked for when it is asked for.

    `surnames`: all surnames known; None means that the words of the hit's alphabet are not known, so that none of them
    is a stranger.
    """

    __slots__ = ("_article", "_document", "_hit", "_hits", "_official_id", "_surnames")

    def __init__(
        self,
        article: Article,
        document: Document,
        hit: NameHit,
        hits: Mapping[str, Sequence[Hit]],
        official_id: str,
        surnames: Container[str] | None,
    ) -> None:
        self._article, self._document, self._hit, self._hits = article, document, hit, hits
        self._official_id, self._surnames = official_id, surnames

    @property
    def title(self) -> bool:
        """A title that tracked people bear."""
        ranks = self._hits.get("ranks", ())
        if _stands_before(ranks, self._hit, 2):
            return True
        return self._hit.script in ("han", "kana", "hangul") and _stands_behind(ranks, self._hit, 1)

    @property
    def other_title(self) -> bool:
        """A title of somebody else: a coach, an actress."""
        return _stands_before(self._hits.get("other_titles", ()), self._hit, 2)

    @property
    def evidence(self) -> bool:
        """The watch's own evidence for this official, in the sentence."""
        return any(found.sentence == self._hit.sentence for found in self._hits.get(EVIDENCE + self._official_id, ()))

    @property
    def against(self) -> bool:
        """The watch's own counter-evidence, right beside the surname or over it."""
        hit = self._hit
        against = self._hits.get(AGAINST + self._official_id, ())
        return any(found.start - 2 <= hit.end and hit.start <= found.end + 2 for found in against)

    @property
    def place(self) -> bool:
        """Words that make a surname a place ("in Austin")."""
        return _stands_before(self._hits.get("before_place", ()), self._hit, 2) or _stands_behind(
            self._hits.get("after_place", ()), self._hit, 1
        )

    @property
    def stranger(self) -> bool:
        """A capitalised word that is known in no way stands right before it."""
        return self._surnames is not None and _is_stranger(
            self._document, self.original, self._hit, self._hits, self._surnames
        )

    @property
    def original(self) -> str:
        """The original text near the hit, laid out so that folded places index it; blanks elsewhere. For capitals and
        marks."""
        document, hit = self._document, self._hit
        low, high = max(0, hit.start - _BACK), min(len(document.text), hit.end + _AHEAD)
        for zone, (begin, finish, normalised) in document.zones.items():
            if begin <= hit.start < finish:
                low, high = max(low, begin), min(high, finish)
                text = self._article.zone(zone)
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
    document: Document, original: str, hit: NameHit, hits: Mapping[str, Sequence[Hit]], surnames: Container[str]
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
