"""Every kind of mistake in a rule, told at its line and column with what would be right: one table over all keys."""

from pathlib import Path

import pytest

from tests.support.configs import mistakes, unmark

WATCH = """\
sides:
  cn: {name: China, terms: {en: [China, Chinese], zh: [中国]}, packs: [cn]}
officials:
  - id: dong
    name: Dong Jun
    side: cn
    names: {zh: 董军}
    also: [General Dong Jun]
    never: [Dong Junior]
    ambiguous: true
    evidence: [navy]
    against: [Dong Feng]
offices:
  cn-mindef:
    side: cn
    counterpart: us-secdef
    titles: {en: [Chinese defence minister]}
    holders: [{official: dong, from: 2023-12-29}]
  us-secdef:
    side: us
    titles: {en: [Pentagon chief]}
    holders: [{name: Lloyd Austin, acting: false, from: 2021-01-22, until: 2025-01-20}]
topics:
  - id: contacts
    name: Contacts
    sides: [us, cn]
    threshold: 10
    triage: [china + talks]
    groups:
      china: {sides: [cn], officials: [cn]}
      america: {sides: [us], offices: [us-secdef]}
      talks: {packs: [talks], terms: {en: [hotline*]}}
      both: {near: [china, america], words: 5}
      any-side: {any: [china, america]}
    rules:
      - {id: meet, all: [china, america, talks], weight: 8, within: sentence, words: 20}
      - {id: close, all: [both], unless: [talks], where: [title, lead], weight: 3}
"""
LIST = "a list is wanted here; write `[one, two]` or one `- item` a line"
MAPPING = "a mapping is wanted here; write `key: value` lines"
EMPTY = "an empty list says nothing here; write at least one item"
EMPTY_MAPPING = "an empty mapping says nothing here; write at least one item"

WRONG_TYPES = [
    ("sides:\n  cn: {", "sides:\n  cn: ^7\n  de: {terms: {de: [Deutschland]}, ", MAPPING),
    ("terms: {en: [China, Chinese], zh: [中国]}", "terms: ^[China]", MAPPING),
    ("en: [China, Chinese]", "en: ^China", LIST),
    ("packs: [cn]", "packs: ^cn", LIST),
    ("name: China", "name: ^[China]", "text is wanted here, not a list"),
    ("side: cn\n    names", "side: ^[cn]\n    names", "text is wanted here, not a list"),
    ("names: {zh: 董军}", "names: ^董军", MAPPING),
    ("also: [General Dong Jun]", "also: ^General Dong Jun", LIST),
    ("never: [Dong Junior]", "never: ^Dong Junior", LIST),
    ("ambiguous: true", "ambiguous: ^maybe", "`true` or `false` is wanted here, not `maybe`"),
    ("evidence: [navy]", "evidence: ^navy", LIST),
    ("against: [Dong Feng]", "against: ^{a: b}", LIST),
    ("titles: {en: [Chinese defence minister]}", "titles: ^[minister]", MAPPING),
    ("en: [Chinese defence minister]", "en: ^minister", LIST),
    ("holders: [{official: dong, from: 2023-12-29}]", "holders: ^dong", LIST),
    ("acting: false", "acting: ^1", "`true` or `false` is wanted here, not `1`"),
    ("from: 2021-01-22", "from: ^January", "`January` is no full date"),
    ("id: contacts", "id: ^[a]", "text is wanted here, not a list"),
    ("name: Contacts", "name: ^{}", "text is wanted here, not a mapping"),
    ("sides: [us, cn]", "sides: ^us", LIST),
    ("threshold: 10", "threshold: ^[10]", "a number is wanted here, such as `10`, not a list"),
    ("triage: [china + talks]", "triage: ^china", LIST),
    (
        "[china + talks]",
        "[^china talks]",
        "`china talks` names 2 groups; write `china + talks` where all must be found",
    ),
    ("{sides: [cn], officials: [cn]}", "^[cn]", MAPPING),
    ("{sides: [cn], officials: [cn]}", "{sides: ^cn, officials: [cn]}", LIST),
    ("officials: [cn]", "officials: ^cn", LIST),
    ("offices: [us-secdef]", "offices: ^us-secdef", LIST),
    ("packs: [talks]", "packs: ^talks", LIST),
    ("{en: [hotline*]}", "^[hotline]", MAPPING),
    ("near: [china, america]", "near: ^china", LIST),
    ("words: 5", "words: ^five", "a whole number is wanted here, such as `2`, not `five`"),
    ("any: [china, america]", "any: ^china", LIST),
    ("all: [china, america, talks]", "all: ^china", LIST),
    ("weight: 8", "weight: ^much", "a number is wanted here, such as `10`, not `much`"),
    ("within: sentence", "within: ^[sentence]", "a list is not possible here; write `sentence`"),
    ("words: 20", "words: ^2.5", "a whole number is wanted here"),
    ("unless: [talks]", "unless: ^talks", LIST),
    ("where: [title, lead]", "where: ^title", LIST),
]
MISSPELT = [
    ("packs: [cn]}", "^pack: [cn]}", "unknown key `pack`; did you mean `packs`?"),
    ("counterpart: us", "^counterpert: us", "unknown key `counterpert`; did you mean `counterpart`?"),
    ("acting: false", "^actng: false", "unknown key `actng`; did you mean `acting`?"),
    ("sides: [us, cn]", "^side: [us, cn]", "unknown key `side`; did you mean `sides`?"),
    ("threshold: 10", "^treshold: 10", "unknown key `treshold`; did you mean `threshold`?"),
    ("triage: [", "^triag: [", "unknown key `triag`; did you mean `triage`?"),
    ("groups:\n", "^group:\n", "unknown key `group`; did you mean `groups`?"),
    ("offices: [us-secdef]", "^office: [us-secdef]", "unknown key `office`; did you mean `offices`?"),
    ("terms: {en: [hotline*]}", "^term: {en: [hotline*]}", "unknown key `term`; did you mean `terms`?"),
    ("unless: [talks]", "^unles: [talks]", "unknown key `unles`; did you mean `unless`?"),
    ("within: sentence", "^witin: sentence", "unknown key `witin`; did you mean `within`?"),
    ("weight: 3", "^wieght: 3", "unknown key `wieght`; did you mean `weight`?"),
    ("where: [", "^were: [", "unknown key `were`; did you mean `where`?"),
    ("within: sentence", "within: ^sentense", "`sentense` is not possible here; write `sentence`, `neighbours`"),
    ("[title, lead]", "[title, ^leed]", "`leed` is not possible here; write `title`, `summary`, `body` or `lead`; did"),
    ("sides:\n  cn", "^side:\n  cn", "unknown key `side`; did you mean `sides`?"),
]
UNKNOWN = [
    (
        "sides: [us, cn]",
        "sides: [us, ^cm]",
        "no side has the id `cm`; known here: us, ru, cn; declare others under `sides`",
    ),
    (
        "sides: [us, cn]",
        "sides: [us, ^jp]",
        "no side has the id `jp`; known here: us, ru, cn; declare others under `sid",
    ),
    ("sides: [us, cn]", "sides: [us, ^China]", "`China` cannot be a side; write small letters, such as `us` or `cn`"),
    ("sides:\n  cn:", "sides:\n  ^CN:", "`CN` cannot be a side; write small letters"),
    (
        "side: cn\n    names",
        "side: ^ch\n    names",
        "no side has the id `ch`; known here: us, ru, cn; declare others under `sides`",
    ),
    (
        "side: cn\n    counterpart",
        "side: ^ch\n    counterpart",
        "no side has the id `ch`; known here: us, ru, cn; declare others under `sides`",
    ),
    ("{sides: [cn], off", "{sides: [^china], off", "no side has the id `china`; did you mean `cn`?"),
    ("packs: [cn]", "packs: [^china]", "no language pack has a term list `china`"),
    ("packs: [talks]", "packs: [^talk]", "no language pack has a term list `talk`; did you mean `talks`?"),
    (
        "{en: [hotline*]}",
        "{^fa: [hotline*]}",
        "there is no language pack for `fa`: nothing would be found in it; known",
    ),
    ("{en: [hotline*]}", "{^xx: [hotline*]}", "`xx` is no language; write its two letters"),
    ("{en: [hotline*]}", "{^zh-Hant: [熱線]}", "`zh-Hant` is kept apart by no article; put these under `zh`"),
    ("zh: [中国]", "^cn: [中国]", "`cn` is no language; write its two letters, such as `en`, `ru` or `zh`; did you me"),
    (
        "titles: {en: [P",
        "titles: {^chinese: [P",
        "`chinese` is no language; write its two letters, such as `en`, `ru` or `z",
    ),
    ("officials: [cn]", "officials: [^dang]", "no official has the id `dang`; did you mean `dong`?"),
    (
        "officials: [cn]",
        "officials: [^q]",
        "no official has the id `q`; write an id, or one of `us`, `ru`, `cn` for all",
    ),
    ("offices: [us-secdef]", "offices: [^us-secdev]", "no office has the id `us-secdev`; did you mean `us-secdef`?"),
    ("counterpart: us-secdef", "counterpart: ^us-sec", "no office has the id `us-sec`; did you mean `us-secdef`?"),
    ("near: [china, america]", "near: [china, ^americas]", "no group has the id `americas`; did you mean `america`?"),
    ("any: [china, america]", "any: [^chima, america]", "no group has the id `chima`; did you mean `china`?"),
    ("[china + talks]", "[^china + talk]", "no group has the id `talk`; did you mean `talks`?"),
    ("all: [both]", "all: [^bth]", "no group has the id `bth`; did you mean `both`?"),
    ("unless: [talks]", "unless: [^tolks]", "no group has the id `tolks`; did you mean `talks`?"),
]
EMPTY_ONES = [
    ("terms: {en: [China, Chinese], zh: [中国]}", "terms: ^{}", EMPTY_MAPPING),
    ("zh: [中国]", "zh: ^[]", EMPTY),
    ("packs: [cn]", "packs: ^[]", EMPTY),
    ("also: [General Dong Jun]", "also: ^[]", EMPTY),
    ("evidence: [navy]", "evidence: ^[]", EMPTY),
    ("titles: {en: [Pentagon chief]}", "titles: ^{}", EMPTY_MAPPING),
    ("[{official: dong, from: 2023-12-29}]", "^[]", EMPTY),
    ("sides: [us, cn]", "sides: ^[]", EMPTY),
    ("triage: [china + talks]", "triage: ^[]", EMPTY),
    ("officials: [cn]", "officials: ^[]", EMPTY),
    ("near: [china, america]", "near: ^[]", EMPTY),
    ("all: [both]", "all: ^[]", EMPTY),
    ("unless: [talks]", "unless: ^[]", EMPTY),
    ("where: [title, lead]", "where: ^[]", EMPTY),
    ("any-side: {any: [china, america]}", "any-side: ^{}", "this group finds nothing; give it one of terms, packs"),
]
CONTRADICTIONS = [
    ("    sides: [us, cn]\n", "", "`sides` is missing here; add it, such as `sides: [us, ru]`"),
    ("sides: [us, cn]", "sides: [us, cn, ^us]", "`us` stands twice in this list; remove one"),
    ("    threshold: 10\n", "", "`threshold` is missing here; add it, such as `threshold: 8`"),
    (", weight: 3", "", "`weight` is missing here; add it, such as `weight: 8`"),
    (
        "threshold: 10",
        "threshold: ^12",
        "can never be reached: all positive weights together are 11; lower it or raise",
    ),
    ("threshold: 10", "threshold: ^-1", "every article would be relevant; write a threshold above 0"),
    (
        "weight: 8",
        "weight: -8",
        "can never be reached: all positive weights together are 3; lower it or raise a weight",
    ),
    ("weight: 3", "weight: ^0", "a weight of 0 changes nothing; write another or remove the rule"),
    ("unless: [talks]", "unless: [^both]", "the rule can never hold: `both` stands under `all`, too; remove one"),
    ("all: [china, america, talks]", "all: [china, ^china]", "`china` stands twice in this list; remove one"),
    ("near: [china, america]", "near: ^[china]", "near what? write two groups or more, or `any` for what this one"),
    ("any: [china, america]", "any: [china], ^words: 3", "`words` is the distance for `near`; add `near`, or remove"),
    ("all: [both]", "all: [both], ^words: 3", "`words` is a distance between groups, and `all` has but one; add a"),
    ("any-side: {any: [china", "^any-side: {any: [any-side", "the group `any-side` is made of itself; break the circ"),
    ("[china + talks]", "[^china +]", "`china +` lacks a group beside `+`; write `a + b`, or one group"),
    (
        "terms: {en: [China, Chinese], zh: [中国]}, packs: [cn]",
        "",
        "nothing would find `cn` in a text; add `terms: {en:",
    ),
    ("id: dong", "id: ^cn", "the id `cn` is that of a side; choose another"),
]
# Where the place is that of the thing around, there is no mark to set in what is left out.
PLACES = {
    "    sides: [us, cn]\n": "24:5",
    "    threshold: 10\n": "24:5",
    ", weight: 3": "37:9",
    "weight: 8": "27:16",
    "terms: {en: [China, Chinese], zh: [中国]}, packs: [cn]": "2:3",
}


@pytest.mark.parametrize(("old", "new", "expected"), [*WRONG_TYPES, *MISSPELT, *UNKNOWN, *EMPTY_ONES, *CONTRADICTIONS])
def test_a_mistake_is_told_at_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert WATCH.count(old) == 1, old
    text = WATCH.replace(old, new)
    watch, place = unmark(text) if "^" in text else (text, PLACES[old])
    lines = mistakes(tmp_path, watch=watch)
    assert any(line.startswith(f"watch.yaml:{place}: {expected}") for line in lines), lines


def test_a_feed_of_an_unknown_side_is_told_in_its_own_file(tmp_path: Path) -> None:
    feeds = "feeds:\n  - {id: one, url: https://example.org/feed.xml, side: ch}\n"
    assert mistakes(tmp_path, feeds=feeds, watch=WATCH) == [
        "feeds.yaml:2:56: no side has the id `ch`; known here: us, ru, cn; declare others under `sides` of watch.yaml"
    ]
