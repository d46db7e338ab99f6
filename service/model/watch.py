"""The watch: what the user configured to be looked for, as one immutable object with a digest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from service.model.feed import Side

# The two sides that need no declaration: the language packs have their words, and the ledger is about their contacts.
US_AND_RUSSIA: tuple[Side, Side] = ("us", "ru")


@dataclass(frozen=True, slots=True)
class WatchedSide:
    """A side: a country or body whose people and contacts are watched.

    `terms` are words for it by language, written in their basic form: case endings are derived. `packs` are term lists
    of the language packs that name it, too. Of `us` and `ru` only what the watch adds to the packs' own words.
    """

    id: Side
    name: str
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    packs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Official:
    """A tracked person.

    `name` is the canonical name, in Latin script; `names` gives it in other languages (ISO 639-1 -> full name). `also`
    are further full forms in any script, `never` forms that must not count. `ambiguous`: the bare surname needs
    evidence in the article. `evidence` and `against` are terms in any language (the packs' term patterns): the first
    make an ambiguous surname in the same sentence count, the second silence the surname that they stand next to.
    """

    id: str
    name: str
    side: Side
    names: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    ambiguous: bool = False
    evidence: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who held an office, from the day `since` to the day `until` (both included; None: still). `official` is an
    official's id where the holder is tracked; `name` is always set, to the official's where there is one."""

    name: str
    since: date
    until: date | None = None
    official: str | None = None
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """An office with its titles by language and all its holders, in order of time. `counterpart` is the id of the
    office across the table, through which "his Russian counterpart" is resolved."""

    id: str
    side: Side
    titles: Mapping[str, tuple[str, ...]]
    holders: tuple[Holder, ...]
    counterpart: str | None = None

    def holder_on(self, day: date) -> Holder | None:
        """Who held the office on `day`; on a day of change, the successor."""
        found = None
        for holder in self.holders:
            if holder.since <= day and (holder.until is None or day <= holder.until):
                found = holder
        return found


class Within(StrEnum):
    """How near the groups of a rule must stand to each other; NEIGHBOURS: in two sentences that follow each other."""

    SENTENCE = "sentence"
    NEIGHBOURS = "neighbours"
    PARAGRAPH = "paragraph"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class TermGroup:
    """A named set of things to find: terms by language, term lists of the packs, sides, officials and offices.

    `sides` holds sides whose terms are looked for. `officials` and `offices` hold ids, or sides ("us": all of that
    side). `any` takes in what other groups of the topic find; `near` names groups that must stand together, within
    `words` words of each other in one sentence, the whole stretch being the find ("Russian" near "defence minister").
    """

    id: str
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    packs: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    officials: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    words: int = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a topic: when every group of `all` stands within reach of the others, `weight` is added, once.

    `words`, where set, is the largest distance in words between the groups. `unless` names groups that silence the
    rule where they stand within the same reach. `where` narrows the zones: title, summary, body, or lead (the first
    paragraph of the body, three sentences at most). A negative weight speaks against.
    """

    id: str
    all: tuple[str, ...]
    weight: float
    within: Within = Within.SENTENCE
    words: int | None = None
    unless: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A rule over an article: relevant when the weights of the rules that hold add up to `threshold`.

    `sides` are those whose dealings the topic is about.
    `triage` lists what in title and summary makes an item worth fetching, any one of it: a group's id, or several
    joined by "+" that must all be found there.
    """

    id: str
    name: str
    groups: tuple[TermGroup, ...]
    rules: tuple[Rule, ...]
    threshold: float
    triage: tuple[str, ...] = ()
    sides: tuple[Side, ...] = US_AND_RUSSIA


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything that is looked for. `digest` names exactly this watch; same content, same digest."""

    officials: tuple[Official, ...]
    offices: tuple[Office, ...]
    topics: tuple[Topic, ...]
    digest: str = ""
    sides: tuple[WatchedSide, ...] = ()

    def official(self, official_id: str) -> Official:
        """The official of that id; KeyError if there is none."""
        for official in self.officials:
            if official.id == official_id:
                return official
        raise KeyError(official_id)

    @property
    def contact_topic(self) -> Topic | None:
        """The topic whose articles claim contacts: the first that is about `us` and `ru` and no other side, since it is
        their contacts that the ledger keeps."""
        return next((topic for topic in self.topics if set(topic.sides) == set(US_AND_RUSSIA)), None)

    def sides_across(self, side: Side) -> frozenset[Side]:
        """The sides that a topic sets beside this one; where none does, all others that officials are of."""
        beside = {other for topic in self.topics if side in topic.sides for other in topic.sides} - {side}
        return frozenset(beside or {official.side for official in self.officials} - {side})
