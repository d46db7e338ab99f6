"""Who took part on one side, as all sources together name them.

In: the claims that tell of the contact as it now stands. Out: the `us` or `ru` slot, and the names. Called by `fold`.
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
from service.stages.ledger.words import (
    Word,
    find_span,
    keep_texts,
    make_value,
    name_origin,
    weigh_words,
)

SHARE = 0.25
"""The share of the weight, of all who name somebody of a party, from which on a person belongs to it."""
ALIKE = 0.8
"""Two surnames this much alike (Ratcliff and Obershelp's measure) are one, transliterated differently."""
JOINT = "; "
_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ")
_UKRAINIAN = frozenset("іїєґ")
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass
class _Person:
    """One person under all the spellings that sources use, with the words that name him."""

    words: list[Word] = field(default_factory=list)
    names: dict[str, list[Word]] = field(default_factory=dict)

    def add(self, name: str, word: Word) -> None:
        self.words.append(word)
        self.names.setdefault(name, []).append(word)

    @property
    def name(self) -> str:
        """The spelling to show: in Latin letters, if there is one; that with most weight; of equals the fullest."""
        if len(self.names) == 1:
            return next(iter(self.names))
        return min(
            self.names, key=lambda name: (not name[:1].isascii(), -weigh_words(self.names[name]), -len(name), name)
        )


def decide_people(claims: Sequence[SourcedClaim], side: Side) -> tuple[Slot, tuple[str, ...]]:
    """The slot of one side, and the names taken, in the order in which they were first named.

    Sources that share a person name one party, and their names are joined: one names the minister, another resolves
    him from his office, a third adds his deputy. Of parties that share nobody the heaviest is taken, and the others
    are shown beside it. Within the party a person counts who is named by a quarter of the weight at least; a source
    that names somebody else besides disagrees, and is shown so.
    """
    people: list[_Person] = []
    parties: list[tuple[Word, frozenset[int]]] = []
    for word, names in _read(claims, side):
        members = frozenset(_find_person(people, name, word) for name in names)
        parties.append((word, members))
    if not parties:
        return Slot(side), ()
    groups = _join_parties(parties)
    taken = groups[0]
    if len(groups) > 1:
        taken = max(groups, key=lambda group: (weigh_words(word for word, _ in group), -group[0][0].sourced.sequence))
    counted = _count_members(taken, people)
    names = tuple(people[member].name for member in counted)
    agreed = [word for word, members in parties if members <= set(counted)]
    first = make_value(JOINT.join(names), agreed or [word for word, _ in taken])
    return Slot(side, (first, *_list_others(parties, set(counted), people))), names


def _read(claims: Sequence[SourcedClaim], side: Side) -> list[tuple[Word, tuple[str, ...]]]:
    """Who is named by each text. An origin's later text adds to what it said before, unless it shares nobody with it:
    then it takes its earlier word back."""
    read = []
    for sourced in claims:
        names = sourced.claim.us if side == "us" else sourced.claim.ru
        if names:
            word = Word(JOINT.join(names), sourced, find_span(sourced, side))
            read.append((word, names))
    if any(is_comparable(name) for _, names in read for name in names):
        # What cannot be compared is not taken for somebody else.
        read = [(word, tuple(filter(is_comparable, names))) for word, names in read]
    kept = {id(word) for word in keep_texts(word for word, names in read if names)}
    return _drop_taken_back([(word, names) for word, names in read if id(word) in kept])


def _drop_taken_back(read: Sequence[tuple[Word, tuple[str, ...]]]) -> list[tuple[Word, tuple[str, ...]]]:
    last: dict[str, set[str]] = {}
    kept = []
    order = sorted(
        read,
        key=lambda pair: (not pair[0].sourced.claim.recalled, pair[0].source.published, pair[0].sourced.sequence),
        reverse=True,
    )
    for word, names in order:
        spoken = last.setdefault(name_origin(word.source), set())
        if not spoken or not spoken.isdisjoint(names) or _is_any_same(names, spoken):
            spoken |= set(names)
            kept.append((word, names))
    return sorted(kept, key=lambda pair: pair[0].sourced.sequence)


def _is_any_same(names: Iterable[str], others: Iterable[str]) -> bool:
    return any(is_same_name(name, other) for name in names for other in others)


def _find_person(people: list[_Person], name: str, word: Word) -> int:
    """The place of the person of that name, who is entered if new."""
    for place, person in enumerate(people):
        if name in person.names or any(is_same_name(name, known) for known in person.names):
            person.add(name, word)
            return place
    person = _Person()
    person.add(name, word)
    people.append(person)
    return len(people) - 1


def _join_parties(parties: Iterable[tuple[Word, frozenset[int]]]) -> list[list[tuple[Word, frozenset[int]]]]:
    """The parties in groups whose members are linked by a person in common."""
    groups: list[tuple[set[int], list[tuple[Word, frozenset[int]]]]] = []
    for word, members in parties:
        linked = [group for group in groups if group[0] & members]
        if len(linked) == 1 and linked[0] is groups[-1]:
            # Nearly always, and a thousand of them.
            groups[-1][0].update(members)
            groups[-1][1].append((word, members))
            continue
        joined = set(members).union(*(group[0] for group in linked))
        lines = [line for group in linked for line in group[1]]
        groups = [group for group in groups if not group[0] & members] + [(joined, [*lines, (word, members)])]
    return [sorted(group, key=lambda pair: pair[0].sourced.sequence) for _, group in groups]


def _count_members(group: Sequence[tuple[Word, frozenset[int]]], people: Sequence[_Person]) -> list[int]:
    whole = weigh_words(word for word, _ in group)
    members = sorted(set().union(*(members for _, members in group)))
    weights = {}
    for member in members:
        naming = [word for word, named in group if member in named]
        weights[member] = whole if len(naming) == len(group) else weigh_words(naming)
    counted = [member for member in members if weights[member] >= SHARE * whole]
    return counted or [max(members, key=lambda member: (weights[member], -member))]


def _list_others(
    parties: Iterable[tuple[Word, frozenset[int]]], counted: set[int], people: Sequence[_Person]
) -> list[SlotValue]:
    """Those who name somebody who was not taken, by what they say, the heaviest first."""
    said: dict[frozenset[int], list[Word]] = {}
    for word, members in parties:
        if not members <= counted:
            said.setdefault(members, []).append(word)
    values = [
        make_value(JOINT.join(people[member].name for member in sorted(members)), words)
        for members, words in said.items()
    ]
    return sorted(values, key=lambda value: -value.weight)


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
