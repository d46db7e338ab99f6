"""How a language says whose word something is: the `attribution` section of its pack, compiled once.

In: a language code. Out: `Speech`, the patterns with which `attributions` reads who says what. Called by
`attributions`. Patterns run on folded text in which persons are overwritten (see `passages`).

The section: `us` and `ru` are names that are a voice of a side by themselves, `agencies` those that speak for the
Russian side unless they quote another, `others` voices of third parties, `both` of both sides. `nouns` are voices whose
side stands beside them ("ministry", "spokesman"); `us_nouns` and `ru_nouns` those of them that are a side's where
nothing stands beside. `papers` are nouns that say something by being named ("statement", "version"). `verbs` are verbs
of saying; `acts` those that only an institution is quoted with ("accused"). `by` introduces a source, `after` follows
one. `to` stands before who is spoken to or of, `at` before a place that speaks where nobody else does, `that` opens
what is said; `whom`, or an ending of `datives`, marks the side that the other one tells something; `nameless` are nouns
that are no voice without a side; `pronouns` go on with who spoke last, but for the `impersonal` ones, beside which
stands where it was said. Papers stand before whose they are where `genitive` is set. `places` are those names that are
countries and capitals, which a text as often names for what they do. `silent`: nothing is said. `mouths` are nouns for
those who only speak ("spokesman"). Where the verb ends the sentence (`verb_last`), `subject` is what marks the subject,
`told` who is spoken to, and `hearsay` ends one that passes on what a person said. `books` retell what was said within a
contact.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from re import Pattern
from types import MappingProxyType
from typing import Any

from service.language.packs import choose_pack, load_pack, load_spelling
from service.language.phrases import compile_phrases
from service.model.feed import Side
from service.model.watch import US_AND_RUSSIA

_ABROAD = ("other_countries", "ua", "cn", "nato", "third_figure")


class Speech:
    """The compiled attribution patterns of one language; raises KeyError or re.error where they are not well formed."""

    def __init__(
        self,
        section: Mapping[str, Any],
        *,
        spaced: bool,
        prefix: str,
        russian: str = "",
        abroad: Sequence[str] = (),
        cues: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self._section = section
        self.spaced = spaced
        self._prefix = prefix
        # How a Russian's name is known by its shape.
        self.russian = re.compile(russian) if russian else None
        # By which a sentence shows that it tells who asked for the contact.
        self.requests = compile_phrases(map(str, cues.get("requests", ())), spaced=spaced, prefix=prefix)
        # Where something is said within a contact, and what joins two who say it.
        self.during, self.joins = (
            compile_phrases(map(str, cues.get(key, ())), spaced=spaced, prefix=prefix) for key in ("during", "joins")
        )
        self.verb_last = bool(section.get("verb_last", False))
        self.verb_first = bool(section.get("verb_first", False))
        self.names = {side: self._compile(side) for side in US_AND_RUSSIA}
        self.agencies = self._compile("agencies")
        self.others = self._compile("others")
        self.both = self._compile("both")
        # Other countries in any word: whose a noun beside one is ("une source militaire turque").
        self.abroad = compile_phrases(abroad, spaced=spaced, prefix=prefix)
        # Those whom a text leaves nameless: nobody's voice unless a side stands beside them.
        self.nameless = self._compile("nameless")
        self.nouns = self._compile("nouns", "papers")
        self.papers = self._compile("papers")
        # Voices that are named for nothing but what they say.
        self.mouths = self._compile("mouths")
        # How a sentence ends that passes on what a person is said to have said.
        self.hearsay = self._search_any("hearsay")
        self.usual: dict[Side, Pattern[str] | None] = {side: self._compile(f"{side}_nouns") for side in US_AND_RUSSIA}
        self.places = self._compile("places")
        # Verbs take fewer of the prefixes that are glued to words.
        self._prefix = str(section.get("verb_prefix", prefix))
        self.verbs = self._compile("verbs", "acts")
        self.acts = self._compile("acts")
        self._prefix = prefix
        # Where a verb may end the clause of a subject that opens it ("hat ... angerufen").
        self.verb_end = bool(section.get("verb_end", False))
        # How the subject of a verbal noun is marked, and what such a verb ends in.
        self.genitives, self.nominal = self._search("genitives"), self._search("nominal")
        # Where a verb seldom stands before the bare name of its subject.
        self.straight = bool(section.get("straight", False))
        self.by = self._compile("by")
        self.after = self._compile("after")
        self.silent = self._compile("silent")
        # Those who speak of all policy, and not for a ministry of defence.
        self.policy = self._compile("policy")
        # What else than a contact they may speak of and mean it: "had not heard of any such request".
        self.refers = self._compile("refers")
        # What a ministry says of the war, or of something else: "19 drones were shot down".
        self.other_news = self._compile("other_news")
        self.pronouns = self._compile("pronouns")
        # Pronouns that stand for nobody: "hieß es".
        self.impersonal = self._compile("impersonal")
        # What stands between a side and a noun that is not its own: the particle of an object, or a verb.
        self.apart = self._search("apart")
        self.that = self._compile("that")
        # "A, who is B, said": nobody in it says it.
        self.relative = self._search("relative")
        self.to = self._compile_lead("to")
        self.at = self._compile_lead("at")
        # Before whom one side tells something itself, and how it ends: "complained to the Americans".
        self.whom = self._compile("whom")
        self.datives = self._search("datives")
        # Where papers stand before whose they are.
        self.genitive = bool(section.get("genitive", False))
        # Whose spokesmen need no "of": a newsroom's own world.
        home = section.get("home")
        self.home: Side | None = home if home in US_AND_RUSSIA else None
        self.subject = self._search("subject")
        # What marks whom somebody tells something, behind the name.
        self.told = self._search("told")
        # By which a head shows that it retells what a book says was said.
        self.books = self._compile("books")

    def _compile(self, *keys: str) -> Pattern[str] | None:
        phrases = [str(phrase) for key in keys for phrase in self._section.get(key, ())]
        return compile_phrases(phrases, spaced=self.spaced, prefix=self._prefix)

    def _search(self, key: str) -> Pattern[str] | None:
        pattern = self._section.get(key)
        return re.compile(str(pattern)) if pattern else None

    def _search_any(self, key: str) -> Pattern[str] | None:
        patterns = [str(pattern) for pattern in self._section.get(key, ())]
        return re.compile("|".join(patterns)) if patterns else None

    def _compile_lead(self, key: str) -> Pattern[str] | None:
        """Words at the end of a text, an article or a rank behind them at most: what stands before a voice."""
        words = self._compile(key)
        article = r"(?:\s+\w{1,3}\.?)?" if self.spaced else ""
        return re.compile(rf"(?:{words.pattern}){article}['’\s]*$", re.IGNORECASE) if words else None


def load_speech(language: str | None) -> Speech:
    """The attribution patterns of a language; those of English where there are none."""
    return _compile_speech(choose_pack(language, "attribution"))


@lru_cache(maxsize=64)
def _compile_speech(code: str) -> Speech:
    raw = load_pack(code).raw
    spaced, prefix = load_spelling(code)
    russian = str(raw.get("contacts", {}).get("russian", ""))
    terms = load_pack(code).terms
    abroad = [_as_phrase(term) for key in _ABROAD for term in terms.get(key, ())]
    cues = {**raw.get("contacts", {}), "requests": raw.get("initiative", {}).get("requests", ())}
    return Speech(raw["attribution"], spaced=spaced, prefix=prefix, russian=russian, abroad=abroad, cues=cues)


def _as_phrase(term: str) -> str:
    """A term in the notation of the phrases: case counts behind an equals sign."""
    return f"(?-i:{term[1:]})" if term.startswith("=") else term
