"""The way into the config as a whole: what is valid, what is missing, and that every mistake is told at once."""

import copy
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from service.config import load_config, load_settings
from service.errors import ConfigError
from tests.support.configs import FEEDS, WATCH, write_config

SHIPPED = Path(__file__).parents[2] / "config"

OUTLINE_HOTLINE = """\
database: sqlite:///data/hotline.db        # or postgresql://...
logs: {dir: logs, rotation: 50 MB, retention: 1 year}
polling: {every_min: 2m, every_max: 12h, contact: you@example.org, allow_private: ["127.0.0.1:8099"],
          per_host: {connections: 2, gap: 0s, retry_after: true}}
alerts: {max_age: 2d}
archive: {keep_unmatched: 30d}
web: {listen: "127.0.0.1:8480"}
"""
OUTLINE_FEEDS = """\
feeds:
  - {id: us-dod, url: "https://www.example.org/rss", outlet: Pentagon, lang: en, side: us, tz: America/New_York}
  - {id: example, url: "https://example.org/feed", outlet: Example Times, lang: en, every: 10m}
"""
OUTLINE_WATCH = """\
officials:
  - id: austin
    name: Lloyd Austin
    side: us
    names: {ru: Ллойд Остин}
    also: [Lloyd J. Austin III]
    ambiguous: true
offices:
  us-secdef:
    side: us
    titles: {en: [secretary of defense, Pentagon chief], ru: [глава Пентагона]}
    holders: [{official: austin, from: 2021-01-22, until: 2025-01-20},
              {name: Patrick Shanahan, acting: true, from: 2019-01-01, until: 2019-06-23}]
"""


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(folder, {})
    return [str(problem).removeprefix(f"{folder}{os.sep}") for problem in caught.value.problems]


def test_smallest_config_takes_all_defaults(tmp_path: Path) -> None:
    config = load_config(write_config(tmp_path))
    assert config.settings.database == f"sqlite:///{tmp_path}/data/hotline.db"
    assert config.settings.logs.dir == tmp_path / "logs"
    assert config.settings.root == tmp_path
    assert config.settings.polling.every_min == timedelta(minutes=2)
    assert [(feed.id, feed.outlet, feed.lang) for feed in config.feeds] == [("one", "example.org", None)]
    assert config.watch.topics == ()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "polling:\nweb:\n", "polling: {contact: }\n"])
def test_empty_settings_are_defaults(tmp_path: Path, text: str) -> None:
    bare = load_config(write_config(tmp_path))
    assert load_config(write_config(tmp_path, hotline=text)) == bare


def test_documented_outline_is_valid(tmp_path: Path) -> None:
    folder = write_config(tmp_path, hotline=OUTLINE_HOTLINE, feeds=OUTLINE_FEEDS, watch=OUTLINE_WATCH)
    config = load_config(folder)
    polling = config.settings.polling
    assert polling.allow_private == ("127.0.0.1:8099",)
    assert (polling.per_host.connections, polling.per_host.gap, polling.per_host.retry_after) == (2, timedelta(0), True)
    assert config.settings.alerts.max_age == timedelta(days=2)
    assert config.feeds[1].every == timedelta(minutes=10)
    assert config.feeds[0].side == "us"
    office = config.watch.offices[0]
    # In order of time, whatever the order in the file; a tracked holder has the official's name.
    assert [holder.name for holder in office.holders] == ["Patrick Shanahan", "Lloyd Austin"]
    assert office.titles["ru"] == ("глава Пентагона",)


def test_five_mistakes_are_five_lines(tmp_path: Path) -> None:
    hotline = "polling:\n  every_minn: 2m\n"
    feeds = (
        "feeds:\n  - id: one\n    url: https://example.org/feed.xml\n"
        "  - {id: one, url: ftp://example.org/x}\n  - {id: three, url: https://example.org/3, full_text: 1}\n"
    )
    watch = WATCH + (
        "offices:\n  us-secdef:\n    side: us\n    titles: {en: [Pentagon chief]}\n    holders:\n"
        "      - {official: austin, from: 2021-01-22, until: 2020-01-20}\n"
    )
    folder = write_config(tmp_path, hotline=hotline, feeds=feeds, watch=watch)
    assert problems_of(folder) == [
        "feeds.yaml:4:10: the id `one` is already that of another feed, in line 2; choose another",
        "feeds.yaml:4:20: the scheme `ftp` cannot be used here; write `http://` or `https://`",
        "feeds.yaml:5:56: `true` or `false` is wanted here, not `1`",
        "hotline.yaml:2:3: unknown key `every_minn`; did you mean `every_min`?",
        "watch.yaml:15:53: `until: 2020-01-20` is before `from: 2021-01-22`; swap or correct them",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("feeds", "{id: one, url:", "{id: one, ulr:", "feeds.yaml:2:15: unknown key `ulr`; did you mean `url`?"),
        ("feeds", "feeds:", "feed:", "feeds.yaml:1:1: unknown key `feed`; did you mean `feeds`?"),
        (
            "watch",
            "  - id: belousov\n    name: Andrei Belousov",
            "  - id: austin\n    name: Lloyd Austin",
            "watch.yaml:6:9:",
        ),
    ],
)
def test_one_mistake_is_one_line(tmp_path: Path, name: str, old: str, new: str, line: str) -> None:
    files = {"feeds": FEEDS, "watch": WATCH}
    assert old in files[name]
    told = problems_of(write_config(tmp_path, **{name: files[name].replace(old, new)}))
    assert len(told) == 1
    assert told[0].startswith(line)


def test_files_are_called_as_the_user_called_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_config(tmp_path, feeds="feeds: 7\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load_config(Path("config"))
    assert str(caught.value).startswith("config/feeds.yaml:1:8: a list is wanted here")
    write_config(tmp_path)
    assert load_config(Path("config")).settings.logs.dir == tmp_path / "logs"


def test_the_folder_above_is_found_however_the_folder_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_config(tmp_path)
    monkeypatch.chdir(folder)
    for called in (".", "../config", "../config/", "../config/../config"):
        assert load_config(Path(called)).settings.root == tmp_path


def test_missing_things_say_how_to_make_them(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "nowhere") == [
        f"{tmp_path}/nowhere: there is no such folder; create one with `hotline init {tmp_path}/nowhere`"
    ]
    (tmp_path / "file").write_text("")
    assert "is a file, not a folder" in problems_of(tmp_path / "file")[0]
    folder = write_config(tmp_path, feeds=None, watch=None)
    missing = problems_of(folder)
    assert [line.split(";")[0] for line in missing] == ["feeds.yaml: missing", "watch.yaml: missing"]
    assert all("hotline init" in line for line in missing)
    (folder / "feeds.yml").write_text(FEEDS)
    assert problems_of(folder)[0] == "feeds.yaml: missing, but there is feeds.yml; rename it to feeds.yaml"


def test_empty_files_say_how_to_begin(tmp_path: Path) -> None:
    lines = problems_of(write_config(tmp_path, feeds="", watch="# later\n"))
    assert lines[0].startswith("feeds.yaml:1:1: the file is empty; begin with `feeds:`")
    assert lines[-1].startswith("watch.yaml:1:1: the file is empty; begin with `officials:`")


def test_a_broken_file_hides_nothing_in_the_others(tmp_path: Path) -> None:
    folder = write_config(tmp_path, hotline="a: [\n", feeds="feeds: [{id: a b, url: https://example.org}]\n")
    assert [line.split(":")[0] for line in problems_of(folder)] == ["feeds.yaml", "hotline.yaml"]


def test_shipped_config_is_complete() -> None:
    config = load_config(SHIPPED, {})
    names = "Lloyd Austin;Andrei Belousov;Sergei Shoigu;Valery Gerasimov;Mark Milley;CQ Brown;Pete Hegseth;Dan Caine"
    names += ";Jim Mattis;Mark Esper;Joseph Dunford;Chuck Hagel;Ash Carter;Martin Dempsey"
    assert {official.name for official in config.watch.officials} == set(names.split(";"))
    assert {office.id for office in config.watch.offices} == {"us-secdef", "us-cjcs", "ru-mindef", "ru-cgs"}
    assert len(config.feeds) >= 25
    assert len({feed.lang for feed in config.feeds}) >= 5
    assert {feed.side for feed in config.feeds} == {"us", "ru", None}
    assert [topic.id for topic in config.watch.topics] == ["us-russia-defense-contacts"]


def test_shipped_settings_are_the_defaults(tmp_path: Path) -> None:
    shipped = (SHIPPED / "hotline.yaml").read_text(encoding="utf-8")
    bare = load_config(write_config(tmp_path))
    assert load_config(write_config(tmp_path, hotline=shipped)) == bare


LINES = st.lists(
    st.sampled_from([*FEEDS.splitlines(), *WATCH.splitlines(), "- *a", "x: &a [*a]", "<<: {}", "? [1]: 2"])
)
GARBAGE = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.text(alphabet="{}[]:,-#&*!|>'\"%@`?\\ \n\tax0.e~<=", max_size=80).map(str.encode),
    LINES.map(lambda lines: "\n".join(lines).encode()),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hotline=GARBAGE, feeds=GARBAGE, watch=GARBAGE)
def test_garbage_is_a_config_error_and_nothing_else(tmp_path: Path, hotline: bytes, feeds: bytes, watch: bytes) -> None:
    folder = write_config(tmp_path)
    for name, raw in (("hotline", hotline), ("feeds", feeds), ("watch", watch)):
        (folder / f"{name}.yaml").write_bytes(raw)
    try:
        load_config(folder, {})
    except ConfigError as error:
        assert error.problems
        for problem in error.problems:
            assert str(problem).isprintable()
            lines = Path(problem.file).read_bytes().count(b"\n") + 2
            assert problem.line <= lines


WHOLE = """
hotline:
  database: sqlite:///x.db
  logs: {dir: logs, rotation: 50 MB, retention: 1 year, level: INFO}
  polling: {every_min: 2m, every_max: 12h, allow_private: [a], per_host: {connections: 2, gap: 1s}, proxy: http://p}
  web: {listen: "127.0.0.1:8480"}
feeds:
  feeds:
    - {id: a, url: https://example.org, lang: en, side: us, tz: UTC, every: 1m, headers: {X: y}}
    - {id: b, url: https://example.org, auth: {user: u, password_env: X}}
watch:
  sides: {xx: {name: X, terms: {en: [x]}, packs: [us]}}
  officials:
    - {id: a, name: A B, side: us, names: {ru: А Б}, also: [C D], evidence: [x]}
    - {id: b, name: C D, side: us}
  offices:
    o: {side: us, counterpart: o, titles: {en: [t]}, holders: [{official: a, from: 2020-01-01, until: 2021-01-01}]}
  topics:
    - id: t
      sides: [us, xx]
      threshold: 1
      triage: [g]
      groups: {g: {sides: [xx], officials: [a], offices: [o], terms: {en: [x]}, packs: [us]},
               h: {any: [g], near: [g], words: 2}}
      rules: [{id: r, all: [g], weight: 1, within: sentence, words: 2, unless: [h], where: [title]}]
"""
SCALARS = st.sampled_from(
    [None, True, 0, -1, 10, 1.5, 10**30, "us", "ru", "a", "2021-01-22", "1m", "${X}", "", "x" * 300]
)
ODD = (
    SCALARS
    | st.lists(SCALARS, max_size=2)
    | st.dictionaries(st.sampled_from(["id", "en", "a", "g"]), SCALARS, max_size=2)
)


def change(data: Any, steps: list[int], value: object) -> Any:
    """A copy of `data` in which the value that the steps lead to is another."""
    if not steps or not isinstance(data, list | dict) or not data:
        return value
    keys = list(data) if isinstance(data, dict) else range(len(data))
    key = keys[steps[0] % len(keys)]
    changed = copy.copy(data)
    changed[key] = change(data[key], steps[1:], value)
    return changed


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(st.integers(0, 9), min_size=2, max_size=8), ODD), min_size=1, max_size=4))
def test_any_value_at_any_key_is_a_config_error_or_valid(
    tmp_path: Path, changes: list[tuple[list[int], object]]
) -> None:
    whole = YAML(typ="safe", pure=True).load(WHOLE)
    for steps, value in changes:
        whole = change(whole, steps, value)
    texts = {name: json.dumps(data, default=str) for name, data in whole.items()}  # JSON is YAML
    folder = write_config(tmp_path, **texts)
    try:
        load_config(folder, {"X": "\n"})
    except ConfigError as error:
        assert all(problem.line and str(problem).isprintable() for problem in error.problems)


def test_an_address_that_nothing_can_reach_costs_only_its_own_feed(tmp_path: Path) -> None:
    feeds = (
        "feeds:\n  - {id: one, url: https://example.org/feed.xml}\n"
        "  - {id: two, url: 'http://example.org:99999/'}\n  - {id: three, url: 'http://[::1/'}\n"
    )
    folder = write_config(tmp_path, feeds=feeds)
    assert [feed.id for feed in load_config(folder, {}).feeds] == ["one", "two", "three"]
    with pytest.raises(ConfigError) as caught:
        load_config(folder, {}, strict=True)
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [(3, 20), (4, 22)]


def test_an_address_given_twice_is_reported_and_stops_nothing(tmp_path: Path) -> None:
    feeds = "feeds:\n  - {id: one, url: https://example.org/f}\n  - {id: two, url: https://example.org/f}\n"
    folder = write_config(tmp_path, feeds=feeds)
    assert len(load_config(folder, {}).feeds) == 2
    with pytest.raises(ConfigError) as caught:
        load_config(folder, {}, strict=True)
    (problem,) = caught.value.problems
    assert (problem.line, "already that of another feed, in line 2" in problem.message) == (3, True)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "http://u:p@example.org/", "http://a b/"])
def test_an_address_that_should_not_stand_there_costs_its_own_feed(tmp_path: Path, url: str) -> None:
    folder = write_config(tmp_path, feeds=f"feeds:\n  - {{id: one, url: '{url}'}}\n")
    assert load_config(folder, {}).feeds[0].url == url
    with pytest.raises(ConfigError):
        load_config(folder, {}, strict=True)


def test_beside_another_mistake_every_address_is_reported(tmp_path: Path) -> None:
    folder = write_config(tmp_path, feeds="feeds:\n  - {id: one, url: 'http://a..b/', colour: red}\n")
    with pytest.raises(ConfigError) as caught:
        load_config(folder, {})
    assert len(caught.value.problems) == 2


def test_the_settings_alone_do_not_mind_mistakes_in_the_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "hotline.yaml").write_text("database: sqlite:///kept.db\n", "utf-8")
    (folder / "watch.yaml").write_text("officials: {\n", "utf-8")
    assert load_settings(folder).database == f"sqlite:///{tmp_path / 'kept.db'}"


def test_the_settings_alone_report_their_own_mistakes(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "hotline.yaml").write_text("databse: sqlite:///kept.db\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(folder)
    assert caught.value.problems[0].line == 1
