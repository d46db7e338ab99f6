"""What is sent, and what of the server's headers is believed."""

from datetime import UTC, datetime, timedelta

import pytest
from yarl import URL

from service.adapters.http.headers import (
    Crumbs,
    build_headers,
    clean_validator,
    collect_headers,
    read_retry_after,
    user_agent,
)
from service.model.feed import FetchRequest

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
AGENT = "hotline-watch/1 (+a@example.org)"


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("60", timedelta(minutes=1)),
        (" 120 ", timedelta(minutes=2)),
        ("1.5", timedelta(seconds=1.5)),
        ("0", None),
        ("-5", None),
        ("", None),
        ("soon", None),
        ("٣٠", None),
        ("999999999999", timedelta(hours=24)),
        ("9" * 400, None),
        ("Thu, 15 Jan 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Thursday, 15-Jan-26 13:00:00 GMT", timedelta(hours=1)),
        ("Thu, 15 Jan 2026 11:00:00 GMT", None),
        ("Fri, 15 Jan 2100 11:00:00 GMT", timedelta(hours=24)),
        ("Thu, 99 Jan 2026 11:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_and_capped(value: str, wait: timedelta | None) -> None:
    assert read_retry_after({"retry-after": value}, NOW) == (None if wait is None else NOW + wait)


def test_retry_after_counts_from_the_servers_clock_where_it_tells_it() -> None:
    headers = {"retry-after": "Thu, 15 Jan 2026 19:10:00 GMT", "date": "Thu, 15 Jan 2026 19:00:00 GMT"}
    assert read_retry_after(headers, NOW) == NOW + timedelta(minutes=10)


def test_without_retry_after_there_is_no_time() -> None:
    assert read_retry_after({}, NOW) is None


@pytest.mark.parametrize("value", ['"abc"', 'W/"abc"', "no-quotes", "Fri, 15 Jan 2100 11:00:00 GMT", '""'])
def test_validators_are_kept_as_they_came(value: str) -> None:
    assert clean_validator(value) == value


@pytest.mark.parametrize("value", [None, "", "  ", "a\r\nX-Injected: 1", "a\x00b", "é", "\udc80", "x" * 5000])
def test_validators_that_could_do_harm_are_dropped(value: str | None) -> None:
    assert clean_validator(value) is None
    sent = build_headers(FetchRequest("http://h/", etag=value), None, AGENT, home=True, cookies=())
    assert "If-None-Match" not in sent


def test_answers_have_lower_case_names_and_clean_validators() -> None:
    raw = [("ETag", '"a"'), ("Vary", "a"), ("VARY", "b"), ("Last-Modified", "x" * 5000)]
    assert collect_headers(raw) == {"etag": '"a"', "vary": "a, b"}


def test_the_user_agent_says_who_we_are() -> None:
    assert user_agent("1.2", "desk@example.org") == "hotline-watch/1.2 (+desk@example.org)"
    assert user_agent("1.2", "") == "hotline-watch/1.2"
    assert user_agent("1.2", "a)\r\n(b") == "hotline-watch/1.2 (+ab)"


def test_a_feeds_own_headers_and_credentials_go_home_only() -> None:
    request = FetchRequest("https://h/", headers={"X-Key": "1", "accept": "text/xml"}, auth=("user", "пароль"))
    home = build_headers(request, None, AGENT, home=True, cookies=())
    assert home["X-Key"] == "1"
    assert home["accept"] == "text/xml"
    assert "Accept" not in home
    assert home["Authorization"] == "Basic dXNlcjrQv9Cw0YDQvtC70Yw="
    away = build_headers(request, ("u", "p"), AGENT, home=False, cookies=())
    assert set(away) == {"User-Agent", "Accept", "Accept-Encoding"}


def test_a_feeds_own_headers_cannot_break_the_request() -> None:
    odd = {
        "Host": "evil",
        "Content-Length": "5",
        "X: y": "1",
        "X-Line": "a\r\nb",
        "Good": "ok",
        "Accept-Encoding": "br",
    }
    sent = build_headers(FetchRequest("https://h/", headers=odd), None, AGENT, home=True, cookies=())
    assert set(sent) == {"User-Agent", "Accept", "Accept-Encoding", "Good"}
    assert sent["Accept-Encoding"] == "gzip, deflate, br"


def test_cookies_go_back_to_their_own_origin_only() -> None:
    crumbs = Crumbs()
    crumbs.note(URL("https://h/a"), ["seen=1; Path=/; Domain=example", "bad name=1", "evil=a\x01b", "empty"])
    assert crumbs.for_url(URL("https://h/b")) == ("seen=1",)
    assert crumbs.for_url(URL("http://h/b")) == ()
    assert crumbs.for_url(URL("https://other/b")) == ()


def test_a_flood_of_cookies_is_kept_small() -> None:
    crumbs = Crumbs()
    crumbs.note(URL("https://h/"), [f"c{n}={'x' * 2000}" for n in range(500)])
    crumbs.note(URL("https://h/"), [f"d{n}=1" for n in range(500)])
    kept = crumbs.for_url(URL("https://h/"))
    assert 0 < len(kept) <= 20
    assert sum(map(len, kept)) <= 4200
