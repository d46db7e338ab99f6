"""What is known beside the tracked names: other people's names, words of the languages, who is in office when.

Enters: the lexicon, the watch. Leaves: a `Background`. Made and asked by the recogniser.
"""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from datetime import date, timedelta

from service.language.names.cyrillic import decline_russian, decline_ukrainian
from service.language.normalise import fold
from service.language.packs import Pack
from service.model.watch import Watch
from service.stages.recognise.lexicon import Lexicon
from service.stages.recognise.namesakes import NameWords
from service.stages.recognise.surroundings import PlaceEndings

# Around his term of office, an official may be meant by his bare surname.
_BEFORE_OFFICE, _AFTER_OFFICE = timedelta(days=180), timedelta(days=365)
_LAST_DAY = date(9000, 1, 1)
_DAYS_KEPT = 1000


class Background:
    """`words` and `place_endings` by language, "" where it is unknown."""

    def __init__(self, lexicon: Lexicon, watch: Watch, endings: Mapping[str, Collection[str]]) -> None:
        given_names = _inflect_given_names(lexicon)
        family_names = _fold_all(name for pack in lexicon.packs.values() for name in pack.names.family_names)
        self.words = {"": NameWords(given_names, lexicon.surnames)}
        self.place_endings = {"": PlaceEndings((), ())}
        for lang, pack in lexicon.packs.items():
            self.words[lang] = _list_words(pack, given_names, family_names, lexicon.surnames, endings[lang])
            self.place_endings[lang] = PlaceEndings(
                _fold_all(pack.names.place_endings), _fold_all(pack.names.maybe_endings)
            )
        self._terms = _list_terms_of_office(watch)
        self._in_office: dict[date, Collection[str]] = {}

    def list_holders(self, day: date) -> Collection[str]:
        """Who holds an office on that day, left it in the year before or enters it in the half year behind; and all who
        have no office in the watch."""
        out = self._in_office.get(day)
        if out is None:
            if len(self._in_office) >= _DAYS_KEPT:
                self._in_office.clear()
            out = self._in_office[day] = frozenset(
                official
                for official, terms in self._terms.items()
                if not terms or any(since - _BEFORE_OFFICE <= day <= until + _AFTER_OFFICE for since, until in terms)
            )
        return out


def _list_terms_of_office(watch: Watch) -> Mapping[str, Sequence[tuple[date, date]]]:
    """Official -> from when to when he held offices."""
    terms: dict[str, list[tuple[date, date]]] = {official.id: [] for official in watch.officials}
    for office in watch.offices:
        for holder in office.holders:
            if holder.official in terms:
                terms[holder.official].append((holder.since, min(holder.until or _LAST_DAY, _LAST_DAY)))
    return terms


def _fold_all(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _list_words(
    pack: Pack,
    given_names: Collection[str],
    family_names: Collection[str],
    surnames: Container[str],
    endings: Collection[str],
) -> NameWords:
    names = pack.names
    return NameWords(
        given_names,
        surnames,
        endings,
        courtesy=_fold_all(names.courtesy),
        nouns=_fold_all(names.nouns),
        family_names=family_names,
        no_names=_fold_all(names.no_names),
        goes_on=frozenset(names.goes_on),
        family_behind=names.family_behind,
    )


def _inflect_given_names(lexicon: Lexicon) -> frozenset[str]:
    """The packs' common given names, in all cases where a language has them."""
    found: set[str] = set()
    for lang, pack in lexicon.packs.items():
        for name in pack.names.given_names:
            found.add(fold(name))
            if lang == "ru":
                found |= decline_russian(name, "given")
            elif lang == "uk":
                found |= decline_ukrainian(name)
    return frozenset(found)
