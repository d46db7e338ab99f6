"""`hotline check`: what it says of a sound config, and of one with five different mistakes."""

from pathlib import Path

from tests.support.command import install, run

FEEDS = """\
feeds:
  - id: one
    url: htps://example.org/one.xml
  - id: one
    url: https://example.org/two.xml
    langauge: en
"""
WATCH = """\
officials:
  - id: austin
    name: Lloyd Austin
    side: usa
offices:
  us-secdef:
    side: us
    titles: {en: [secretary of defense]}
    holders:
      - {official: austin, from: 2025-01-20, until: 2021-01-22}
"""


def test_a_sound_config_is_counted_with_proper_plurals(tmp_path: Path) -> None:
    config = install(tmp_path)
    done = run(config, "check")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(f"{config} is in order: 1 feed, 14 officials, 4 offices, 1 topic, watch ")


def test_five_mistakes_are_five_lines_each_with_its_place(tmp_path: Path) -> None:
    config = install(tmp_path)
    (config / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    (config / "watch.yaml").write_text(WATCH, encoding="utf-8")
    done = run(config, "check")
    assert done.exit_code == 2
    assert done.stdout == ""
    *mistakes, last = done.stderr.replace(f"{config}/", "").splitlines()
    assert last == "5 mistakes in the config; nothing was done"
    assert [line.split(": ")[0] for line in mistakes] == [
        "feeds.yaml:3:10",
        "feeds.yaml:4:9",
        "feeds.yaml:6:5",
        "watch.yaml:4:11",
        "watch.yaml:10:53",
    ]
    url, duplicate, key, side, dates = mistakes
    assert "`htps` cannot be used" in url
    assert "`one`" in duplicate
    assert "did you mean `lang`?" in key
    assert "usa" in side
    assert "2021-01-22" in dates


def test_a_folder_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    for command in (["check"], ["poll"], ["run"], ["alerts"], ["feeds", "list"], ["db", "check"], ["health"]):
        done = run(None, *command, "--config", str(nowhere))
        assert done.exit_code == 2, command
        assert done.stderr.splitlines() == [
            f"{nowhere}: there is no such folder; create one with `hotline init {nowhere}`",
            "1 mistake in the config; nothing was done",
        ]


def test_live_says_which_feeds_do_not_answer(tmp_path: Path) -> None:
    config = install(tmp_path)
    (config / "feeds.yaml").write_text("feeds:\n  - {id: one, url: 'http://127.0.0.1:9/feed.xml'}\n", encoding="utf-8")
    (config / "hotline.yaml").write_text("polling: {allow_private: ['127.0.0.1:9']}\n", encoding="utf-8")
    done = run(config, "check", "--live")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[1].startswith("BAD  one: ")
    assert done.stdout.splitlines()[-1] == "0 of 1 feed work"
