"""The recogniser itself: one automaton over all names, titles and terms, and the pass over a text.

Enters: a watch, then articles. Leaves: readings. Called through `service.stages.recognise`.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from service.language import detect_language
from service.language.detect import is_surely, script_of, script_of_letter
from service.language.names.forms import PersonForms
from service.language.normalise import fold
from service.model.article import Article
from service.model.verdict import Mention, MentionKind
from service.model.watch import Watch
from service.stages.recognise.background import Background
from service.stages.recognise.decide import Told, decide_people
from service.stages.recognise.document import find_sentence, fold_article, tell_cuts
from service.stages.recognise.lexicon import (
    GIVEN,
    SLIPS_UP_TO,
    Lexicon,
    NameEntry,
    build_lexicon,
    derive_official,
    derive_watch,
    pick_terms,
)
from service.stages.recognise.offices import find_offices, list_opposite
from service.stages.recognise.patterns import End, compile_expression
from service.stages.recognise.people import AGAINST, Judged, judge_hit
from service.stages.recognise.places import Places, find_inner
from service.stages.recognise.reading import Document, Found, Hit, Reading, make_hit, make_span
from service.stages.recognise.slips import SlipFinder
from service.stages.recognise.surroundings import NameHit, Surroundings, covers

_SCRIPT_OF = {"ko": "hangul", "ja": "kana", "zh": "han", "ru": "cyrillic", "uk": "cyrillic", "ar": "arabic"}
_NAMESAKE_HITS = 2
_SAMPLE = 300
_SURE_HITS = 2
# Of what follows a name in its word. No ending is nearly as long; the word itself may be as long as the text.
_REST = 32
# An article names an official ten times, a long transcript fifty. Each mention is stored and compared with others.
MOST_MENTIONS = 300
# In Python 3.11 an enum's member costs twenty times a name.
_KEY, _WORD, _STEM, _NAME = End.KEY, End.WORD, End.STEM, MentionKind.NAME


class Recogniser:
    """Finds officials, offices and terms. Immutable after building; may be used from any thread."""

    def __init__(self, watch: Watch, forms: Sequence[PersonForms] | None = None) -> None:
        self.watch = watch
        forms = derive_watch(watch) if forms is None else forms
        self._lexicon: Lexicon = build_lexicon(watch, forms)
        self._opposite = list_opposite(self._lexicon.offices)
        self._slips = SlipFinder(forms if len(watch.officials) <= SLIPS_UP_TO else (), self._lexicon.surnames)
        self._endings = {
            lang: frozenset(fold(e) for e in pack.names.endings) for lang, pack in self._lexicon.packs.items()
        }
        self._prefixes = frozenset(fold(p) for p in self._lexicon.packs["ar"].names.prefixes) | {""}
        self._longest_prefix = max(map(len, self._prefixes))
        self._background = Background(self._lexicon, watch, self._endings)

    def read(self, article: Article) -> Reading:
        """All that stands in the article, of the first `MOST_READ` characters of each zone. Pure; cost grows with the
        text only. Of one official the first `MOST_MENTIONS` mentions are kept."""
        document = fold_article(article)
        lang, notes = self._find_language(article)
        hits, names = self._scan(document, article, lang)
        anchors = chain(hits.pop(GIVEN, ()), hits.get("defence_post", ()), hits.get("pentagon", ()))
        names += (
            slip
            for slip in self._slips.find(document.text, anchors)
            if _is_capital(article, document, slip.start, slip.script)
        )
        offices = find_offices(article, document, hits, self._lexicon.offices, self._opposite)
        people, doubtful = self._decide(article, document, lang, hits, names, offices)
        if people and hits.get("counterpart"):
            offices = find_offices(article, document, hits, self._lexicon.offices, self._opposite, people)
        everyone = sorted([*people, *offices], key=lambda found: (found.start, found.end))
        kept, left_out = _keep_first(everyone), _keep_first(doubtful)
        if len(kept) < len(everyone):
            notes = (*notes, f"only the first {MOST_MENTIONS} mentions of an official were kept")
        return Reading(article, lang, document, hits, kept, left_out, (*notes, *tell_cuts(article)))

    def forms(self, official_id: str) -> dict[str, list[str]]:
        """The surname forms of one official by language, folded as they are matched; "given" holds the given names.
        KeyError if there is no such official."""
        derived = derive_official(self.watch.official(official_id))
        by_lang: dict[str, list[str]] = defaultdict(list)
        for form, langs in derived.langs.items():
            for lang in langs:
                by_lang[lang].append(form)
        return {"given": sorted(derived.givens), **{lang: sorted(forms) for lang, forms in sorted(by_lang.items())}}

    def _find_language(self, article: Article) -> tuple[str | None, tuple[str, ...]]:
        sample = "\n".join(part for part in (article.title, article.body or article.summary) if part)
        said = (article.lang or "").split("-")[0].lower() or None
        if said in self._lexicon.packs and _agrees(said or "", sample[:_SAMPLE]):
            return said, self._tell_gap(said)
        found = detect_language(sample)
        if found in self._lexicon.packs:
            return found, self._tell_gap(found)
        return None, self._tell_gap(found or said or "unknown")

    def _tell_gap(self, lang: str | None) -> tuple[str, ...]:
        """What to say where a language has no pack, or one without terms."""
        pack = self._lexicon.packs.get(lang or "")
        if pack is not None and pack.terms:
            return ()
        return (f"no pack for the language {lang}: only names were looked for",)

    def _scan(
        self, document: Document, article: Article, lang: str | None
    ) -> tuple[dict[str, tuple[Hit, ...]], list[NameHit]]:
        """One pass. What stands in the loop is run two hundred times an article, so it is written for speed."""
        text, starts = document.text, document.starts
        hits: dict[str, list[Hit]] = defaultdict(list)
        names: list[NameHit] = []
        arabic = lang == "ar"
        find = text.find
        for last, (size, terms, owners) in self._lexicon.automaton.iter(text):
            end = last + 1
            start = end - size
            if lang in terms:
                picked, follow, single = terms[lang]
                if follow:
                    place = find(" ", end) + 1
                    two = text[place : place + 2]
                    if two in follow:
                        picked = follow[two]
                    elif single or two[:1] == " ":
                        picked = pick_terms(picked, follow, text, place)
                sentence = -1
                for _, name, own, expression, capitals, kind in picked:
                    if kind is _WORD:
                        stop = end if text[end] == " " else 0
                    elif kind is _STEM:
                        stop = find(" ", end)
                    elif kind is _KEY:
                        stop = end
                    else:
                        found = compile_expression(expression).match(text, start)
                        stop = found.end() if found else 0
                    if (
                        stop
                        and (not arabic or own != "ar" or self._has_prefix(text, start))
                        and (not capitals or _reads(article, document, start, stop, capitals))
                    ):
                        if sentence < 0:
                            sentence = (bisect_right(starts, start + (text[start] == " ")) or 1) - 1
                        hits[name].append(make_hit((name, start, stop, sentence)))
            if owners:
                for owner in owners:
                    self._add_name(names, owner, article, document, start, end, lang)
        return {name: tuple(found) for name, found in hits.items()}, names

    def _add_name(
        self,
        names: list[NameHit],
        name: NameEntry,
        article: Article,
        document: Document,
        start: int,
        end: int,
        lang: str | None,
    ) -> None:
        first = start + (document.text[start] == " ")
        stop = self._match_name(name, document.text, start, end, lang)
        if stop and _is_capital(article, document, first, name.script):
            sentence = find_sentence(document, first)
            names.append(NameHit(name.official, first, stop, name.strength, name.script, sentence))

    def _has_prefix(self, text: str, start: int) -> bool:
        gap = text.rfind(" ", max(0, start - self._longest_prefix - 1), start)
        return (gap >= 0 or start == 0) and text[gap + 1 : start] in self._prefixes

    def _match_name(self, name: NameEntry, text: str, start: int, end: int, lang: str | None) -> int:
        script = name.script
        if script == "han":
            return end
        if script == "kana":
            return 0 if _is_kana(text[start - 1]) or _is_kana(text[end]) else end
        rest_end = text.find(" ", end, end + _REST)
        rest = text[end : rest_end if rest_end >= 0 else end + _REST]
        if script == "arabic":
            return end if not rest and self._has_prefix(text, start) else 0
        if script == "hangul":
            before = text[start - 1]
            if "\uac00" <= before <= "\ud7af":
                return 0
            return end if not rest or not "\uac00" <= rest[0] <= "\ud7af" or rest in self._endings["ko"] else 0
        if not rest:
            return end
        if script == "latin" and lang is not None and rest in self._endings.get(lang, ()):
            return end
        if script == "latin" and not rest[0].isascii():
            return end
        return 0

    def _decide(
        self,
        article: Article,
        document: Document,
        lang: str | None,
        hits: Mapping[str, Sequence[Hit]],
        names: Sequence[NameHit],
        offices: Sequence[Found],
    ) -> tuple[list[Found], list[Found]]:
        if not names:
            return [], []
        places = Places(hits)
        judged = [self._judge(article, document, lang, hit, places) for hit in _drop_inner(names)]
        offices_seen = {found.mention.official for found in offices if found.mention.official}
        context = {hit.sentence for name in ("pentagon", "defence_post", "forces") for hit in hits.get(name, ())}
        elsewhere = sum(len(hits.get(name, ())) for name in ("sport", "culture"))
        sure = len(hits.get("pentagon", ())) + len(hits.get("defence_post", ()))
        namesake = elsewhere >= _NAMESAKE_HITS and not sure
        told = Told(
            offices_seen, self._background.list_holders(article.published.date()), context, sure >= _SURE_HITS, namesake
        )
        people: list[Found] = []
        doubtful: list[Found] = []
        seen: set[tuple[int, int]] = set()
        for item, counts, rule in decide_people(judged, self._lexicon.people, told):
            found = self._make_found(article, document, item, rule)
            if counts and (item.start, item.end) not in seen:
                seen.add((item.start, item.end))
                people.append(found)
            elif not counts:
                doubtful.append(found)
        return people, doubtful

    def _judge(self, article: Article, document: Document, lang: str | None, hit: NameHit, places: Places) -> Judged:
        person = self._lexicon.people[hit.official]
        if person.never and any(covers(document.text, form, hit) for form in person.never):
            return Judged(hit, AGAINST, hit.start, hit.end)
        # Titles and the like were looked for in the article's language only: in another alphabet every word is unknown.
        known = self._lexicon.surnames if lang and _SCRIPT_OF.get(lang, "latin") == hit.script else None
        key = lang or ""
        official = (person.official.id, person.official.side)
        endings = self._background.place_endings[key]
        around = Surroundings(article, document, hit, places, official, known, endings)
        words = self._background.words[key]
        return judge_hit(hit, person, document.text, around, words)

    def _make_found(self, article: Article, document: Document, item: Judged, rule: str) -> Found:
        official = self._lexicon.people[item.hit.official].official
        mention = Mention(
            name=official.name,
            side=official.side,
            kind=_NAME,
            span=make_span(article, document, item.start, item.end),
            rule=str(rule),
            official=official.id,
        )
        return Found(mention, item.start, item.end, item.hit.sentence)


_cache: dict[str, Recogniser] = {}
_CACHED = 4


def build_recogniser(watch: Watch, forms: Sequence[PersonForms] | None = None) -> Recogniser:
    """The recogniser of a watch; kept by the watch's digest, so that asking again costs nothing. `forms`: what
    `derive_watch` gave for this very watch, where it was kept."""
    if not watch.digest:
        return Recogniser(watch, forms)
    if watch.digest not in _cache:
        while len(_cache) >= _CACHED:
            _cache.pop(next(iter(_cache)))
        _cache[watch.digest] = Recogniser(watch, forms)
    return _cache[watch.digest]


def _agrees(lang: str, sample: str) -> bool:
    """Whether a text can be in the language that its feed claims, going by the alphabet."""
    wanted = _SCRIPT_OF.get(lang, "latin")
    if is_surely(wanted, sample):
        return True
    script = script_of(sample)
    if script is None:
        return True
    return script == wanted or (lang == "ja" and script == "han")


def _is_capital(article: Article, document: Document, start: int, script: str) -> bool:
    if script not in ("latin", "cyrillic"):
        return True
    for zone, (begin, finish, normalised) in document.zones.items():
        if begin <= start < finish:
            origin = start - begin if normalised.offsets is None else normalised.offsets[start - begin]
            letter = article.zone(zone)[origin]
            # A letter of another alphabet was repaired: its case tells nothing.
            return not letter.islower() or script_of_letter(letter) != script
    return True


def _reads(article: Article, document: Document, start: int, end: int, capitals: str) -> bool:
    start += document.text[start] == " "
    span = make_span(article, document, start, end)
    return "".join(char for char in span.text if char.isalnum()).startswith(capitals)


def _is_kana(char: str) -> bool:
    return "\u30a1" <= char <= "\u30fe"


def _drop_inner(names: Sequence[NameHit]) -> Iterator[NameHit]:
    """Of hits of one official that lie in each other, the longest."""
    by_official: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for hit in names:
        by_official[hit.official].append((hit.start, hit.end))
    inner = {official: find_inner(stretches) for official, stretches in by_official.items() if len(stretches) > 1}
    return (hit for hit in names if (hit.start, hit.end) not in inner.get(hit.official, ()))


def _keep_first(found: Iterable[Found]) -> tuple[Found, ...]:
    """The first mentions of each official or office holder, in order."""
    counted: dict[str, int] = defaultdict(int)
    kept: list[Found] = []
    for item in found:
        counted[item.mention.name] += 1
        if counted[item.mention.name] <= MOST_MENTIONS:
            kept.append(item)
    return tuple(kept)
