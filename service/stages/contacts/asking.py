"""How a language says who asked for a contact: the `initiative` section of its pack, compiled once.

In: a language code. Out: `Initiative`, the patterns of the turns that `initiative` reads; `Asked` is what kind of
contact they are read for. Called by it, and by `people` and `slots` for single turns. Patterns run on folded text in
which persons are overwritten (see `passages`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern
from typing import Any

from service.language.packs import choose_pack, load_pack, load_spelling
from service.language.phrases import compile_phrases
from service.model.contact import Channel, ContactStatus
from service.model.watch import US_AND_RUSSIA


class Initiative:
    """The compiled `initiative` section of one language.

    `at_request` and `requests` are owned, the first being firm ("at the request"); `agents` stand before who did it,
    `agents_before` behind; `calls` need the other side as their object, `seeks` do not, and `asks` need `talks` as
    theirs; `notifies` count over a standing line, and who is `notified` was by the other side; of `receives` and
    `declines` the subject is the other side's, too; `breaks` are what who cuts off a contact does; `addressed` stand
    before who is called or written to, `relatives` hold who asked; who `sends` one of the `letters` asked; `withheld`:
    what is asked for is silence, and no contact, and `matters` are texts, which are none either; `declined` are
    passives of `declines`, and `by_whom` is before who did it; `occasions` begin with the verb of an invitation to
    something else (a parade); `later`: more contacts are to come; `callee`: how, behind a verb of calling, the one who
    is called differs from who calls; `opens` count where one side opens a standing line with the other;
    `tried`: has used it; who `invites`, or whom somebody is `invited` by, asked for what is to come and not for a talk
    that was held; `owners`: titles that one side alone has ("the minister's"); `who` opens a clause about the party
    before it; `dative` is the form of a name of somebody to whom something is done, and not who does it, and
    `unbending` a name that is the same in all cases.
    """

    def __init__(self, section: Mapping[str, Any], *, spaced: bool, prefix: str, verb_prefix: str) -> None:
        def compile_key(key: str, prefix: str = verb_prefix) -> Pattern[str] | None:
            return compile_phrases(map(str, section.get(key, ())), spaced=spaced, prefix=prefix)

        self.at_request, self.requests = compile_key("at_request", prefix), compile_key("requests", prefix)
        self.agents, self.agents_before = compile_key("agents", prefix), compile_key("agents_before", prefix)
        self.calls, self.seeks, self.receives = compile_key("calls"), compile_key("seeks"), compile_key("receives")
        self.notifies, self.notified = compile_key("notifies"), compile_key("notified")
        self.sends, self.letters = compile_key("sends"), compile_key("letters", prefix)
        self.asks, self.talks = compile_key("asks"), compile_key("talks", prefix)
        self.withheld = compile_key("withheld")
        self.matters = compile_key("matters", prefix)
        self.declined, self.by_whom = compile_key("declined"), compile_key("by_whom", "")
        self.occasions, self.later = compile_key("occasions"), compile_key("later", prefix)
        callee = section.get("callee")
        self.callee = re.compile(str(callee)) if callee else None
        dative = section.get("dative")
        self.dative = re.compile(str(dative)) if dative else None
        unbending = section.get("unbending")
        self.unbending = re.compile(str(unbending)) if unbending else None
        self.tried = compile_key("tried")
        self.declines, self.breaks = compile_key("declines"), compile_key("breaks")
        self.addressed, self.opens = compile_key("addressed", prefix), compile_key("opens")
        self.owners = {side: compile_key(f"{side}_owner", prefix) for side in US_AND_RUSSIA}
        self.invites, self.invited = compile_key("invites"), compile_key("invited", prefix)
        self.relatives = compile_key("relatives", prefix)
        self.who = compile_key("who", "")


def load_initiative(language: str) -> Initiative:
    """The initiative patterns of a language; those of English where there are none."""
    return _compile_initiative(choose_pack(language, "initiative"))


@lru_cache(maxsize=64)
def _compile_initiative(code: str) -> Initiative:
    raw = load_pack(code).raw
    spaced, prefix = load_spelling(code)
    verb_prefix = str(raw.get("attribution", {}).get("verb_prefix", prefix))
    return Initiative(raw["initiative"], spaced=spaced, prefix=prefix, verb_prefix=verb_prefix)


@dataclass(frozen=True, slots=True)
class Asked:
    """What kind of contact it is whose initiative is sought. `joint`: both sides opened the line that it is."""

    status: ContactStatus
    channel: Channel
    joint: bool

    @property
    def failed(self) -> bool:
        """Whether it was refused or cut off."""
        return self.status is ContactStatus.REFUSED

    @property
    def held(self) -> bool:
        return self.status is ContactStatus.HELD

    @property
    def hotline(self) -> bool:
        return self.channel is Channel.HOTLINE

    @property
    def in_person(self) -> bool:
        return self.channel in (Channel.MEETING, Channel.VISIT)

    @property
    def called(self) -> bool:
        """Whether it was a call, and took place."""
        return self.held and self.channel in (Channel.PHONE, Channel.VIDEO)

    @property
    def talked(self) -> bool:
        """Whether it was a talk, and took place."""
        return self.held and self.channel in (Channel.PHONE, Channel.VIDEO, Channel.MEETING)
