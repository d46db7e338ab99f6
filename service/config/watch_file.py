"""`watch.yaml`: sides, officials, offices and topics, as they are written.

In: raw data. Out: pydantic sections, validated; the checks between them stand in `watch_checks`. Called by `load`.
"""

import json
import unicodedata
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from service.config.scalars import Day, Id, Language, Number, SideId, TermLanguage, Text, as_text, show
from service.config.sections import Section
from service.model.watch import Holder, Office, Official, Rule, TermGroup, Topic, Watch, WatchedSide, Within


def parse_name(value: object) -> str:
    text = as_text(value)
    if len(text) > 200 or not any(c.isalpha() for c in text):
        raise ValueError(f"{show(text)} is no name; write the full name as a newspaper would")
    return text


def parse_latin_name(value: object) -> str:
    text = parse_name(value)
    if not all(unicodedata.name(c, "").startswith(("LATIN", "MODIFIER")) for c in text if c.isalpha()):
        raise ValueError(f"{show(text)} is not in Latin script; write it so here, and this form under `names`")
    return text


def parse_term(value: object) -> str:
    """A term pattern as the language packs have it: `*` at the end or beginning of a word stands for any letters, `?`
    for one letter, `=` in front of a word asks for exactly these capitals."""
    text = as_text(value)
    if not any(c.isalnum() for c in text):
        raise ValueError(f"the pattern {show(text)} holds no letter or digit; write the words to be found")
    for word in text.split():
        core = word.removeprefix("=")
        if "=" in core:
            raise ValueError(f"the pattern {show(text)} is wrong: `=` stands in front of a word, as in `=US`")
        if "*" in core.removeprefix("*").removesuffix("*"):
            raise ValueError(f"the pattern {show(text)} is wrong: `*` stands once, at the end or beginning of a word")
        if "*" in core and core.isascii() and sum(c.isalnum() for c in core) < 2:
            raise ValueError(f"the pattern {show(text)} is wrong: `*` needs two letters beside it, as in `defen*`")
    return text


Name = Annotated[str, BeforeValidator(parse_name)]
LatinName = Annotated[str, BeforeValidator(parse_latin_name)]
Term = Annotated[str, BeforeValidator(parse_term)]
_ONE_OR_MORE = Field(min_length=1)
TermList = Annotated[list[Term], _ONE_OR_MORE]
Terms = Annotated[dict[TermLanguage, TermList], _ONE_OR_MORE]
Texts = Annotated[list[Text], _ONE_OR_MORE]
Sides = Annotated[list[SideId], _ONE_OR_MORE]
Names = Annotated[list[Name], _ONE_OR_MORE]


class SideSection(Section):
    name: Text | None = Field(None, description="What it is called. Default: the id")
    terms: Terms | None = Field(None, description="Words for it by language, in their basic form")
    packs: Texts | None = Field(None, description="Term lists of the language packs that name it, too")


class OfficialSection(Section):
    id: Id
    name: LatinName = Field(description="The canonical name, in Latin script")
    side: SideId
    names: dict[Language, Name] | None = Field(None, description="The full name in other languages")
    also: Names | None = Field(None, description="Further forms of the name, in any script")
    never: Names | None = Field(None, description="Forms that must not count")
    ambiguous: bool | None = Field(None, description="The bare surname needs evidence in the article. Default: false")
    evidence: TermList | None = Field(None, description="Terms that make an ambiguous surname in the sentence count")
    against: TermList | None = Field(None, description="Terms that silence the surname they stand next to")


class HolderSection(Section):
    official: Text | None = Field(None, description="The id of a tracked official")
    name: LatinName | None = Field(None, description="The name of who is not tracked")
    acting: bool | None = None
    since: Day = Field(alias="from", description="First day in office")
    until: Day | None = Field(None, description="Last day in office; absent: still in office")

    @field_validator("until")
    @classmethod
    def _forwards(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if until and since and until < since:
            raise ValueError(f"`until: {until}` is before `from: {since}`; swap or correct them")
        return until


class OfficeSection(Section):
    side: SideId
    titles: Annotated[dict[TermLanguage, Names], _ONE_OR_MORE]
    counterpart: Text | None = Field(None, description="The office across the table: `his Russian counterpart`")
    holders: Annotated[list[HolderSection], _ONE_OR_MORE]


class GroupSection(Section):
    terms: Terms | None = Field(None, description="Words and phrases by language")
    packs: Texts | None = Field(None, description="Term lists of the language packs, by name")
    sides: Sides | None = Field(None, description="Sides whose words are looked for")
    officials: Texts | None = Field(None, description="Ids of officials, or a side for all of its officials")
    offices: Texts | None = Field(None, description="Ids of offices, or a side for all of its offices")
    any: Texts | None = Field(None, description="Groups whose finds are finds of this one, too")
    near: Texts | None = Field(None, description="Groups that must stand together, within `words` words")
    words: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="For `near`. Default: 3")


class RuleSection(Section):
    id: Id
    all: Texts = Field(description="Groups that must all be found")
    weight: Number = Field(description="Added to the score when the rule holds; negative: against")
    within: Literal["sentence", "neighbours", "paragraph", "article"] | None = Field(
        None, description="Default: sentence"
    )
    words: Annotated[int, Field(ge=1, le=10_000)] | None = Field(None, description="Largest distance in words")
    unless: Texts | None = Field(None, description="Groups that silence the rule")
    where: Annotated[list[Literal["title", "summary", "body", "lead"]], _ONE_OR_MORE] | None = Field(
        None, description="Default: everywhere"
    )


class TopicSection(Section):
    id: Id
    name: Text | None = Field(None, description="Default: the id")
    sides: Sides = Field(description="The sides whose dealings the topic is about: `[us, ru]`")
    threshold: Number = Field(description="An article is relevant from this score on")
    triage: Texts | None = Field(None, description="Groups that make an item worth fetching; `a + b`: both together")
    groups: Annotated[dict[Id, GroupSection], _ONE_OR_MORE]
    rules: Annotated[list[RuleSection], _ONE_OR_MORE]


class WatchFile(Section):
    """Hotline: what is watched for."""

    sides: dict[SideId, SideSection] | None = Field(None, description="Sides besides `us` and `ru`")
    officials: list[OfficialSection] | None = None
    offices: dict[Id, OfficeSection] | None = None
    topics: list[TopicSection] | None = None


def build_watch(file: WatchFile) -> Watch:
    officials = tuple(_build_official(section) for section in file.officials or ())
    names = {official.id: official.name for official in officials}
    watch = Watch(
        officials=officials,
        offices=tuple(_build_office(key, section, names) for key, section in (file.offices or {}).items()),
        topics=tuple(_build_topic(section) for section in file.topics or ()),
        sides=tuple(_build_side(key, section) for key, section in (file.sides or {}).items()),
    )
    return replace(watch, digest=compute_digest(watch))


def compute_digest(watch: Watch) -> str:
    """The first 16 hex digits of SHA-256 over the watch as canonical JSON, its own digest left out."""
    canonical = json.dumps(asdict(replace(watch, digest="")), sort_keys=True, ensure_ascii=False, default=str)
    return sha256(canonical.encode()).hexdigest()[:16]


def _build_side(side: str, section: SideSection) -> WatchedSide:
    terms = {lang: tuple(terms) for lang, terms in (section.terms or {}).items()}
    return WatchedSide(side, section.name or side, terms, tuple(section.packs or ()))


def _build_official(section: OfficialSection) -> Official:
    # A second script of a language ("zh-Hant") is one more form; the model keeps one name a language.
    written = section.names or {}
    names = {lang: name for lang, name in written.items() if "-" not in lang}
    scripts = [name for lang, name in written.items() if "-" in lang]
    return Official(
        id=section.id,
        name=section.name,
        side=section.side,
        names=names,
        also=tuple(dict.fromkeys([*scripts, *(section.also or ())])),
        never=tuple(section.never or ()),
        ambiguous=bool(section.ambiguous),
        evidence=tuple(section.evidence or ()),
        against=tuple(section.against or ()),
    )


def _build_office(office_id: str, section: OfficeSection, names: dict[str, str]) -> Office:
    holders = [
        Holder(
            name=names[holder.official] if holder.official else holder.name or "",
            since=holder.since,
            until=holder.until,
            official=holder.official,
            acting=bool(holder.acting),
        )
        for holder in section.holders
    ]
    return Office(
        id=office_id,
        side=section.side,
        titles={lang: tuple(titles) for lang, titles in section.titles.items()},
        holders=tuple(sorted(holders, key=lambda holder: (holder.since, holder.until or date.max))),
        counterpart=section.counterpart,
    )


def _build_topic(section: TopicSection) -> Topic:
    return Topic(
        id=section.id,
        name=section.name or section.id,
        groups=tuple(_build_group(key, group) for key, group in section.groups.items()),
        rules=tuple(_build_rule(rule) for rule in section.rules),
        threshold=section.threshold,
        triage=tuple(section.triage or ()),
        sides=tuple(section.sides),
    )


def _build_group(group_id: str, section: GroupSection) -> TermGroup:
    return TermGroup(
        id=group_id,
        terms={lang: tuple(terms) for lang, terms in (section.terms or {}).items()},
        packs=tuple(section.packs or ()),
        sides=tuple(section.sides or ()),
        officials=tuple(section.officials or ()),
        offices=tuple(section.offices or ()),
        any=tuple(section.any or ()),
        near=tuple(section.near or ()),
        words=section.words or TermGroup(id="").words,
    )


def _build_rule(section: RuleSection) -> Rule:
    return Rule(
        id=section.id,
        all=tuple(section.all),
        weight=section.weight,
        within=Within(section.within or "sentence"),
        words=section.words,
        unless=tuple(section.unless or ()),
        where=tuple(section.where or ()),
    )
