"""`watch.yaml`: officials, offices and topics as written, their digest, and what must fit together."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from service.config import load_config
from service.model.watch import Watch, Within
from tests.support.configs import WATCH, mistakes, unmark, write_config

SHIPPED = Path(__file__).parents[2] / "config"
OFFICE = """\
offices:
  us-secdef:
    side: us
    titles: {en: [Pentagon chief]}
    holders:
"""
TOPIC = """\
topics:
  - id: contacts
    sides: [us, ru]
    threshold: 10
    triage: [us]
    groups:
      us: {officials: [us], terms: {en: [Pentagon, "defen* secret*", "=US"]}}
      ru: {officials: [belousov], packs: [ru]}
      both: {near: [us, ru], words: 5}
    rules:
      - {id: near, all: [us, ru], weight: 10, within: sentence, words: 20}
      - {id: far, all: [both], weight: -2.5, within: article, unless: [ru], where: [title, lead]}
"""


def watch_of(tmp_path: Path, text: str) -> Watch:
    return load_config(write_config(tmp_path, watch=text)).watch


def test_a_topic(tmp_path: Path) -> None:
    topic = watch_of(tmp_path, WATCH + TOPIC).topics[0]
    assert (topic.id, topic.name, topic.threshold, topic.triage) == ("contacts", "contacts", 10.0, ("us",))
    us, ru, both = topic.groups
    assert us.terms == {"en": ("Pentagon", "defen* secret*", "=US")}
    assert (us.officials, ru.packs, both.near, both.words, ru.words) == (("us",), ("ru",), ("us", "ru"), 5, 3)
    near, far = topic.rules
    assert (near.all, near.weight, near.within, near.words) == (("us", "ru"), 10.0, Within.SENTENCE, 20)
    assert (far.weight, far.within, far.unless, far.where) == (-2.5, Within.ARTICLE, ("ru",), ("title", "lead"))


def test_a_second_script_is_a_further_form(tmp_path: Path) -> None:
    text = "officials:\n  - {id: a, name: A Bé, side: us, names: {zh: 甲乙, zh-Hant: 丙丁}, also: [Ab, 丙丁]}\n"
    official = watch_of(tmp_path, text).officials[0]
    assert official.names == {"zh": "甲乙"}
    assert official.also == ("丙丁", "Ab")


def test_the_digest_follows_the_content_only(tmp_path: Path) -> None:
    first = watch_of(tmp_path, WATCH + TOPIC)
    commented = watch_of(
        tmp_path, "# a comment\n" + (WATCH + TOPIC).replace("ambiguous: true", "ambiguous:   true # so")
    )
    changed = watch_of(tmp_path, WATCH + TOPIC.replace("words: 20", "words: 21"))
    assert first.digest == commented.digest != ""
    assert changed.digest != first.digest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- {id: x, name: ^Иван Иванов, side: ru}", "`Иван Иванов` is not in Latin script; write it so here"),
        ("- ^{id: x, name: X Y}", "`side` is missing here; add it"),
        (
            "- {id: x, name: X Y, side: ^uk}",
            "no side has the id `uk`; known here: us, ru; declare others under `sides`",
        ),
        (
            "- {id: ^austin, name: X Y, side: us}",
            "the id `austin` is already that of another official, in line 2",
        ),
        (
            "- {id: x, name: ^Lloyd Austin, side: us}",
            "the name `Lloyd Austin` is already that of another official",
        ),
        ("- {id: x, name: X Y, side: us, names: {^xx: X}}", "`xx` is no language"),
        ("- {id: x, name: X Y, side: us, names: {ru: ^7}}", "`7` is no name; write the full name"),
        ("- {id: x, name: X Y, side: us, also: ^X}", "a list is wanted here"),
        ("- {id: x, name: X Y, side: us, also: [^'']}", "empty; write some text"),
        ("- {id: x, name: X Y, side: us, ^ambigous: true}", "unknown key `ambigous`; did you mean `ambiguous`?"),
        ("- {id: x, name: X Y, side: us, evidence: [^'*']}", "the pattern `*` holds no letter or digit"),
    ],
)
def test_mistakes_in_officials(tmp_path: Path, text: str, expected: str) -> None:
    assert_one(tmp_path, f"{WATCH}  {text}\n", expected)


def assert_one(tmp_path: Path, marked: str, expected: str) -> None:
    watch, place = unmark(marked)
    lines = mistakes(tmp_path, watch=watch)
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"watch.yaml:{place}: {expected}"), lines[0]


@pytest.mark.parametrize(
    ("holders", "expected"),
    [
        ("- {official: ^austn, from: 2021-01-22}", "no official has the id `austn`; did you mean `austin`?"),
        ("- {official: ^zzz, from: 2021-01-22}", "no official has the id `zzz`; add the official, or write"),
        ("- {official: ^belousov, from: 2021-01-22}", "`belousov` is of the side `ru`, the office is not"),
        ("- ^{from: 2021-01-22}", "who? add `official: ID` of a tracked official, or `name: ...`"),
        ("- {official: austin, ^name: X, from: 2021-01-22}", "both `official` and `name`; keep `official`"),
        ("- ^{name: X}", "`from` is missing here; add it"),
        ("- {name: X, from: ^2021}", "`2021` is no full date; write year, month and day, such as `2021-01-22`"),
        ("- {name: X, from: ^2021-02-30}", "`2021-02-30` is not a day of the calendar"),
        ("- {name: X, from: ^22.01.2021}", "`22.01.2021` is no full date"),
        ("- {name: X, from: 2021-01-22, until: ^2021-01-21}", "`until: 2021-01-21` is before `from: 2021-01-22`"),
        (
            "- {name: X, from: 2021-01-22, until: }\n      - {name: Y, from: ^2022-01-01}",
            "this holder begins while",
        ),
    ],
)
def test_mistakes_in_offices(tmp_path: Path, holders: str, expected: str) -> None:
    assert_one(tmp_path, f"{WATCH}{OFFICE}      {holders}\n", expected)


def test_dates_that_run_backwards_are_no_overlap_besides(tmp_path: Path) -> None:
    holders = "      - {name: X, from: 2031-01-22, until: 2025-01-20}\n      - {name: Y, from: 2025-01-25}\n"
    assert len(mistakes(tmp_path, watch=WATCH + OFFICE + holders)) == 1


def test_holders_may_meet_on_a_day_and_acting_ones_may_overlap(tmp_path: Path) -> None:
    holders = (
        "      - {name: X, from: 2020-01-01, until: 2021-01-20}\n"
        "      - {name: Z, acting: true, from: 2020-05-01, until: 2020-06-01}\n"
        "      - {name: Y, from: 2021-01-20}\n"
    )
    office = watch_of(tmp_path, WATCH + OFFICE + holders).offices[0]
    on_day_of_change = office.holder_on(date(2021, 1, 20))
    assert on_day_of_change
    assert on_day_of_change.name == "Y"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("all: [us, ru]", "all: [us, ^ry]", "no group has the id `ry`; known here: us, ru, both"),
        ("unless: [ru]", "unless: [^both]", "the rule can never hold: `both` stands under `all`, too; remove one"),
        ("unless: [ru]", "unless: [^nobody]", "no group has the id `nobody`; known here: us, ru, both"),
        ("triage: [us]", "triage: [^them]", "no group has the id `them`"),
        ("both: {near: [us, ru]", "^both: {near: [us, both]", "the group `both` is made of itself; break the circle"),
        ("officials: [belousov]", "officials: [^beloussov]", "no official has the id `beloussov`; did you mean"),
        ("officials: [us]", "offices: [^us-secdev]", "no office has the id `us-secdev`"),
        ("{near: [us, ru], words: 5}", "^{words: 5}", "this group finds nothing; give it one of terms, packs"),
        ("{near: [us, ru], words: 5}", "{near: [us, ru], ^word: 5}", "unknown key `word`; did you mean `words`?"),
        ("threshold: 10", "threshold: ^10.5", "can never be reached: all positive weights together are 10"),
        ("threshold: 10", "threshold: ^0", "every article would be relevant; write a threshold above 0"),
        ("threshold: 10", "threshold: ^ten", "a number is wanted here, such as `10`, not `ten`"),
        ("threshold: 10", "threshold: ^.inf", "a number is wanted here"),
        ("weight: -2.5", "weight: ^0", "a weight of 0 changes nothing"),
        ("weight: -2.5", "weight: ^true", "a number is wanted here, such as `10`, not `true`"),
        ("within: article", "within: ^artikle", "`artikle` is not possible here; write `sentence`"),
        ("words: 20", "words: ^0", "`0` is out of range; write at least 1"),
        ("[title, lead]", "[^headline]", "`headline` is not possible here; write `title`, `summary`, `body`"),
        ("id: far", "id: ^near", "the id `near` is already that of another rule, in line 20; choose another"),
        ("all: [both]", "all: ^[]", "an empty list says nothing here; write at least one item"),
        ("Pentagon,", '^"!?",', "the pattern `!?` holds no letter or digit"),
        ("Pentagon,", '^"a*",', "the pattern `a*` is wrong: `*` needs two letters beside it"),
        ("Pentagon,", '^"de*ence",', "the pattern `de*ence` is wrong: `*` stands once, at the end or beginning"),
        ("packs: [ru]", "packs: [^sprot]", "no language pack has a term list `sprot`; did you mean `sport`?"),
        ("Pentagon,", '^"US=",', "the pattern `US=` is wrong: `=` stands in front of a word"),
    ],
)
def test_mistakes_in_topics(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in TOPIC
    assert_one(tmp_path, WATCH + TOPIC.replace(old, new), expected)


def test_mistakes_in_one_place_hide_none_in_another(tmp_path: Path) -> None:
    holders = "      - {official: nobody, from: 2021-01-22, until: 2020-01-20, unto: 1}\n"
    lines = mistakes(
        tmp_path, watch=WATCH.replace("side: us", "side: uk") + OFFICE + holders + TOPIC.replace("[us, ru]", "[x, ru]")
    )
    # The side, the official, the date, the key, the side of the topic, the group of a group, the group of a rule.
    assert len(lines) == 7


# Who held an office, by days on which the newspapers left no doubt.
HELD = [
    ("us-secdef", "1999-06-17", "William Cohen"),
    ("us-secdef", "2003-06-10", "Donald Rumsfeld"),
    ("us-secdef", "2008-08-12", "Robert Gates"),
    ("us-secdef", "2013-01-15", "Leon Panetta"),
    ("us-secdef", "2014-06-01", "Chuck Hagel"),
    ("us-secdef", "2016-06-01", "Ash Carter"),
    ("us-secdef", "2018-12-20", "Jim Mattis"),
    ("us-secdef", "2019-03-01", "Patrick Shanahan"),
    ("us-secdef", "2019-07-01", "Mark Esper"),
    ("us-secdef", "2019-07-18", "Richard Spencer"),
    ("us-secdef", "2020-06-01", "Mark Esper"),
    ("us-secdef", "2021-01-06", "Christopher Miller"),
    ("us-secdef", "2021-01-21", "David Norquist"),
    ("us-secdef", "2024-06-25", "Lloyd Austin"),
    ("us-secdef", "2025-01-22", "Robert Salesses"),
    ("us-secdef", "2025-10-01", "Pete Hegseth"),
    ("us-cjcs", "2006-06-01", "Peter Pace"),
    ("us-cjcs", "2008-10-21", "Mike Mullen"),
    ("us-cjcs", "2015-03-01", "Martin Dempsey"),
    ("us-cjcs", "2017-02-16", "Joseph Dunford"),
    ("us-cjcs", "2022-11-16", "Mark Milley"),
    ("us-cjcs", "2024-11-27", "CQ Brown"),
    ("us-cjcs", "2025-03-15", "Christopher Grady"),
    ("us-cjcs", "2025-06-22", "Dan Caine"),
    ("ru-mindef", "1999-06-17", "Igor Sergeyev"),
    ("ru-mindef", "2007-02-09", "Sergei Ivanov"),
    ("ru-mindef", "2008-08-12", "Anatoly Serdyukov"),
    ("ru-mindef", "2013-08-09", "Sergei Shoigu"),
    ("ru-mindef", "2022-05-13", "Sergei Shoigu"),
    ("ru-mindef", "2024-06-25", "Andrei Belousov"),
    ("ru-cgs", "2003-06-10", "Anatoly Kvashnin"),
    ("ru-cgs", "2007-05-01", "Yuri Baluyevsky"),
    ("ru-cgs", "2008-10-21", "Nikolai Makarov"),
    ("ru-cgs", "2013-01-15", "Valery Gerasimov"),
    ("ru-cgs", "2024-11-27", "Valery Gerasimov"),
]


@pytest.mark.parametrize(("office_id", "day", "name"), HELD)
def test_shipped_holders(office_id: str, day: str, name: str) -> None:
    office = next(office for office in load_config(SHIPPED, {}).watch.offices if office.id == office_id)
    holder = office.holder_on(date.fromisoformat(day))
    assert holder
    assert holder.name == name


def test_shipped_offices_were_never_vacant_since_2013() -> None:
    for office in load_config(SHIPPED, {}).watch.offices:
        for days in range((date(2026, 1, 1) - date(2013, 1, 1)).days):
            day = date(2013, 1, 1) + timedelta(days=days)
            assert office.holder_on(day), (office.id, day)


def test_shipped_names_stand_once_and_in_every_script_that_needs_them() -> None:
    watch = load_config(SHIPPED, {}).watch
    languages = {"en", "ru", "uk", "de", "fr", "es", "it", "pl", "tr", "ko", "zh", "ja", "ar"}
    for official in watch.officials:
        assert {"ru", "uk", "zh", "ja", "ko", "ar"} <= set(official.names), official.id
        assert len(set(official.also)) == len(official.also)
        assert not {official.name, *official.names.values()} & set(official.also), official.id
        if official.side == "ru":
            assert len(official.names["ru"].split()) == 3, "with the patronymic"
    for office in watch.offices:
        assert set(office.titles) == languages, office.id
        assert all(len(set(titles)) == len(titles) for titles in office.titles.values()), office.id
