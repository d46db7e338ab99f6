"""The cues of one language: the `contacts` section of its pack, compiled once.

In: a language code. Out: `Cues`, the patterns that the slots are read with. Called by the other files of this room.
Patterns run on marked text (see `passages`), where persons, sides and dates are single repeated characters.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from re import Pattern
from typing import Any

from service.language.dates import load_finder
from service.language.packs import choose_pack, load_pack
from service.language.phrases import compile_phrases
from service.model.contact import Channel
from service.model.feed import Side
from service.model.watch import US_AND_RUSSIA

US_PERSON, RU_PERSON, US_SIDE, RU_SIDE, DATE = map(chr, range(0xE001, 0xE006))
PERSON_MARK: Mapping[Side, str] = {"us": US_PERSON, "ru": RU_PERSON}
SIDE_MARK: Mapping[Side, str] = {"us": US_SIDE, "ru": RU_SIDE}


def other_side(side: Side) -> Side:
    """The other of the two sides."""
    return "ru" if side == "us" else "us"


class Cues:
    """The compiled cues of one language; raises KeyError or re.error for a section that is not well formed."""

    def __init__(self, section: Mapping[str, Any], lang: str) -> None:
        self.lang = lang
        self._section = section
        self.spaced = bool(section.get("spaced", True))
        self._prefix = str(section.get("prefix", ""))
        self.zone: str | None = section.get("zone")
        self.dates = load_finder(lang)
        self.sides = {side: self._compile(side) for side in US_AND_RUSSIA}
        # Where the verb ends the sentence, "on the 16th ... said" is one clause however long.
        self.verb_last = bool(section.get("verb_last", False))
        self.ranks = self._compile("ranks")
        self.units = self._compile("units")
        # What the caption or the credit of a picture is known by.
        self.captions = self._compile("captions")
        # Of scripts without capitals: a `name` beside a rank, in the text as it stands.
        self.called = [re.compile(str(pattern)) for pattern in section.get("called", ())]
        # How a Russian's name is known by its shape, in the script of the language.
        russian = section.get("russian")
        self.russian = re.compile(str(russian)) if russian else None
        # What a name behind it is the name of a place with.
        self.within = self._compile("within")
        # What makes a find of an office that of an institution: a ministry and not its minister.
        self.institutions = self._compile("institutions")
        # Case endings of a name: of the given name and the surname, then what stands for them in the base form.
        self.name_endings = [tuple(str(part) for part in row) for row in section.get("name_endings", ())]
        self.possible = self._compile("possible")
        self.restored = self._compile("restored")
        # "have restored": it is done, and not only agreed.
        self.reopened = self._compile("reopened")
        # A present that tells of what was, once the text says so in the past: German headlines.
        self.present = self._compile("present")
        self.joins = self._compile("joins")
        # Behind a name: "who did not take part".
        self.absent = self._compile("absent")
        # Before a name: "standing beside".
        self.company = self._compile("company")
        self.third = self._compile("third")
        # Heads of state, alliances, parliaments: who else meets, writes and signs.
        self.outsiders = self._compile("outsiders")
        self.counterpart = self._compile("counterpart")
        # "the two defence ministers": offices of one rank on both sides at once, in the order of the watch.
        self.chiefs = (self._compile("ministers"), self._compile("staff_chiefs"))
        self.contact = self._compile("contact")
        # What is signed is signed in a meeting.
        signs = section.get("signs", ())
        meeting = (*section["channels"].get(Channel.MEETING, ()), *signs)
        media = {**section["channels"], Channel.MEETING: meeting}
        self.channels = {channel: self._compile_list(media.get(channel, ())) for channel in Channel}
        self.refused = self._compile("refused")
        # "was never cut off": then a line stands, and nobody refused.
        self.unrefused = self._compile("unrefused")
        # "further talks are planned": of the contact after this one.
        self.further = self._compile("further")
        # What else is refused: "rejected the accusations".
        self.other_objects = self._compile("other_objects")
        # What else is suspended: "the treaty that Moscow froze"; of a standing line that is the contact.
        self.pacts = self._compile("pacts")
        # Headlines: "A meets B to talk" tells of what was, though "to talk" is mostly to come.
        self.purpose = self._compile("purpose")
        # "the first since the war began": what stands behind it is no news.
        self.since_when = self._compile("since_when")
        # "in a call with": the contact took place, whatever was refused in it.
        self.during = self._compile("during")
        # Right behind such a word nothing is said to come, or to have been: "не встретится".
        self._denied = str(section.get("denied", ""))
        self.planned = self._compile_affirmed("planned")
        # "the planned call": beside a refusal it says what was refused, and announces nothing.
        self.due = self._compile("due")
        # "no talks are planned": then they are at most possible.
        self.unplanned = self._compile("unplanned")
        # What a standing line is called, as a thing; `hotline` has cooperation and agreements, too.
        self.lines = self._compile("lines")
        self.signed = self._compile_list((*section.get("signed", ()), *signs))
        # Of a standing line: that it was opened; that it was used.
        self.opened = self._compile_list((*section.get("opened", ()), *section.get("reopened", ())))
        self.used = self._compile("used")
        # Headlines leave out the verb: "Generals to meet in Vienna".
        self.planned_title = self._compile_affirmed("planned_title")
        self.held = self._compile_affirmed("held")
        # What is said of the contact to date it: "the talks held on June 8", "a letter dated May 3".
        self.occurs = self._compile("occurs")
        self.reported = self._compile("reported")
        # "used only once so far": a use that is revealed, and not the news of a day.
        self.single = self._compile("single")
        self.recalled = self._compile("recalled")
        # What ties another contact to the one just told: "separately", "the same day".
        self.beside = self._compile("beside")
        self.since = self._compile("since")
        # "since March" means a contact only beside a word like "first" or "not spoken".
        self.since_bare = self._compile("since_bare")
        self.first = self._compile("first")
        self.not_since = self._compile("not_since")
        # "since Feb. 18, before the invasion": then it is not the invasion that it is since.
        self.before = self._compile("before")
        # Beside a refusal: the day of a try.
        self.attempts = self._compile("attempts")
        # "(Japan time: the 14th)": the same day by another clock.
        self.other_clock = self._compile("other_clock")
        self.announces = self._compile("announces")
        # Behind a date: "told senators on Thursday that".
        self.told_that = self._compile("told_that")
        # What else has a date of its own near a contact: "the crash", "the summit".
        self.events = self._compile_list((*section.get("not_since", ()), *section.get("events", ())))
        # A head with one of these tells of a contact that was news before, or was never told.
        self.reacts = self._compile("reacts")
        # "earlier this winter", "some weeks ago": a contact with no day, which is revealed.
        self.vague = self._compile("vague")
        # Beside a refusal: it went on for a time, and has no day.
        self.lasting = self._compile("lasting")
        # "the importance of lines of communication": what a talk was about.
        self.stressed = self._compile("stressed")
        # "after a drone fell on Tuesday": the date of what came before the contact.
        self.aside = self._compile("aside")
        # "the drone that was lost on Tuesday": the date of what the contact is about.
        self.which = self._compile("which")
        # "an accord reached in October 2015": the date of what the contact goes by.
        self.agreed = self._compile("agreed")
        # A sentence with one of these that dates a contact may look back: "They also spoke on Friday".
        self.looks_back = self._compile("looks_back")
        # Who else meets: presidents, diplomats.
        self.diplomacy = self._compile_list(load_pack(lang).terms.get("diplomacy", ()))

    def _compile(self, key: str, side: Side = "us") -> Pattern[str] | None:
        return self._compile_list(self._section.get(key, ()), side)

    def _compile_affirmed(self, key: str) -> Pattern[str] | None:
        """The phrases of a key where no word that denies them stands right before."""
        behind = rf"(?<!\b{self._denied}\s)" if self._denied else ""
        return self._compile_list(self._section.get(key, ()), behind=behind)

    def _compile_list(self, phrases: Any, side: Side = "us", behind: str = "") -> Pattern[str] | None:
        other = other_side(side)
        person, place = PERSON_MARK[side], SIDE_MARK[side]
        slots = {
            "U": _run(US_PERSON),
            "R": _run(RU_PERSON),
            "P": _run(US_PERSON + RU_PERSON),
            "S": _run(US_SIDE + RU_SIDE),
            "D": _run(DATE),
            "N": f"[^.。,;{DATE}]",
            "O": _run(person),
            "A": _run(person + place),
            "B": _run(PERSON_MARK[other] + SIDE_MARK[other]),
        }
        return compile_phrases(map(str, phrases), spaced=self.spaced, prefix=behind + self._prefix, slots=slots)


def _run(marks: str) -> str:
    """A whole run of marks: entered only at its beginning and never given back, which keeps searching linear."""
    return f"(?:(?<![{marks}])[{marks}]++)"


def load_cues(language: str | None) -> Cues:
    """The cues of a language ("de", "pt-BR"); those of English where there is no pack with a `contacts` section."""
    return _compile_cues(choose_pack(language, "contacts"))


@lru_cache(maxsize=64)
def _compile_cues(code: str) -> Cues:
    return Cues(load_pack(code).raw["contacts"], code)
