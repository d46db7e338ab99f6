"""Who took part on one side, as all sources together name them.

In: the claims that tell of the contact as it now stands, one by one. Out: the `us` or `ru` slot, and the names. Called
by `fold`.
"""

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from service.language.names.romanise import romanise
from service.language.phrases import fold_text
from service.model.feed import Side
from service.model.ledger import Slot, SlotValue, SourcedClaim
from service.stages.ledger.voices import Chorus, Values, weigh
from service.stages.ledger.words import Word, find_span, name_origin, name_text

SHARE = 0.25
"""The share of the weight, of all who name somebody of a party, from which on a person belongs to it."""
ALIKE = 0.8
"""Two surnames this much alike (Ratcliff and Obershelp's measure) are one, transliterated differently."""
JOINT = "; "
_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ")
_UKRAINIAN = frozenset("іїєґ")
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})


Names = tuple[str, ...]


@dataclass(slots=True, eq=False)
class _Person:
    """One person under all the spellings that sources use, with those who use each."""

    names: dict[str, list[Chorus]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The spelling to show: in Latin letters, if there is one; that with most weight; of equals the fullest."""
        if len(self.names) == 1:
            return next(iter(self.names))
        return min(self.names, key=lambda name: (not name[:1].isascii(), -weigh(self.names[name]), -len(name), name))


class VoicedPeople:
    """The words on the people of one side that count. Of the copies of one text the first that names somebody; an
    origin's later text adds to what it said before, unless it shares nobody with it: then it takes its earlier word
    back."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.values = Values()
        self._told: list[tuple[Word, Names]] = []
        self._comparable = False
        self._forget()

    def _forget(self) -> None:
        self._texts: set[str] = set()
        self._by_origin: dict[str, list[tuple[Word, Names]]] = {}
        self._choirs: dict[Names, Chorus] = {}

    def add(self, sourced: SourcedClaim) -> None:
        """A claim that comes after all before it."""
        names = sourced.claim.us if self.side == "us" else sourced.claim.ru
        if not names:
            return
        word = Word(JOINT.join(names), sourced, find_span(sourced, self.side))
        self._told.append((word, names))
        if not self._comparable and any(map(is_comparable, names)):
            # What cannot be compared is not taken for somebody else.
            self._comparable = True
            self._forget()
            for told in self._told:
                self._count(*told)
        else:
            self._count(word, names)

    def list_choirs(self) -> list[tuple[Names, Chorus]]:
        """Those who name the same people, in order of their first words."""
        return list(self._choirs.items())

    def _count(self, word: Word, names: Names) -> None:
        named = tuple(filter(is_comparable, names)) if self._comparable else names
        text = name_text(word.source)
        if not named or text in self._texts:
            return
        self._texts.add(text)
        own = self._by_origin.setdefault(name_origin(word.source), [])
        if all(others == named for _, others in own):
            own.append((word, named))
            self._keep(word, named)
            return
        before = _drop_taken_back(own)
        own.append((word, named))
        standing = _drop_taken_back(own)
        if standing == [*before, own[-1]]:
            self._keep(word, named)
        elif standing != before:
            self._sort()

    def _keep(self, word: Word, names: Names) -> None:
        if names not in self._choirs:
            self._choirs[names] = Chorus(JOINT.join(names), 0)
        self._choirs[names].add(word)

    def _sort(self) -> None:
        """An origin has taken its word back: all is put together anew."""
        self._choirs = {}
        kept = [pair for own in self._by_origin.values() for pair in _drop_taken_back(own)]
        for word, names in sorted(kept, key=lambda pair: pair[0].sourced.sequence):
            self._keep(word, names)


def decide_people(told: VoicedPeople) -> tuple[Slot, Names]:
    """The slot of one side, and the names taken, in the order in which they were first named.

    Sources that share a person name one party, and their names are joined: one names the minister, another resolves
    him from his office, a third adds his deputy. Of parties that share nobody the heaviest is taken, and the others
    are shown beside it. Within the party a person counts who is named by a quarter of the weight at least; a source
    that names somebody else besides disagrees, and is shown so.
    """
    people: list[_Person] = []
    known: dict[str, int] = {}
    lines: list[_Line] = []
    for names, chorus in told.list_choirs():
        members = frozenset(_find_person(people, known, name, chorus) for name in names)
        lines.append((chorus, members))
    if not lines:
        return Slot(told.side), ()
    parties = _join_parties(lines)
    taken = parties[0]
    if len(parties) > 1:
        taken = max(parties, key=lambda party: (weigh(chorus for chorus, _ in party), -party[0][0].first))
    counted = _count_members(taken)
    names = tuple(people[member].name for member in counted)
    agreed = [chorus for chorus, members in lines if members <= set(counted)]
    first = told.values.make(JOINT.join(names), agreed or [chorus for chorus, _ in taken], merged=True)
    return Slot(told.side, (first, *_list_others(told.values, lines, set(counted), people))), names


_Line = tuple[Chorus, frozenset[int]]
"""Those who name the same people, and who these are."""


def _drop_taken_back(own: Sequence[tuple[Word, Names]]) -> list[tuple[Word, Names]]:
    """The words of one origin that stand."""
    kept = []
    spoken: set[str] = set()
    order = sorted(
        own,
        key=lambda pair: (not pair[0].sourced.claim.recalled, pair[0].source.published, pair[0].sourced.sequence),
        reverse=True,
    )
    for word, names in order:
        if not spoken or not spoken.isdisjoint(names) or _is_any_same(names, spoken):
            spoken |= set(names)
            kept.append((word, names))
    return sorted(kept, key=lambda pair: pair[0].sourced.sequence)


def _is_any_same(names: Iterable[str], others: Iterable[str]) -> bool:
    return any(is_same_name(name, other) for name in names for other in others)


def _find_person(people: list[_Person], known: dict[str, int], name: str, chorus: Chorus) -> int:
    """The place of the person of that name, who is entered if new."""
    place = known.get(name)
    if place is None:
        alike = (
            number for number, person in enumerate(people) if any(is_same_name(name, other) for other in person.names)
        )
        place = known[name] = next(alike, len(people))
        if place == len(people):
            people.append(_Person())
    people[place].names.setdefault(name, []).append(chorus)
    return place


def _join_parties(lines: Iterable[_Line]) -> list[list[_Line]]:
    """The lines in parties whose members are linked by a person in common, in order of first words each."""
    parties: list[tuple[set[int], list[_Line]]] = []
    for chorus, members in lines:
        linked = [party for party in parties if party[0] & members]
        joined = set(members).union(*(party[0] for party in linked))
        own = [line for party in linked for line in party[1]]
        parties = [party for party in parties if not party[0] & members] + [(joined, [*own, (chorus, members)])]
    return [sorted(party, key=lambda line: line[0].first) for _, party in parties]


def _count_members(party: Sequence[_Line]) -> list[int]:
    whole = weigh(chorus for chorus, _ in party)
    members = sorted(set().union(*(members for _, members in party)))
    weights = {}
    for member in members:
        naming = [chorus for chorus, named in party if member in named]
        weights[member] = whole if len(naming) == len(party) else weigh(naming)
    counted = [member for member in members if weights[member] >= SHARE * whole]
    return counted or [max(members, key=lambda member: (weights[member], -member))]


def _list_others(
    values: Values, lines: Iterable[_Line], counted: set[int], people: Sequence[_Person]
) -> list[SlotValue]:
    """Those who name somebody who was not taken, by what they say, the heaviest first."""
    said: dict[frozenset[int], list[Chorus]] = {}
    for chorus, members in lines:
        if not members <= counted:
            said.setdefault(members, []).append(chorus)
    made = [
        values.make(JOINT.join(people[member].name for member in sorted(members)), choirs, merged=True)
        for members, choirs in said.items()
    ]
    return sorted(made, key=lambda value: -value.weight)


def is_same_name(one: str, other: str) -> bool:
    """Whether two names can be one person's: surnames alike, and no given names that differ.

    "Fomin" and "Alexander Fomin" are; so are "Alexander Fomin", "Aleksandr Fomin" and "Александр Фомин"; "Mark" and
    "Charles Brown" are not.
    """
    if one == other:
        return True
    mine, theirs = _split_name(one), _split_name(other)
    if not mine or not theirs or not _is_alike(mine[-1], theirs[-1]):
        return False
    given, other_given = ({word[0] for word in words[:-1]} for words in (mine, theirs))
    return not given or not other_given or bool(given & other_given)


@lru_cache(maxsize=4096)
def is_comparable(name: str) -> bool:
    """Whether a name is written in Latin or Cyrillic letters: others cannot be held against each other."""
    return any(char.isalpha() and char < "\u0530" for char in fold_text(name))


@lru_cache(maxsize=4096)
def _split_name(name: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKC", fold_text(name)).casefold()
    words = "".join(char if char.isalnum() else " " for char in folded).split()
    words = [word for word in words if word not in _GENERATIONS] or words
    return tuple(map(_romanise, words))


def _romanise(word: str) -> str:
    if not _CYRILLIC & set(word):
        return word
    return romanise(word, "uk" if _UKRAINIAN & set(word) else "en")[0]


def _is_alike(one: str, other: str) -> bool:
    # The measure depends on which comes first.
    first, second = sorted((one, other))
    return one == other or difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE
