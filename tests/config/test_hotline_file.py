"""`hotline.yaml`: what its values may be, and what is said where they may not."""

from datetime import timedelta
from pathlib import Path

import pytest
from loguru import logger

from service.config import load_config
from service.model.settings import Settings
from tests.support.configs import mistakes, write_config


def settings_of(tmp_path: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    return load_config(write_config(tmp_path, hotline=text), environ or {}).settings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2m", timedelta(minutes=2)),
        ("90s", timedelta(seconds=90)),
        ("1h 30m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("0.5 hours", timedelta(minutes=30)),
        ("1 day", timedelta(days=1)),
        ("2 weeks", timedelta(weeks=2)),
    ],
)
def test_durations(tmp_path: Path, text: str, expected: timedelta) -> None:
    assert settings_of(tmp_path, f"alerts: {{max_age: {text}}}").alerts.max_age == expected


@pytest.mark.parametrize(
    ("text", "size"), [("5000000", 5_000_000), ("5 MB", 5_000_000), ("5MiB", 5 * 1024**2), ("1.5 kB", 1500)]
)
def test_sizes(tmp_path: Path, text: str, size: int) -> None:
    assert settings_of(tmp_path, f"polling: {{max_wire_bytes: {text}}}").polling.max_wire_bytes == size


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("sqlite:////var/lib/hotline.db", "sqlite:////var/lib/hotline.db"),
        ("postgresql://me@db/hotline", "postgresql+psycopg://me@db/hotline"),
        ("postgres://db:5433/hotline", "postgresql+psycopg://db:5433/hotline"),
        ("postgresql+psycopg:///hotline?host=/run/pg", "postgresql+psycopg:///hotline?host=%2Frun%2Fpg"),
        # Part of an address is encoded, a whole one is taken as it is.
        ("'postgresql://me:${PW}@db/x'", "postgresql+psycopg://me:a%40b%2Fc@db/x"),
        ("${URL}", "postgresql+psycopg://u:p%40q@db/x"),
    ],
)
def test_databases(tmp_path: Path, written: str, url: str) -> None:
    environ = {"PW": "a@b/c", "URL": "postgresql://u:p%40q@db/x"}
    assert settings_of(tmp_path, f"database: {written}\n", environ).database == url


def test_relative_paths_hang_on_the_folder_above(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "database: sqlite:///x/y.db\nlogs: {dir: ../logs}\n")
    assert settings.database == f"sqlite:///{tmp_path}/x/y.db"
    assert settings.logs.dir == tmp_path / "../logs"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pooling: {}", "1:1: unknown key `pooling`; did you mean `polling`?"),
        ("feeds: []", "1:1: unknown key `feeds`; it belongs in feeds.yaml"),
        ("polling: {every: 2m}", "1:11: unknown key `every`; did you mean `every_m"),
        ("polling: {per_host: {gaps: 1s}}", "1:22: unknown key `gaps`; did you mean `gap`?"),
        ("polling: 2m", "1:10: a mapping is wanted here; write `key: value` lines, not `2m`"),
        ("- polling", "1:1: a mapping is wanted here; write `key: value` lines, not a list"),
        ("polling: {every_min: 120}", "1:22: `120` has no unit; write one of `120s`, `120m`, `120h`, `120d`"),
        ("polling: {every_min: soon}", "1:22: `soon` is no duration; write a number and s, m, h, d or w"),
        ("polling: {every_min: 2 months}", "1:22: `2 months` is no duration"),
        ("polling: {every_min: -2m}", "1:22: `-2m` is no duration"),
        ("polling: {every_min: 0s}", "1:22: must be longer than nothing"),
        ("alerts: {max_age: 99999999999999d}", "1:19: `99999999999999d` is longer than 100 years"),
        ("polling: {every_max: 1m}", "1:22: `every_max` is shorter than `every_min`"),
        ("polling: {every_min: 13h}", "1:10: `every_max` is shorter than `every_min`"),
        ("polling: {max_body_bytes: 1 MB}", "1:27: `max_body_bytes` is less than `max_wire_bytes`"),
        ("polling: {max_wire_bytes: 8 megs}", "1:27: `8 megs` is no size; write bytes or a size such as `8 MB`"),
        ("polling: {max_wire_bytes: 10}", "1:27: `10` is out of range"),
        ("polling: {allow_private: 127.0.0.1}", "1:26: a list is wanted here"),
        ("polling: {allow_private: ['http://x/']}", "1:27: `http://x/` is a whole URL; write `127.0.0.1:8099`"),
        ("polling: {allow_private: ['10.0.0.1/8']}", "1:27: `10.0.0.1/8` is no network"),
        ("polling: {allow_private: ['a b']}", "1:27: `a b` is no host"),
        ("polling: {per_host: {connections: 0}}", "1:35: `0` is out of range; write at least 1"),
        ("polling: {per_host: {connections: two}}", "1:35: a whole number is wanted here, such as `2`, not `two`"),
        ("polling: {per_host: {connections: 2.5}}", "1:35: a whole number is wanted here, such as `2`, not `2.5`"),
        ("polling: {per_host: {retry_after: yes}}", "1:35: `true` or `false` is wanted here, not `yes`"),
        ("polling: {proxy: 'socks5://x'}", "1:18: the scheme `socks5` cannot be used here"),
        ("polling: {proxy: 'http://u:${NOPE}@x:1'}", "1:18: the environment variable NOPE is not set"),
        ("polling: {proxy: 'http://u:${1}@x:1'}", "1:18: `1` is no name of an environment variable"),
        ("polling: {contact: [a]}", "1:20: text is wanted here, not a list"),
        ("logs: {rotation: 50 megs}", "1:18: `50 megs` is no rotation; write a size (`50 MB`)"),
        ("logs: {rotation: 0 MB}", "1:18: `0 MB` is no rotation"),
        ("logs: {retention: forever}", "1:19: `forever` is no retention"),
        ("logs: {retention: 50 MB}", "1:19: `50 MB` is no retention"),
        ("logs: {level: info}", "1:15: `info` is not possible here; write `DEBUG`, `INFO`, `WARNING` or `ERROR`"),
        (
            "alerts: {mentions: relevent}",
            "1:20: `relevent` is not possible here; write `all` or `relevant`; did you mean",
        ),
        (
            "web: {listen: 8480}",
            "1:15: `8480` is no address to listen on; write host and port, such as `127.0.0.1:8480`",
        ),
        ("web: {listen: 'localhost:99999'}", "1:15: `localhost:99999` is no address to listen on"),
        (
            "web: {listen: 'no'}",
            "1:15: `no` is no address to listen on; write host and port, such as `127.0.0.1:8480`, or",
        ),
        (
            "web: {listen: '0.0.0.0:8480'}",
            "1:6: other machines reach `0.0.0.0:8480`, so a token is needed: write `token:",
        ),
        ("web: {listen: 'desk.example.org:8480'}", "1:6: other machines reach `desk.example.org:8480`, so a token"),
        ("web: {listen: '[::]:8480'}", "1:6: other machines reach `[::]:8480`, so a token is needed"),
        ("web: {token: correct-horse-battery-staple}", "1:14: a password does not belong in a file; write `${NAME}`"),
        ("web: {token: '${SHORT}'}", "1:14: the token has to be 16 or more letters and digits"),
        ("web: {token: '${NOPE}'}", "1:14: the environment variable NOPE is not set"),
        ("web: {url: 'https://x.example/hotline'}", "1:12: the page needs a host name of its own"),
        ("web: {url: 'ftp://x.example'}", "1:12: the scheme `ftp` cannot be used here"),
        ("web: {hosts: desk.example.org}", "1:14: a list is wanted here"),
        ("web: {hosts: ['https://desk.example.org']}", "1:15: `https://desk.example.org` is no host name"),
        ("web: {rate: 0}", "1:13: `0` is out of range; write at least 1"),
        ("database: mysql://x/y", "1:11: the database `mysql` is not supported"),
        ("database: 'sqlite://'", "1:11: a SQLite database needs a file; write `sqlite:///data/hotline.db`"),
        ("database: sqlite://data/hotline.db", "1:11: a SQLite database needs a file"),
        ("database: hotline.db", "1:11: no database address"),
        ("database: 'postgresql://host'", "1:11: the name of the database is missing"),
        ("database: 'postgresql://u:${DB_PW}@host/x'", "1:11: the environment variable DB_PW is not set"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, expected: str) -> None:
    lines = mistakes(tmp_path, hotline=text + "\n", environ={"SHORT": "swordfish"})
    assert len(lines) == 1
    assert lines[0].startswith(f"hotline.yaml:{expected}")
    assert "swordfish" not in lines[0]


def test_a_password_is_never_repeated(tmp_path: Path) -> None:
    lines = mistakes(
        tmp_path, hotline="database: 'oracle://me:hunter2@db/x'\npolling: {proxy: 'http://me:hunter2@p q'}\n"
    )
    assert len(lines) == 2
    assert "hunter2" not in "".join(lines)


@pytest.mark.parametrize(
    "rotation", ["50 MB", "1 GB", "500kB", "1 week", "1 day", "12 h", "00:00", "monday", "sunday at 12:00"]
)
@pytest.mark.parametrize("retention", ["1 year", "90 days", "2 weeks", "1 month", "1 year, 6 months"])
def test_what_is_valid_for_logs_is_valid_for_loguru(tmp_path: Path, rotation: str, retention: str) -> None:
    logs = settings_of(tmp_path, f"logs: {{rotation: '{rotation}', retention: '{retention}'}}\n").logs
    logger.remove(logger.add(tmp_path / "x.log", rotation=logs.rotation, retention=logs.retention))


TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "listen"),
    [
        ("", "127.0.0.1:8480"),
        ("web: {}", "127.0.0.1:8480"),
        ("web:", "127.0.0.1:8480"),
        ("web: {listen: }", "127.0.0.1:8480"),
        ("web: {listen: off}", None),
        ("web: {listen: false}", None),
        ("web: {listen: 'localhost:80'}", "localhost:80"),
        ("web: {listen: '[::1]:8480'}", "[::1]:8480"),
        ("web: {listen: '0.0.0.0:8480', token: '${T}'}", "0.0.0.0:8480"),
    ],
)
def test_where_the_page_is_served(tmp_path: Path, text: str, listen: str | None) -> None:
    assert settings_of(tmp_path, text + "\n", {"T": TOKEN}).web.listen == listen


def test_the_page_behind_a_server_of_ones_own(tmp_path: Path) -> None:
    text = "web: {url: 'https://Hotline.example.org/', hosts: [Desk.Example.org, hotline], rate: 200, token: '${T}'}\n"
    web = settings_of(tmp_path, text, {"T": TOKEN}).web
    assert web.url == "https://Hotline.example.org"
    assert web.hosts == ("desk.example.org", "hotline")
    assert (web.rate, web.token) == (200, TOKEN)


def test_the_environment_alone_may_say_where_the_page_listens(tmp_path: Path) -> None:
    environ = {"HOTLINE_WEB_LISTEN": "0.0.0.0:8480", "HOTLINE_WEB_TOKEN": TOKEN}
    for text in ("", "web:\n", "web: {listen: '127.0.0.1:1'}\n"):
        web = settings_of(tmp_path, text, environ).web
        assert (web.listen, web.token) == ("0.0.0.0:8480", TOKEN)
    # What is empty says nothing.
    assert settings_of(tmp_path, "", {"HOTLINE_WEB_LISTEN": "", "HOTLINE_WEB_TOKEN": ""}).web.listen == "127.0.0.1:8480"


def test_the_environment_cannot_open_the_page_without_a_token(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path, hotline="", environ={"HOTLINE_WEB_LISTEN": "0.0.0.0:8480"})
    assert "so a token is needed" in line


def test_a_token_that_is_not_set_costs_the_page_alone(tmp_path: Path) -> None:
    text = "web: {listen: '0.0.0.0:8480', token: '${HOTLINE_WEB_TOKEN}'}\n"
    # Whoever looks at alerts, or polls, need not know it; `hotline check` says it.
    assert settings_of(tmp_path, text).web.token == "${HOTLINE_WEB_TOKEN}"
    (line,) = mistakes(tmp_path, hotline=text)
    assert "the environment variable HOTLINE_WEB_TOKEN is not set" in line
    for token in (TOKEN[:15], "x" * 40 + "$", "with a space in its midst", "${HOTLINE_WEB_TOKEN}"):
        (line,) = mistakes(tmp_path, hotline=text, environ={"HOTLINE_WEB_TOKEN": token})
        assert "the token has to be 16 or more letters and digits" in line
