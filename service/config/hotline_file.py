"""`hotline.yaml`: the settings of the daemon.

In: the validated file and the root folder. Out: `Settings`. Defaults stand in the model only; every key may be absent.
Called by `load`.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator
from sqlalchemy.engine import make_url

from service.config.addresses import (
    DatabaseUrl,
    HeaderText,
    HostName,
    Listen,
    PrivateHost,
    ProxyUrl,
    SiteUrl,
    Token,
    check_token,
    is_local,
)
from service.config.scalars import Duration, Interval, Retention, Rotation, Size, Text
from service.config.sections import Section
from service.config.source import Source
from service.model.settings import (
    AlertSettings,
    ArchiveSettings,
    HostLimits,
    LogSettings,
    PollingSettings,
    Settings,
    WebSettings,
)

DEFAULT_DATABASE = "sqlite:///data/hotline.db"
_DEFAULT = PollingSettings()
_WEB_VARIABLES = {"listen": "HOTLINE_WEB_LISTEN", "token": "HOTLINE_WEB_TOKEN"}


class LogsSection(Section):
    dir: Text | None = Field(None, description="Folder of the logs. Default: logs")
    rotation: Rotation | None = Field(None, description="When a new log file begins. Default: 50 MB")
    retention: Retention | None = Field(None, description="How long old log files are kept. Default: 1 year")
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] | None = Field(None, description="Default: INFO")


class PerHostSection(Section):
    connections: Annotated[int, Field(ge=1, le=100)] | None = Field(None, description="At a time. Default: 2")
    gap: Duration | None = Field(None, description="Least time between two requests. Default: 1s")
    retry_after: bool | None = Field(None, description="Obey Retry-After for the whole host. Default: true")


class PollingSection(Section):
    every_min: Interval | None = Field(None, description="The shortest learned interval. Default: 2m")
    every_max: Interval | None = Field(
        None, validate_default=True, description="The longest learned interval. Default: 12h"
    )
    contact: HeaderText | None = Field(None, description="Mail or web address, told to every server that is asked")
    allow_private: list[PrivateHost] | None = Field(None, description="Private addresses that may be fetched from")
    per_host: PerHostSection | None = Field(None, description="How one host is treated")
    concurrency: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        None, description="Requests at a time. Default: 64"
    )
    timeout: Interval | None = Field(None, description="Longest time for one request. Default: 30s")
    max_wire_bytes: Size | None = Field(None, description="Largest download. Default: 24 MB")
    max_body_bytes: Size | None = Field(
        None, validate_default=True, description="Largest document once decompressed. Default: 24 MB"
    )
    proxy: ProxyUrl | None = Field(None, description="Proxy for every request, unless a feed has its own")

    # Each looks back at the field before it, so that the check runs even where other keys are wrong.
    @field_validator("every_max")
    @classmethod
    def _above_every_min(cls, every_max: timedelta | None, info: ValidationInfo) -> timedelta | None:
        every_min = info.data.get("every_min") or _DEFAULT.every_min
        if (every_max or _DEFAULT.every_max) < every_min:
            raise ValueError("`every_max` is shorter than `every_min`; correct one of them")
        return every_max

    @field_validator("max_body_bytes")
    @classmethod
    def _above_max_wire_bytes(cls, body: int | None, info: ValidationInfo) -> int | None:
        if (body or _DEFAULT.max_body_bytes) < (info.data.get("max_wire_bytes") or _DEFAULT.max_wire_bytes):
            raise ValueError("`max_body_bytes` is less than `max_wire_bytes`; correct one of them")
        return body


class AlertsSection(Section):
    max_age: Interval | None = Field(None, description="Older items, when first seen, raise no alert. Default: 2d")
    mentions: Literal["all", "relevant"] | None = Field(None, description="Which items raise `mention`. Default: all")


class ArchiveSection(Section):
    keep_unmatched: Interval | None = Field(None, description="How long unmatched items are remembered. Default: 30d")


class WebSection(Section):
    listen: Listen = Field(None, description="Where the page is served, or off. Default: 127.0.0.1:8480")
    token: Token | None = Field(
        None,
        validate_default=True,
        description="What whoever asks must know, as ${NAME}; demanded where other machines can ask",
    )
    url: SiteUrl | None = Field(None, description="The address the page is known under, as behind a reverse proxy")
    hosts: list[HostName] | None = Field(None, description="Further names under which the page is asked for")
    rate: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="Requests a second for each client, in the long run. Default: 40"
    )

    @field_validator("token")
    @classmethod
    def _needed_beyond(cls, token: str | None, info: ValidationInfo) -> str | None:
        listen = info.data.get("listen")
        if listen and not is_local(listen) and not token:
            raise ValueError(
                f"other machines reach `{listen}`, so a token is needed: write `token: ${{HOTLINE_WEB_TOKEN}}` and set "
                "that environment variable, or listen on 127.0.0.1"
            )
        return token


class HotlineFile(Section):
    """Hotline: settings of the daemon."""

    database: DatabaseUrl | None = Field(None, description="Default: sqlite:///data/hotline.db")
    logs: LogsSection | None = None
    polling: PollingSection | None = None
    alerts: AlertsSection | None = None
    archive: ArchiveSection | None = None
    web: WebSection | None = None

    @model_validator(mode="before")
    @classmethod
    def _take_environment(cls, data: object, info: ValidationInfo) -> object:
        """Where the page listens, and its token, may be said by the environment alone: in a container the file is the
        same and the addresses are others."""
        environ = (info.context or {}).get("environ", {})
        given = {key: environ.get(name) for key, name in _WEB_VARIABLES.items() if environ.get(name)}
        if not given or not isinstance(data, dict | None) or not isinstance((data or {}).get("web"), dict | None):
            return data
        if "token" in given:
            given["token"] = f"${{{_WEB_VARIABLES['token']}}}"
        return {**(data or {}), "web": {**((data or {}).get("web") or {}), **given}}


def find_unset(source: Source, environ: Mapping[str, str]) -> None:
    """Report a token of the page whose variable is not set: without it the page is not served, all else goes on."""
    web = source.data.get("web") if isinstance(source.data, dict) else None
    token = web.get("token") if isinstance(web, dict) else None
    try:
        check_token(token if isinstance(token, str) else "", environ)
    except ValueError as error:
        source.report_at(("web", "token"), str(error))


def build_settings(file: HotlineFile, root: Path) -> Settings:
    """The settings, with relative paths hung on `root`."""
    logs = LogSettings(**(file.logs.given() if file.logs else {}))
    logs = LogSettings(
        dir=root / Path(logs.dir).expanduser(), rotation=logs.rotation, retention=logs.retention, level=logs.level
    )
    return Settings(
        root=root,
        database=_anchor(file.database or DEFAULT_DATABASE, root),
        logs=logs,
        polling=_build_polling(file.polling),
        alerts=AlertSettings(**(file.alerts.given() if file.alerts else {})),
        archive=ArchiveSettings(**(file.archive.given() if file.archive else {})),
        web=_build_web(file.web),
    )


def _build_polling(section: PollingSection | None) -> PollingSettings:
    given = section.given() if section else {}
    if section and section.per_host:
        given["per_host"] = HostLimits(**section.per_host.given())
    if section and section.allow_private is not None:
        given["allow_private"] = tuple(section.allow_private)
    return PollingSettings(**given)


def _build_web(section: WebSection | None) -> WebSettings:
    given = section.given() if section else {}
    if section and section.hosts is not None:
        given["hosts"] = tuple(section.hosts)
    return WebSettings(**given)


def _anchor(database: str, root: Path) -> str:
    """A SQLite URL with an absolute path; every other URL as it is."""
    url = make_url(database)
    if url.drivername != "sqlite" or url.database is None or url.database.startswith("file:"):
        return database
    path = root / Path(url.database).expanduser()
    return url.set(database=str(path)).render_as_string(hide_password=False)
