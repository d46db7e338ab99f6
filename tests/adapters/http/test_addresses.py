"""Which URLs and addresses may be asked."""

from ipaddress import ip_address

import pytest
from yarl import URL

from service.adapters.http.addresses import MAX_URL, AddressGuard, is_public, parse_url, show_url
from service.errors import FetchError, FetchKind

CLOSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.8.9.10",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2a00:1450::1%1",
]
OPEN = [
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", CLOSED)
def test_special_addresses_are_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not AddressGuard([]).permits(address, 80)


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_are_permitted(address: str) -> None:
    assert AddressGuard([]).permits(address, 443)


def test_what_is_no_address_is_refused() -> None:
    assert not AddressGuard(["localhost"]).permits("localhost", 80, "localhost")


@pytest.mark.parametrize(
    ("entry", "address", "port", "host", "permitted"),
    [
        ("127.0.0.1:8099", "127.0.0.1", 8099, None, True),
        ("127.0.0.1:8099", "::ffff:127.0.0.1", 8099, None, True),
        ("127.0.0.1:8099", "127.0.0.1", 8098, None, False),
        ("127.0.0.1:8099", "127.0.0.2", 8099, None, False),
        ("127.0.0.1:8099", "::1", 8099, "localhost", False),
        ("127.0.0.1:8099", "64:ff9b::7f00:1", 8099, None, False),
        ("127.0.0.1", "127.0.0.1", 1, None, True),
        ("[::1]:80", "::1", 80, None, True),
        ("[::1]:80", "::1", 81, None, False),
        ("::1", "::1", 81, None, True),
        ("10.1.0.0/16", "10.1.2.3", 80, None, True),
        ("10.1.0.0/16", "10.2.2.3", 80, None, False),
        ("fd00::/8", "fd00::5", 80, None, True),
        ("news.intranet:80", "10.0.0.5", 80, "News.Intranet", True),
        ("news.intranet:80", "10.0.0.5", 80, "news.intranet.", True),
        ("news.intranet:80", "10.0.0.5", 443, "news.intranet", False),
        ("news.intranet", "10.0.0.5", 443, "news.intranet", True),
        ("news.intranet", "10.0.0.5", 80, "evil.example", False),
        ("news.intranet", "10.0.0.5", 80, None, False),
    ],
)
def test_the_allow_list_lifts_the_ban_for_what_it_names_only(
    entry: str, address: str, port: int, host: str | None, permitted: bool
) -> None:
    assert AddressGuard([entry]).permits(address, port, host) is permitted


@pytest.mark.parametrize("entry", ["news.intranet:http", "host:0", "host:99999"])
def test_an_entry_that_cannot_match_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="allow_private"):
        AddressGuard([entry])


def test_a_proxy_is_not_asked_for_this_machine_by_name_or_address() -> None:
    guard = AddressGuard(["127.0.0.1:8099"])
    assert guard.permits_unresolved("news.example", 80)
    assert guard.permits_unresolved("localhost", 8099)
    for host in ("localhost", "LOCALHOST.", "a.localhost", "10.0.0.1", "::1"):
        assert not guard.permits_unresolved(host, 80)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", FetchKind.BAD_URL),
        ("   ", FetchKind.BAD_URL),
        ("http://", FetchKind.BAD_URL),
        ("http:///feed", FetchKind.BAD_URL),
        ("http://[::1", FetchKind.BAD_URL),
        ("http://127.0.0.1:99999/", FetchKind.BAD_URL),
        ("http://example.org:0/", FetchKind.BAD_URL),
        ("http://a..b/", FetchKind.BAD_URL),
        ("http://exa mple.org/", FetchKind.BAD_URL),
        ("http://h\\@evil/", FetchKind.BAD_URL),
        ("http://%31%32%37.0.0.1/", FetchKind.BLOCKED),
        (f"http://{'a' * 70}.org/", FetchKind.BAD_URL),
        (f"http://example.org/{'a' * MAX_URL}", FetchKind.BAD_URL),
        ("/feed.xml", FetchKind.BLOCKED),
        ("file:///etc/hosts", FetchKind.BLOCKED),
        ("ftp://example.org/", FetchKind.BLOCKED),
        ("gopher://example.org/", FetchKind.BLOCKED),
        ("data:text/xml,<rss/>", FetchKind.BLOCKED),
        ("javascript:alert(1)", FetchKind.BLOCKED),
        ("http://2130706433/", FetchKind.BLOCKED),
        ("http://0x7f.1/", FetchKind.BLOCKED),
        ("http://0x7f000001/", FetchKind.BLOCKED),
        ("http://0177.0.0.1/", FetchKind.BLOCKED),
        ("http://127.1/", FetchKind.BLOCKED),
        ("http://0/", FetchKind.BLOCKED),
        ("http://1.2.3.4.5/", FetchKind.BLOCKED),
        ("http://example.0x7f/", FetchKind.BLOCKED),
        ("http://127.0.0.1./", FetchKind.BLOCKED),
    ],
)
def test_addresses_that_are_not_asked(text: str, kind: FetchKind) -> None:
    with pytest.raises(FetchError) as caught:
        parse_url(text)
    assert caught.value.kind == kind
    assert not caught.value.transient


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" HTTP://Example.ORG/feed#top\n", "http://example.org/feed"),
        ("https://example.org/a b?q=ü", "https://example.org/a%20b?q=%C3%BC"),
        ("https://пример.рф/лента", "https://xn--e1afmkfd.xn--p1ai/%D0%BB%D0%B5%D0%BD%D1%82%D0%B0"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://exam\nple.org/", "http://example.org/"),
        ("http://１２７.0.0.1/", "http://127.0.0.1/"),
    ],
)
def test_addresses_are_normalised(text: str, url: str) -> None:
    assert str(parse_url(text)) == url


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/new", "https://example.org/new"),
        ("new?x=1", "https://example.org/old/new?x=1"),
        ("//other.example/feed", "https://other.example/feed"),
        ("?page=2", "https://example.org/old/feed?page=2"),
        ("/caf\udcc3\udca9", "https://example.org/caf%C3%A9"),
        ("/caf\udce9", "https://example.org/caf%C3%A9"),
    ],
)
def test_a_location_is_read_against_the_page_that_sent_it(location: str, url: str) -> None:
    assert str(parse_url(location, base=URL("https://user:secret@example.org/old/feed"))) == url


def test_messages_show_no_credentials_queries_or_control_characters() -> None:
    shown = show_url(URL("https://user:secret@example.org/feed?api_key=1234#x"))
    assert shown == "https://example.org/feed"
    assert show_url("https://user:secret@example.org/\x1b[31m\u202efeed?key=1") == "https://example.org/?[31m?feed"
    assert len(show_url("https://example.org/" + "a" * 5000)) <= 200
