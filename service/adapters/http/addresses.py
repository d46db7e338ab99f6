"""Which URLs and which addresses may be connected to.

Enters: a URL as text (from the config, a feed or a Location header), or an IP address about to be connected to. Leaves:
a normalised URL, or the plain reason why not. Called by the fetcher for every hop, by the resolver for every answer,
and by the socket factory for every connection: the last is the one that cannot be got round.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from yarl import URL

from service.errors import FetchError, FetchKind

MAX_URL = 8192
_SHOWN_URL = 200

_HOST_NAME = re.compile(r"(?=.{1,254}$)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
# What the URL standard calls "ends in a number": such a host is an IPv4 address in disguise, or nothing at all.
_NUMERIC_HOST = re.compile(r"(.*\.)?(\d+|0[xX][0-9A-Fa-f]*)\.?")

_BACKSLASHED = re.compile(r"(?:https?:)?/?\\[/\\]", re.I)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA special-purpose address registries (RFC 6890 and successors); named here since `is_global` differs by Python.
_CLOSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_OPEN_V6 = IPv6Network("2000::/3")  # the only space IANA has given out for unicast
_CLOSED_V6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "3fff::/20"))
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_SIX_TO_FOUR = IPv6Network("2002::/16")  # RFC 3056: bits 16 to 47 are an IPv4 address


def parse_url(text: str, *, base: URL | None = None) -> URL:
    """A URL that may be asked for: http or https, a real host, no fragment. User and password are kept in it.

    `base`: resolve a Location against it. Raises FetchError: BAD_URL, or BLOCKED for other schemes and for numeric
    hosts that are not plain dotted quads (0x7f.1, 2130706433, 127.1).
    """
    text = _mend(text)
    if not text:
        raise FetchError("the address is empty", kind=FetchKind.BAD_URL, transient=False)
    if len(text) > MAX_URL:
        raise FetchError(f"the address is longer than {MAX_URL} characters", kind=FetchKind.BAD_URL, transient=False)
    try:
        url = URL(text)
        if base is not None:
            url = base.with_user(None).join(url)
        url = url.with_fragment(None)
        port = url.port
    except (ValueError, TypeError) as error:
        raise FetchError("the address is not a valid URL", kind=FetchKind.BAD_URL, transient=False) from error
    if url.scheme not in ("http", "https"):
        scheme = show_text(url.scheme, 20) or "none"
        raise FetchError(
            f"only http and https are fetched, not the scheme {scheme}", kind=FetchKind.BLOCKED, transient=False
        )
    _check_host(url.raw_host or "")
    if not port:
        raise FetchError("the address names port 0", kind=FetchKind.BAD_URL, transient=False)
    return url


def _mend(text: str) -> str:
    """What browsers do to an address before reading it; raw bytes of a header become the letters they were."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raw = text.encode("utf-8", "surrogateescape" if all(not "\ud800" <= c < "\udc80" for c in text) else "replace")
        text = raw.decode("utf-8", "replace") if _is_utf8(raw) else raw.decode("latin-1")
    text = re.sub(r"[\t\r\n]", "", text.strip("".join(map(chr, range(0x21)))))
    # "http:\\host\path": browsers take these for slashes; elsewhere a backslash is left to be refused.
    return text.replace("\\", "/") if _BACKSLASHED.match(text) else text


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _check_host(host: str) -> None:
    if ":" in host or (_NUMERIC_HOST.fullmatch(host) and host):
        try:
            ip_address(host)
        except ValueError as error:
            raise FetchError(
                "the host is an address in an odd spelling", kind=FetchKind.BLOCKED, transient=False
            ) from error
    elif not _HOST_NAME.fullmatch(host):
        raise FetchError("the address has no valid host name", kind=FetchKind.BAD_URL, transient=False)


def host_key(url: URL) -> str:
    """The name under which limits are kept: the host name without its port, since the machine is what is spared."""
    return (url.raw_host or "").rstrip(".").lower()


def same_origin(one: URL, other: URL) -> bool:
    """Scheme, host and port are equal (RFC 6454): only then do credentials and own headers travel."""
    return (one.scheme, host_key(one), one.port) == (other.scheme, host_key(other), other.port)


def show_url(url: URL | str) -> str:
    """A URL fit for a message: no user, password, query or fragment (they carry keys), no control characters."""
    text = str(url.with_user(None).with_query(None).with_fragment(None)) if isinstance(url, URL) else url
    return show_text(re.sub(r"//[^/@]*@", "//", text.partition("?")[0]), _SHOWN_URL)


def show_text(text: str, limit: int) -> str:
    """Foreign text fit for a message: printable ASCII, the rest as question marks, cut at `limit`."""
    plain = "".join(letter if " " <= letter <= "~" else "?" for letter in text[: limit + 1])
    return plain if len(plain) <= limit else plain[: limit - 3] + "..."


def is_public(address: Address) -> bool:
    """Whether an address lies in the public unicast space; tunnelled and mapped forms count as what they lead to."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address in _SIX_TO_FOUR:
            return is_public(IPv4Address((int(address) >> 80) & 0xFFFFFFFF))
        return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)
    return not any(address in network for network in _CLOSED_V4)


@dataclass(frozen=True, slots=True)
class _Allowed:
    """One entry of `allow_private`: a host name, an address or a network; `port` None means every port."""

    name: str | None
    network: Network | None
    port: int | None


class AddressGuard:
    """Decides on each address that is about to be connected to; `allow_private` lifts the ban for what it names.

    Entries: "host", "host:port", "192.0.2.1:8080", "[::1]:8080", "::1", "10.1.0.0/16". A port, if given, is matched
    exactly. A host name lifts the ban for whatever that name resolves to, and for no other name of the same machine.
    """

    def __init__(self, allow_private: Iterable[str]) -> None:
        self._allowed = tuple(map(_read_allowed, allow_private))

    def reconfigure(self, allow_private: Iterable[str]) -> None:
        """Another list, from the next connection on."""
        self._allowed = tuple(map(_read_allowed, allow_private))

    def permits_unresolved(self, host: str, port: int) -> bool:
        """Whether a proxy may be asked for `host`: all that can be told without resolving it."""
        name = host.rstrip(".").lower()
        if name == "localhost" or name.endswith(".localhost"):
            return self.permits("127.0.0.1", port, host)
        try:
            ip_address(name)
        except ValueError:
            return True
        return self.permits(name, port, host)

    def permits(self, address: str, port: int, host: str | None = None) -> bool:
        """Whether `address` (text, as a socket takes it) may be connected to, on behalf of the host name `host`."""
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        if is_public(ip):
            return True
        mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
        real = mapped or ip
        return any(self._lifts(allowed, real, port, host) for allowed in self._allowed)

    @staticmethod
    def _lifts(allowed: _Allowed, ip: Address, port: int, host: str | None) -> bool:
        if allowed.port not in (None, port):
            return False
        if allowed.network is not None:
            return ip.version == allowed.network.version and ip in allowed.network
        return host is not None and allowed.name == host.rstrip(".").lower()


def _read_allowed(entry: str) -> _Allowed:
    """Raises ValueError for an entry that can never match; the config has refused those with their place."""
    text = entry.strip().lower()
    try:
        return _Allowed(None, ip_network(text.strip("[]"), strict=False), None)
    except ValueError:
        host, colon, port = text.rpartition(":")
    if not colon:
        return _Allowed(text.rstrip("."), None, None)
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"allow_private: {entry!r} is not host, host:port, [address]:port or network/length")
    try:
        return _Allowed(None, ip_network(host.strip("[]"), strict=False), int(port))
    except ValueError:
        return _Allowed(host.rstrip("."), None, int(port))
