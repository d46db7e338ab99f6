"""Coverage: which officials, groups, rules and terms of the watch have never matched anything that is stored.

Enter: a store, the rules in force. Leave: a `Coverage`. Called by `hotline check --archive`. A term that never matched
may be misspelt, or merely rare: so nothing is said of a language of which there are few texts, and of an official's
forms in one language only where, by how often he is named in the others, several mentions were to be expected.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from service.jobs.archive import walk_archive
from service.jobs.ports import Store
from service.jobs.world import Rules
from service.model.verdict import MentionKind
from service.model.watch import TermGroup, Topic, Watch, WatchedSide
from service.stages.recognise import Reading, build_recogniser
from service.stages.recognise.lexicon import SIDE
from service.stages.relevance import find_groups, judge_article

FEWEST = 200
EXPECTED = 3.0
"""Where three finds are expected and none is made, chance alone explains it once in twenty times (Poisson)."""
_PROBE = "~"
"""The id of a topic that no user can have: each of its groups is one term."""


@dataclass(frozen=True, slots=True)
class UnmatchedTerm:
    """A term of a topic's group; or of a side, where `topic` is ""; its `group` is the side's id."""

    topic: str
    group: str
    lang: str
    term: str


@dataclass
class Coverage:
    """`articles` were searched whole, `items` by headline and summary; `languages`: language -> texts, "" if unknown.

    `unjudged` are languages of the watch with fewer texts than were asked for: their terms are not in `terms`. `few`:
    so are all texts together, and then `officials`, `groups` and `rules` hold nothing either. `forms`: official id ->
    the languages in which he should have been found and was not. `found`: official id -> texts that name him.
    """

    articles: int = 0
    items: int = 0
    few: bool = False
    languages: Counter[str] = field(default_factory=Counter)
    unjudged: list[str] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    officials: list[str] = field(default_factory=list)
    forms: dict[str, list[str]] = field(default_factory=dict)
    offices: list[str] = field(default_factory=list)
    groups: list[tuple[str, str]] = field(default_factory=list)
    rules: list[tuple[str, str]] = field(default_factory=list)
    terms: list[UnmatchedTerm] = field(default_factory=list)


@dataclass
class _Seen:
    """What was found so far: officials by language, offices, and ids of groups, rules and terms."""

    officials: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    offices: set[str] = field(default_factory=set)
    groups: set[tuple[str, str]] = field(default_factory=set)
    rules: set[tuple[str, str]] = field(default_factory=set)
    terms: set[int] = field(default_factory=set)


def find_unmatched(store: Store, rules: Rules, fewest: int, on_done: Callable[[], None]) -> Coverage:
    """Search all that is stored; `fewest`: how many texts of a language it takes to judge by it. Raises StoreError."""
    watch = rules.config.watch
    terms = list_terms(watch)
    probed = [(number, term) for number, term in enumerate(terms) if term.topic]
    probe = Topic(_PROBE, "", tuple(_probe_term(number, term) for number, term in probed), (), 1.0, sides=())
    # A side's terms are taken in their basic form, others as they stand: so each is a side of its own.
    sides = [
        WatchedSide(f"{_PROBE}{number}", term.term, {term.lang: (term.term,)})
        for number, term in enumerate(terms)
        if not term.topic
    ]
    recogniser = build_recogniser(
        replace(watch, topics=(*watch.topics, probe), sides=(*watch.sides, *sides), digest="")
    )
    coverage, seen = Coverage(), _Seen()
    for text in walk_archive(store, rules.config):
        coverage.articles += text.whole
        coverage.items += not text.whole
        reading = recogniser.read(text.article)
        coverage.languages[reading.language or ""] += 1
        _note(reading, watch, seen)
        on_done()
    _conclude(coverage, seen, rules, terms, fewest)
    return coverage


def list_terms(watch: Watch) -> list[UnmatchedTerm]:
    """Every term that the watch itself writes down, once: those of its sides, then those of its topics."""
    sides = (
        UnmatchedTerm("", side.id, lang, term)
        for side in watch.sides
        for lang, terms in side.terms.items()
        for term in terms
    )
    found = (
        UnmatchedTerm(topic.id, group.id, lang, term)
        for topic in watch.topics
        for group in topic.groups
        for lang, terms in group.terms.items()
        for term in terms
    )
    return list(dict.fromkeys([*sides, *found]))


def _probe_term(number: int, term: UnmatchedTerm) -> TermGroup:
    return TermGroup(str(number), terms={term.lang: (term.term,)})


def _note(reading: Reading, watch: Watch, seen: _Seen) -> None:
    lang = reading.language or ""
    named = {m.official for m in reading.mentions if m.kind is MentionKind.NAME and m.official is not None}
    for official in named:
        seen.officials[official][lang] += 1
    seen.offices.update(m.office for m in reading.mentions if m.office is not None)
    for topic in watch.topics:
        places = find_groups(reading, topic)
        seen.groups.update((topic.id, group) for group, found in places.items() if found)
        seen.rules.update((topic.id, evidence.rule) for evidence in judge_article(reading, topic).evidence)
    for prefix in (f"{_PROBE}/", f"{SIDE}{_PROBE}"):
        seen.terms.update(int(name.removeprefix(prefix)) for name in reading.hits if name.startswith(prefix))


def _conclude(coverage: Coverage, seen: _Seen, rules: Rules, terms: list[UnmatchedTerm], fewest: int) -> None:
    watch = rules.config.watch
    texts = coverage.articles + coverage.items
    coverage.few = texts < fewest
    enough = {lang for lang, count in coverage.languages.items() if lang and count >= fewest}
    coverage.unjudged = sorted({term.lang for term in terms if _base(term.lang) not in enough})
    coverage.terms = [
        term for number, term in enumerate(terms) if number not in seen.terms and _base(term.lang) in enough
    ]
    coverage.found = Counter({official: counts.total() for official, counts in seen.officials.items()})
    if coverage.few:
        return
    coverage.officials = [official.id for official in watch.officials if official.id not in seen.officials]
    coverage.offices = [office.id for office in watch.offices if office.id not in seen.offices]
    for topic in watch.topics:
        coverage.groups += [(topic.id, g.id) for g in topic.groups if (topic.id, g.id) not in seen.groups]
        coverage.rules += [(topic.id, r.id) for r in topic.rules if (topic.id, r.id) not in seen.rules]
    for official, counts in sorted(seen.officials.items()):
        derived = {_base(lang) for lang in rules.recogniser.forms(official)}
        silent = [lang for lang in sorted(enough & derived) if not counts[lang]]
        missed = [lang for lang in silent if _expect(lang, counts, coverage.languages) >= EXPECTED]
        if missed:
            coverage.forms[official] = missed


def _expect(lang: str, found: Counter[str], languages: Counter[str]) -> float:
    """How many texts of `lang` would name him if he were named there as often as in the other languages."""
    others = languages.total() - languages[lang]
    return found.total() * languages[lang] / others if others else 0.0


def _base(lang: str) -> str:
    return lang.split("-")[0].lower()
