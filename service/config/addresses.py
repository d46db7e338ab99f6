"""Addresses in a config: of feeds, proxies, the database, the page; and values taken from the environment.

In: what YAML gave. Out: the checked text. Used as pydantic types by `hotline_file` and `feeds_file`. A check raises
ValueError that says what is wrong and what would be right.

`${NAME}` is replaced in `EnvText`, `ProxyUrl` and `DatabaseUrl` only. The environment comes as the validation's
`context={"environ": ...}`, never from the process itself.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from service.config.scalars import as_text, show

_ENV = re.compile(r"\$\{([^}]*)\}")
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class UnsetVariableError(ValueError):
    """A variable that the environment does not have."""


def fill_in(text: str, info: ValidationInfo, escape: Callable[[str], str] = str) -> str:
    """`text` with every `${NAME}` replaced; ValueError where a name is malformed or not in the environment."""
    environ = (info.context or {}).get("environ", {})

    def value_of(match: re.Match[str]) -> str:
        return escape(read_variable(match[1], environ))

    return _ENV.sub(value_of, text)


def read_variable(name: str, environ: object) -> str:
    if not _ENV_NAME.fullmatch(name):
        raise ValueError(f"{show(name)} is no name of an environment variable; write one such as `${{PROXY_PASSWORD}}`")
    value = environ.get(name) if hasattr(environ, "get") else None
    if not value:
        raise UnsetVariableError(f"the environment variable {name} is not set; set it before starting Hotline")
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise ValueError(f"the environment variable {name} holds a line break or control character; set it without")
    return str(value)


def parse_env_name(value: object, info: ValidationInfo) -> str:
    """The value of the environment variable that is named."""
    return read_variable(as_text(value).removeprefix("${").removesuffix("}"), (info.context or {}).get("environ", {}))


def parse_env_text(value: object, info: ValidationInfo) -> str:
    return fill_in(as_text(value), info)


def parse_header_text(value: object, info: ValidationInfo) -> str:
    """Text that is sent in the head of a request, where only ASCII is safe."""
    text = fill_in(as_text(value), info)
    if not text.isascii():
        raise ValueError(
            "servers are sent this, and it holds other than ASCII characters; write it in plain Latin letters"
        )
    return text


def parse_secret(value: object, info: ValidationInfo) -> str:
    """Text that must come from the environment, so that no password stands in a file."""
    text = as_text(value)
    if not _ENV.search(text):
        raise ValueError("a password does not belong in a file; write `${NAME}` and set the environment variable NAME")
    return fill_in(text, info)


class UnreachableAddressError(ValueError):
    """An address that should not stand there, such as one with port 99999 or `file:`: harmless to the rest."""


def parse_feed_url(value: object) -> str:
    """A wrong address is let pass here: it costs its own feed, and `check_feed_url` reports it."""
    text = as_text(value)
    try:
        return check_feed_url(text)
    except UnreachableAddressError:
        return text


def check_feed_url(text: str) -> str:
    return check_url(text, ("http", "https"), "https://example.org/feed.xml")


def parse_proxy_url(value: object, info: ValidationInfo) -> str:
    text = fill_in(as_text(value), info, lambda part: part if "://" in part else quote(part, safe=""))
    return check_url(text, ("http", "https"), "http://proxy.example.org:3128", credentials=True)


def check_url(text: str, schemes: tuple[str, ...], example: str, *, credentials: bool = False) -> str:
    """The URL itself, if it is absolute, of one of the schemes, with a sound host and port."""
    # Where credentials may stand in it, the address is not repeated.
    shown = "the address" if credentials else show(text)
    if "${" in text:
        raise ValueError("`${NAME}` is not replaced in this address; write it out")
    if re.search(r"\s", text):
        raise UnreachableAddressError(f"{shown} has a space in it; write it as `%20` or remove it")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise UnreachableAddressError(f"{shown} is no address ({error}); write one such as `{example}`") from None
    if "://" not in text:
        kind = UnreachableAddressError if text else ValueError
        raise kind(f"{shown} is no full address; write one such as `{example}`")
    if parts.scheme not in schemes:
        wanted = " or ".join(f"`{scheme}://`" for scheme in schemes)
        raise UnreachableAddressError(f"the scheme `{parts.scheme}` cannot be used here; write {wanted}")
    if not parts.hostname:
        raise UnreachableAddressError(f"{shown} has no valid host; write an address such as `{example}`")
    if not is_host(parts.hostname):
        raise UnreachableAddressError(f"{shown} has no valid host; write an address such as `{example}`")
    if port == 0:
        raise UnreachableAddressError(f"{shown} has port 0; leave the port out or write a real one")
    if not credentials and (parts.username is not None or parts.password is not None):
        raise UnreachableAddressError(
            "credentials do not belong in the address; use `auth: {user_env: NAME, password_env: NAME}`"
        )
    return text


def is_host(host: str) -> bool:
    """Whether this is an IP address or a host name (letters of any script)."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        labels = host.rstrip(".").split(".")
        if len(host) > 253 or all(label.isdigit() for label in labels):
            return False
        return all(len(label) <= 63 and re.fullmatch(r"\w(?:[\w-]*\w)?", label) for label in labels)
    return True


def split_host_port(text: str) -> tuple[str, int | None] | None:
    """("host", port) of "host:port", "host" or "[::1]:port"; None where it is neither."""
    match = re.fullmatch(r"(?:\[([^\]]+)\]|([^:\[\]]+))(?::(\d{1,5}))?", text)
    if not match:
        return (text, None) if text.count(":") > 1 and is_host(text) else None
    host, port = match[1] or match[2], int(match[3]) if match[3] else None
    return (host, port) if is_host(host) and (port is None or port <= 65535) else None


def parse_listen(value: object) -> str | None:
    """host:port, or None for `off`."""
    if value is False or value == "off":
        return None
    text = as_text(value)
    found = split_host_port(text)
    if found is None or found[1] is None:
        raise ValueError(
            f"{show(text)} is no address to listen on; write host and port, such as `127.0.0.1:8480`, or `off`"
        )
    return text


def is_local(listen: str) -> bool:
    """Whether only this machine reaches what listens there."""
    host = (split_host_port(listen) or ("", None))[0]
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


# What may stand behind `Bearer` (RFC 6750, 2.1), and no `${NAME}`.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{16,}")


def parse_token(value: object, info: ValidationInfo) -> str:
    """The token; `${NAME}` itself where the environment has none of that name. That costs the page alone, which is not
    served then: whoever looks at alerts in a shell of his own need not know the token. `check_token` reports it."""
    text = as_text(value)
    if not _ENV.fullmatch(text):
        raise ValueError("a password does not belong in a file; write `${NAME}` and set the environment variable NAME")
    try:
        token = fill_in(text, info)
    except UnsetVariableError:
        return text
    if not _TOKEN.fullmatch(token):
        raise ValueError(
            "the token has to be 16 or more letters and digits, so that nobody guesses it; make one with "
            "`openssl rand -hex 16`"
        )
    return token


def check_token(text: str, environ: Mapping[str, str]) -> None:
    """ValueError where the token's variable is not set."""
    if match := _ENV.fullmatch(text):
        read_variable(match[1], environ)


def parse_site_url(value: object) -> str:
    """Scheme, host and port of a web site, without path."""
    text = check_url(as_text(value), ("http", "https"), "https://hotline.example.org")
    parts = urlsplit(text)
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("the page needs a host name of its own; write an address without path: https://host")
    return text.rstrip("/")


def parse_host_name(value: object) -> str:
    text = as_text(value)
    if not is_host(text):
        raise ValueError(f"{show(text)} is no host name; write one without scheme and port, such as `desk.example.org`")
    return text.lower().rstrip(".")


def parse_private(value: object) -> str:
    """A host, host:port or network that may be fetched from although it is private."""
    text = as_text(value)
    if "/" in text:
        try:
            return str(ipaddress.ip_network(text))
        except ValueError as error:
            wrong = f"is no network ({error})" if "://" not in text else "is a whole URL"
            raise ValueError(
                f"{show(text)} {wrong}; write `127.0.0.1:8099`, `intranet.local` or `10.0.0.0/8`"
            ) from None
    if split_host_port(text) is None:
        raise ValueError(f"{show(text)} is no host; write `127.0.0.1:8099`, `intranet.local` or `10.0.0.0/8`")
    return text


def parse_database(value: object, info: ValidationInfo) -> str:
    """A SQLAlchemy URL; PostgreSQL always with the psycopg driver. A relative SQLite path is left relative."""
    written = as_text(value)
    whole = _ENV.fullmatch(written) is not None
    text = fill_in(written, info, str if whole else lambda part: quote(part, safe=""))
    example = "write `sqlite:///data/hotline.db` or `postgresql://user@host/name`"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # The text may hold a password: it is not repeated.
        raise ValueError(f"no database address; {example}") from None
    if url.drivername not in _DRIVERS:
        raise ValueError(f"the database `{url.drivername}` is not supported; {example}")
    if url.drivername == "sqlite" and (url.host or not url.database or url.database == ":memory:"):
        raise ValueError("a SQLite database needs a file; write `sqlite:///data/hotline.db` (three slashes)")
    if url.drivername != "sqlite" and not url.database:
        raise ValueError("the name of the database is missing; write `postgresql://user@host/name`")
    return url.set(drivername=_DRIVERS[url.drivername]).render_as_string(hide_password=False)


def _schema(description: str, **more: object) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": description, **more})


FeedUrl = Annotated[str, BeforeValidator(parse_feed_url), _schema("http:// or https://", pattern="^https?://")]
ProxyUrl = Annotated[str, BeforeValidator(parse_proxy_url), _schema("http://user:${PASSWORD}@proxy.example.org:3128")]
DatabaseUrl = Annotated[
    str,
    BeforeValidator(parse_database),
    _schema("sqlite:///data/hotline.db or postgresql://user:${PASSWORD}@host/name"),
]
EnvText = Annotated[str, BeforeValidator(parse_env_text), _schema("Text; ${NAME} is taken from the environment")]
HeaderText = Annotated[
    str, BeforeValidator(parse_header_text), _schema("ASCII text; ${NAME} is taken from the environment")
]
EnvName = Annotated[str, BeforeValidator(parse_env_name), _schema("The name of an environment variable")]
Secret = Annotated[str, BeforeValidator(parse_secret), _schema("${NAME}, taken from the environment")]
Listen = Annotated[str | None, BeforeValidator(parse_listen), WithJsonSchema({"type": ["string", "null"]})]
Token = Annotated[str, BeforeValidator(parse_token), _schema("${NAME}, taken from the environment")]
SiteUrl = Annotated[str, BeforeValidator(parse_site_url), _schema("https://hotline.example.org", pattern="^https?://")]
HostName = Annotated[str, BeforeValidator(parse_host_name), _schema("A host name, without port")]
PrivateHost = Annotated[str, BeforeValidator(parse_private), _schema("host:port, host or network")]
