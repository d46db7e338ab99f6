"""`feeds.yaml`: the feeds that are polled.

In: the validated file, or its raw data for what spans several feeds. Out: `Feed` objects in file order. Called by
`load`.
"""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, field_validator

from service.config.addresses import (
    EnvName,
    EnvText,
    FeedUrl,
    HeaderText,
    ProxyUrl,
    Secret,
    UnreachableAddressError,
    check_feed_url,
)
from service.config.raw import items_of, mapping_of, report_duplicates, text_of
from service.config.scalars import BaseLanguage, Id, Interval, SideId, Text, TimeZone, as_text, show
from service.config.sections import Section
from service.config.source import Source
from service.model.feed import Feed

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OWN_HEADERS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "if-none-match", "if-modified-since"}
)


def parse_header_name(value: object) -> str:
    """A field name of RFC 9110, and none that the fetching sets itself."""
    text = as_text(value)
    if not _HEADER_NAME.fullmatch(text):
        raise ValueError(f"{show(text)} cannot be a header; write a name such as `X-Api-Key`")
    if text.lower() in _OWN_HEADERS:
        raise ValueError(f"the header {show(text)} is set by Hotline itself; remove it")
    return text


HeaderName = Annotated[str, BeforeValidator(parse_header_name)]


class AuthSection(Section):
    user: EnvText | None = Field(None, description="The user, as text or `${NAME}`")
    user_env: EnvName | None = Field(None, description="The environment variable that holds the user")
    password: Secret | None = Field(None, description="`${NAME}`: never the password itself")
    password_env: EnvName | None = Field(None, description="The environment variable that holds the password")

    @field_validator("user", "user_env")
    @classmethod
    def _without_colon(cls, user: str | None) -> str | None:
        # RFC 7617: the first colon ends the user.
        if user and ":" in user:
            raise ValueError("a user with a `:` in it cannot be sent; the password goes into `password_env`")
        return user


class FeedSection(Section):
    id: Id = Field(description="A short name of your own; it stays when the address changes")
    url: FeedUrl
    outlet: Text | None = Field(None, description="Who publishes it. Default: the host of the address")
    lang: BaseLanguage | None = Field(None, description="Its language. Default: recognised from the text")
    side: SideId | None = Field(None, description="Set it where the feed is an official voice of that side")
    tz: TimeZone | None = Field(None, description="For dates without a zone. Default: UTC")
    every: Interval | None = Field(None, description="A fixed interval. Default: learned from the feed's rhythm")
    full_text: bool | None = Field(None, description="The feed carries whole articles: pages are not fetched")
    headers: dict[HeaderName, HeaderText] | None = Field(
        None, description="Sent with each request; `${NAME}` is replaced"
    )
    auth: AuthSection | None = Field(None, description="Basic authentication, from the environment")
    proxy: ProxyUrl | None = Field(None, description="A proxy for this feed alone; `${NAME}` is replaced")
    user_agent: HeaderText | None = Field(None, description="Instead of Hotline's own")


class FeedsFile(Section):
    """Hotline: the feeds that are polled."""

    feeds: list[FeedSection]


def find_mistakes(source: Source) -> None:
    """Report, on the raw data, what spans several values: duplicate ids, half an authentication."""
    report_duplicates(source, ("feeds",), "feed")
    for path, feed in items_of(source.data, ("feeds",)):
        auth = mapping_of(feed, "auth")
        for part in ("user", "password"):
            given = [key for key in (part, f"{part}_env") if auth and auth.get(key) is not None]
            if auth and not given:
                source.report_at((*path, "auth"), f"`{part}_env` is missing here; add `{part}_env: NAME`")
            elif len(given) == 2:
                source.report_at((*path, "auth", part), f"both `{part}` and `{part}_env`; keep one", key=True)


def find_unreachable(source: Source) -> None:
    """Report the addresses that no request can reach, and those given twice: what costs its own feed and no other."""
    report_duplicates(source, ("feeds",), "feed", keys=("url",))
    for path, feed in items_of(source.data, ("feeds",)):
        url = text_of(feed.get("url"))
        try:
            check_feed_url(url or "")
        except UnreachableAddressError as error:
            source.report_at((*path, "url"), str(error))
        except ValueError:
            continue


def build_feeds(file: FeedsFile) -> tuple[Feed, ...]:
    return tuple(_build_feed(section) for section in file.feeds)


def _build_feed(section: FeedSection) -> Feed:
    given = section.given()
    given["outlet"] = section.outlet or _guess_outlet(section.url)
    if section.auth:
        user, password = section.auth.user or section.auth.user_env, section.auth.password or section.auth.password_env
        given["auth"] = (user or "", password or "")
    return Feed(**given)


def _guess_outlet(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
