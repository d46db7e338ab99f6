"""Styles, scripts and icons: read once, served under names that hold a digest of their content.

Enter: the files in `static/`. Leave: replies that a browser may keep for a year, since other content has another name.
Called by `app`; templates write `{{ asset('page.css') }}`.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from service.errors import RequestError
from service.web.site import Ask, Reply, Site

_MEDIA = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file. `address` is its path on the site, with the digest."""

    name: str
    address: str
    media: str
    body: bytes


@cache
def _read_assets() -> dict[str, Asset]:
    found = {}
    for entry in files("service.web").joinpath("static").iterdir():
        stem, _, ending = entry.name.rpartition(".")
        if not entry.is_file() or ending not in _MEDIA:
            continue
        body = entry.read_bytes()
        digest = hashlib.sha256(body).hexdigest()[:12]
        found[entry.name] = Asset(entry.name, f"/static/{stem}.{digest}.{ending}", _MEDIA[ending], body)
    return found


def find_asset(name: str) -> str:
    """The address of a file. KeyError where there is none: a template is wrong."""
    return _read_assets()[name].address


def serve_asset(_: Site, ask: Ask) -> Reply:
    """`/static/NAME`: with its digest for a year, without it to be asked for each time."""
    path = ask.path
    for asset in _read_assets().values():
        if path == asset.address:
            return Reply(asset.body, asset.media, headers={"Cache-Control": FOREVER})
        if path == f"/static/{asset.name}":
            return Reply(asset.body, asset.media)
    raise RequestError(404, "there is no such file here")
