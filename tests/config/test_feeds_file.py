"""`feeds.yaml`: what a feed may say, and what is said where it may not."""

from datetime import timedelta
from pathlib import Path

import pytest

from service.config import load_config
from service.model.feed import Feed
from tests.support.configs import mistakes, write_config


def feed_of(tmp_path: Path, more: str, environ: dict[str, str] | None = None) -> Feed:
    feeds = f"feeds:\n  - id: one\n    url: https://www.example.org/feed.xml\n    {more}\n"
    return load_config(write_config(tmp_path, feeds=feeds), environ or {}).feeds[0]


def test_every_key(tmp_path: Path) -> None:
    more = """outlet: Example Times
    lang: en-US
    side: us
    tz: America/New_York
    every: 10m
    full_text: true
    headers: {X-Api-Key: "key ${KEY}", X-Number: 007}
    auth: {user_env: USER_NAME, password_env: PASS}
    proxy: http://me:${PASS}@proxy.example.org:3128
    user_agent: Someone/1.0
"""
    feed = feed_of(tmp_path, more, {"KEY": "k", "USER_NAME": "me", "PASS": "p@ss"})
    assert feed == Feed(
        id="one",
        url="https://www.example.org/feed.xml",
        outlet="Example Times",
        lang="en",
        side="us",
        tz="America/New_York",
        every=timedelta(minutes=10),
        full_text=True,
        headers={"X-Api-Key": "key k", "X-Number": "007"},
        auth=("me", "p@ss"),
        proxy="http://me:p%40ss@proxy.example.org:3128",
        user_agent="Someone/1.0",
    )


def test_the_outlet_is_the_host_by_default(tmp_path: Path) -> None:
    assert feed_of(tmp_path, "lang: de").outlet == "example.org"


@pytest.mark.parametrize("auth", ["{user: me, password_env: PASS}", "{user: me, password: '${PASS}'}"])
def test_the_user_may_stand_in_the_file(tmp_path: Path, auth: str) -> None:
    assert feed_of(tmp_path, f"auth: {auth}", {"PASS": "p"}).auth == ("me", "p")


@pytest.mark.parametrize("text", ["no", "1e3", "2024-01-01", "0x1F", "us-dod", "gid.7_b", "012"])
def test_ids_stay_as_written(tmp_path: Path, text: str) -> None:
    feeds = f"feeds: [{{id: {text}, url: https://example.org}}]\n"
    assert load_config(write_config(tmp_path, feeds=feeds)).feeds[0].id == text


def test_norwegian_is_a_language(tmp_path: Path) -> None:
    assert feed_of(tmp_path, "lang: no").lang == "no"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8099/feed.xml",
        "http://[::1]:8099/feed.xml",
        "https://пример.рф/лента",
        "https://example.org/feed?a=1&b=%20#top",
        "https://my_host.example.org./",
        "http://localhost/",
    ],
)
def test_addresses(tmp_path: Path, url: str) -> None:
    feeds = f"feeds: [{{id: one, url: '{url}'}}]\n"
    assert load_config(write_config(tmp_path, feeds=feeds)).feeds[0].url == url


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("langg: en", "4:5: unknown key `langg`; did you mean `lang`?"),
        ("interval: 10m", "4:5: unknown key `interval`; known here: id, url, outlet"),
        ("id: two", "4:5: `id` stands twice; it is already in line 2: keep one"),
        ("side: uk", "4:11: no side has the id `uk`; known here: us, ru; declare others under `sides` of watch.yaml"),
        (
            "lang: ua",
            "4:11: `ua` is no language; write its two letters, such as `en`, `ru` or `zh`; did you mean `uk`?",
        ),
        ("lang: xx", "4:11: `xx` is no language"),
        ("lang: en_", "4:11: `en_` is no language"),
        (
            "tz: MSK",
            "4:9: `MSK` is no time zone; write an IANA name such as `Europe/Moscow`; did you mean",
        ),
        (
            "tz: Moscow",
            "4:9: `Moscow` is no time zone; write an IANA name such as `Europe/Moscow`; did you mean `Europe/Moscow`",
        ),
        ("tz: ../../etc/passwd", "4:9: `../../etc/passwd` is no time zone"),
        (
            "tz: Europe/Kiyv",
            "4:9: `Europe/Kiyv` is no time zone; write an IANA name",
        ),
        ("every: 10", "4:12: `10` has no unit; write one of `10s`, `10m`, `10h`, `10d`"),
        ("every: {m: 10}", "4:12: text is wanted here, not a mapping"),
        ("full_text: yes", "4:16: `true` or `false` is wanted here, not `yes`"),
        ("outlet: true", "4:13: text is wanted here, not `true`; put it in quotes if it is meant as text"),
        ("outlet: ' '", "4:13: empty; write some text or remove the key"),
        ('user_agent: "a\\nb"', "4:17: must be one line without control characters"),
        ("headers: {'a b': x}", "4:15: `a b` cannot be a header; write a name such as `X-Api-Key`"),
        ("headers: {X-A: é}", "4:20: servers are sent this, and it holds other than ASCII characters"),
        ("user_agent: Наблюдатель", "4:17: servers are sent this"),
        ("auth: {user: 'a:b', password_env: PASS}", "4:18: a user with a `:` in it cannot be sent"),
        ("headers: {Host: x}", "4:15: the header `Host` is set by Hotline itself; remove it"),
        ("headers: {X-A: 'k ${NOPE}'}", "4:20: the environment variable NOPE is not set; set it before starting"),
        ("headers: {X-A: '${BAD}'}", "4:20: the environment variable BAD holds a line break"),
        ("auth: {user_env: NOPE, password_env: PASS}", "4:22: the environment variable NOPE is not set"),
        ("auth: {user: me, password: hunter2}", "4:32: a password does not belong in a file; write `${NAME}`"),
        ("auth: {user: me}", "4:11: `password_env` is missing here; add `password_env: NAME`"),
        ("auth: {user: me, user_env: PASS, password_env: PASS}", "4:12: both `user` and `user_env`; keep one"),
        ("auth: me:secret", "4:11: a mapping is wanted here"),
    ],
)
def test_mistakes(tmp_path: Path, more: str, expected: str) -> None:
    feeds = f"feeds:\n  - id: one\n    url: https://www.example.org/feed.xml\n    {more}\n"
    lines = mistakes(tmp_path, {"PASS": "p", "BAD": "a\r\nX: y"}, feeds=feeds)
    assert len(lines) == 1
    assert lines[0].startswith(f"feeds.yaml:{expected}")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("example.org/feed", "`example.org/feed` is no full address; write one such as `https://example.org/feed.xml`"),
        ("//example.org/feed", "`//example.org/feed` is no full address"),
        ("feed://example.org/x", "the scheme `feed` cannot be used here; write `http://` or `https://`"),
        ("file:///etc/passwd", "the scheme `file` cannot be used here"),
        ("https://", "`https://` has no valid host"),
        ("https:///feed", "`https:///feed` has no valid host"),
        ("https://a..b/", "`https://a..b/` has no valid host"),
        ("https://-a.org/", "`https://-a.org/` has no valid host"),
        ("http://999.1.1.1/", "`http://999.1.1.1/` has no valid host"),
        ("http://[::1/", "`http://[::1/` is no address"),
        ("http://a.org:99999/", "`http://a.org:99999/` is no address"),
        ("http://a.org:x/", "`http://a.org:x/` is no address"),
        ("http://a.org:0/", "`http://a.org:0/` has port 0"),
        ("https://a.org/a b", "`https://a.org/a b` has a space in it; write it as `%20` or remove it"),
        ("https://me:pw@a.org/", "credentials do not belong in the address; use `auth: {user_env: NAME"),
        ("https://${HOST}/", "`${NAME}` is not replaced in this address; write it out"),
    ],
)
def test_bad_addresses(tmp_path: Path, url: str, expected: str) -> None:
    lines = mistakes(tmp_path, feeds=f"feeds:\n  - id: one\n    url: '{url}'\n")
    assert len(lines) == 1
    assert lines[0].startswith(f"feeds.yaml:3:10: {expected}")


@pytest.mark.parametrize(
    ("feeds", "expected"),
    [
        ("feeds:\n", "1:1: `feeds` has no value; write one behind the colon"),
        ("feeds: {}\n", "1:8: a list is wanted here; write `[one, two]` or one `- item` a line, not a mapping"),
        ("feeds:\n  - https://example.org\n", "2:5: a mapping is wanted here"),
        ("feeds:\n  -\n", "2:4: a mapping is wanted here"),
        ("feeds:\n  - id: a\n", "2:5: `url` is missing here; add it"),
        ("feeds:\n  - {url: https://example.org, id: }\n", "2:32: `id` has no value; write one behind the colon"),
        ("feeds: []\nofficials: []\n", "2:1: unknown key `officials`; it belongs in watch.yaml"),
        (
            "feeds:\n  - {id: a b, url: https://example.org}\n",
            "2:10: `a b` cannot be an id; use letters, digits and `-`",
        ),
    ],
)
def test_wrong_shapes(tmp_path: Path, feeds: str, expected: str) -> None:
    lines = mistakes(tmp_path, feeds=feeds)
    assert len(lines) == 1
    assert lines[0].startswith(f"feeds.yaml:{expected}")


def test_no_feed_at_all_is_allowed_if_said_so(tmp_path: Path) -> None:
    assert load_config(write_config(tmp_path, feeds="feeds: []\n")).feeds == ()
