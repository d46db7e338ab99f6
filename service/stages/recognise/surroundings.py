"""What stands beside a surname: titles, places, words of evidence, unknown given names.

Enters: a surname hit, the folded document, the term hits. Leaves: `Surroundings`. Made by the recogniser for every
surname found and asked by `people`; everything here looks at a few dozen characters only, and at what `Places` found
there: the cost of one surname does not grow with the text.
"""

from collections.abc import Container
from typing import NamedTuple

from service.language.names import Strength
from service.model.article import Article
from service.model.feed import Side
from service.stages.recognise.lexicon import AGAINST, EVIDENCE, OTHER_COUNTRIES, list_side_terms
from service.stages.recognise.places import Places
from service.stages.recognise.reading import Document

_BACK = 64
_AHEAD = 40
_GAP = 3
_PARTING = ";)]»\n"
_APOSTROPHES = ("'", "’", "ʼ", "`")
_EASTERN = ("han", "kana", "hangul")
_LINKS = "の的"
_SHORT_WORD = 3
_SENTENCE_READ = 400


class PlaceEndings(NamedTuple):
    """Endings of a language that make a name a place, or perhaps."""

    place: Container[str]
    maybe: Container[str]


class NameHit(NamedTuple):
    """A surname found: whose, where in the folded document, how strong the form is, in which sentence."""

    official: int
    start: int
    end: int
    strength: Strength
    script: str
    sentence: int


class Window(NamedTuple):
    """The original text near a place, asked for by places of the folded document; blanks elsewhere."""

    text: str
    low: int

    def read(self, start: int, end: int) -> str:
        """What stands from `start` to `end` (excluded)."""
        start, end = start - self.low, end - self.low
        if start >= 0:
            return self.text[start : max(start, end)]
        return " " * (min(end, 0) - start) + self.text[: max(end, 0)]


class Surroundings:
    """What speaks for and against one surname; each thing is looked for when it is asked for.

    `places`: where the article's terms stand. `surnames`: all surnames known; None means that the words of the hit's
    alphabet are not known, so that none of them is a stranger. `endings`: of the language, those that make a place.
    """

    __slots__ = (
        "_article",
        "_document",
        "_endings",
        "_hit",
        "_official_id",
        "_original",
        "_places",
        "_side",
        "_surnames",
    )

    def __init__(
        self,
        article: Article,
        document: Document,
        hit: NameHit,
        places: Places,
        official: tuple[str, Side],
        surnames: Container[str] | None,
        endings: PlaceEndings,
    ) -> None:
        self._article, self._document, self._hit, self._places = article, document, hit, places
        self._official_id, self._side = official
        self._surnames, self._endings = surnames, endings
        self._original: Window | None = None

    @property
    def title(self) -> bool:
        """A title that tracked people bear, perhaps with the land of this one ("le ministre américain")."""
        hit = self._hit
        if self._joined_before("ranks", hit.start):
            return True
        lands = (start for name in list_side_terms(self._side) for start in self._joined_before(name, hit.start))
        if any(self._joined_before("ranks", start) for start in lands):
            return True
        return hit.script in _EASTERN and self._stands_behind("ranks", 1)

    @property
    def foreign_title(self) -> bool:
        """A title with another country's name: "British General", "le ministre britannique"."""
        hit = self._hit
        if hit.script in _EASTERN and self._stands_behind("ranks", 1):
            # "英国の…将軍"
            linked = hit.start - (self._document.text[hit.start - 1] in _LINKS)
            return any(self._joined_before(name, linked) for name in OTHER_COUNTRIES)
        for name in OTHER_COUNTRIES:
            if any(self._joined_before("ranks", start) for start in self._joined_before(name, hit.start)):
                return True
        lands = (
            land
            for rank in self._joined_before("ranks", hit.start)
            for name in OTHER_COUNTRIES
            for land in self._joined_before(name, rank)
        )
        return any(not self._joined_before("before_place", land) for land in lands)

    @property
    def office(self) -> bool:
        """A defence post right before it."""
        return any(self._joined_before(name, self._hit.start) for name in ("defence_post", "pentagon"))

    @property
    def other_title(self) -> bool:
        """A title of somebody else: a coach, an actress."""
        return self._stands_before("other_titles", 2)

    @property
    def evidence(self) -> bool:
        """The watch's own evidence for this official, in the sentence."""
        return self._places.stands_in(EVIDENCE + self._official_id, self._hit.sentence)

    @property
    def against(self) -> bool:
        """The watch's own counter-evidence, right beside the surname or over it."""
        return self._places.touches(AGAINST + self._official_id, self._hit.start - 2, self._hit.end + 2)

    @property
    def place(self) -> bool:
        """Words that make a surname a place ("in Austin")."""
        if self._joined_before("before_place", self._hit.start) or self._stands_behind("after_place", 1):
            return True
        # Nobody is spoken to before the sentence has begun: "À Austin, ...".
        opening = self._document.sentences[self._hit.sentence].folded_start
        if self._hit.script not in _EASTERN and any(
            start <= opening + 1 for start in self._joined_before("maybe_before", self._hit.start)
        ):
            return True
        return self._ending() in self._endings.place

    @property
    def perhaps_place(self) -> bool:
        """Words that make a surname a place or introduce a person ("from Austin")."""
        if self._joined_before("maybe_before", self._hit.start) or self._stands_behind("maybe_after", 1):
            return True
        return self._ending() in self._endings.maybe

    @property
    def stranger(self) -> bool:
        """A capitalised word that is known in no way stands right before it."""
        return self._surnames is not None and self._is_stranger(self._surnames)

    @property
    def original(self) -> Window:
        """The original text near the hit. For capitals and marks."""
        if self._original is None:
            self._original = self._read_original()
        return self._original

    def _read_original(self) -> Window:
        document, hit = self._document, self._hit
        low, high = max(0, hit.start - _BACK), min(len(document.text), hit.end + _AHEAD)
        for zone, (begin, finish, normalised) in document.zones.items():
            if begin <= hit.start < finish:
                low, high = max(low, begin), min(high, finish)
                text = self._article.zone(zone)
                if normalised.offsets is None:
                    return Window(text[low - begin : high - begin], low)
                return Window("".join(text[place] for place in normalised.offsets[low - begin : high - begin]), low)
        return Window("", high)

    @property
    def headline(self) -> bool:
        """Whether most words of the sentence are capitalised, so that a capital letter tells nothing."""
        sentence = self._document.sentences[self._hit.sentence]
        words = self._article.zone(sentence.zone)[
            sentence.start : min(sentence.end, sentence.start + _SENTENCE_READ)
        ].split()
        long = [word for word in words if len(word) > _SHORT_WORD]
        return 2 * sum(not word[0].islower() for word in long) > len(long) + 1

    def names_something(self, start: int) -> bool:
        """Whether the word at `start` belongs to a term."""
        return self._places.covers(start, self._hit.sentence)

    def _joined_before(self, name: str, end: int) -> list[int]:
        """Where the terms of the list begin between which and `end` nothing stands but a blank, dot or the like."""
        if not self._places.has(name):
            return []
        text = self._document.text
        reach = end
        while reach > end - _GAP and text[reach - 1] == " ":
            reach -= 1
        found = self._places.begin_before(name, end, end - reach, self._hit.sentence)
        # What parts them is asked for only where there is something to part: nearly always there is not.
        if found and any(char in _PARTING for char in self.original.read(reach, end)):
            return []
        return found

    def _ending(self) -> str:
        """What is glued to the surname, or stands behind its apostrophe."""
        hit, text = self._hit, self._document.text
        end = hit.end + (self.original.read(hit.end, hit.end + 1) in _APOSTROPHES)
        stop = text.find(" ", end, end + _AHEAD)
        return text[end:stop] if stop > end else ""

    def _stands_before(self, name: str, gap: int) -> bool:
        return self._places.ends_at(name, self._hit.start - gap, self._hit.start, self._hit.sentence)

    def _stands_behind(self, name: str, gap: int) -> bool:
        return self._places.begins_at(name, self._hit.end, self._hit.end + gap, self._hit.sentence)

    def _is_stranger(self, surnames: Container[str]) -> bool:
        """Whether the word right before the surname is capitalised, inside the sentence, and nothing known."""
        hit, text = self._hit, self._document.text
        if hit.script not in ("latin", "cyrillic"):
            return False
        sentence = self._document.sentences[hit.sentence]
        # A word of which more stands before the window is longer than any name.
        start = text.rfind(" ", max(0, hit.start - _BACK - 1), hit.start - 1) + 1
        word = text[start : hit.start - 1] if start else ""
        original = self.original
        if (
            sentence.zone == "title"
            or start <= sentence.folded_start
            or len(word) < 3
            or not original.read(start, start + 1).isupper()
            or not original.read(start + 1, start + 2).islower()
            or original.read(hit.start - 1, hit.start) != " "
            or word in surnames
        ):
            return False
        # "In Brussels Austin met his colleagues."
        return not self._places.covers(start, hit.sentence) and not self._joined_before("before_place", start)


def covers(text: str, form: str, hit: NameHit) -> bool:
    """Whether the folded `form` stands around the hit."""
    place = text.find(form, max(0, hit.start - len(form)), hit.end + len(form))
    return place != -1 and place <= hit.start and hit.end <= place + len(form)
