"""docs/web.md: what it shows works as it stands."""

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from yarl import URL

from service.adapters.store import SqlStore
from service.config import load_config
from service.model.settings import WebSettings
from service.web.app import HANDLERS
from service.web.events import BEAT_SECONDS, MOST_MISSED, MOST_STREAMS
from service.web.guard import GUESS_COST, LONGEST_ADDRESS, LONGEST_HEAD
from service.web.protocol import BoundedProtocol
from service.web.server import BURST_SECONDS
from tests.support.configs import write_config
from tests.support.website import LOOPBACK, Filled, serve

DOCS = Path(__file__).resolve().parents[2] / "docs" / "web.md"
TEXT = DOCS.read_text(encoding="utf-8")
SITE = "http://127.0.0.1:8480"
TOKEN = "0123456789abcdef0123456789abcdef"


def read_blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def read_curls() -> list[list[str]]:
    lines = [line for block in read_blocks("sh") for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("curl ")]


@pytest.mark.parametrize("words", read_curls(), ids=lambda words: words[-1].removeprefix(SITE))
async def test_each_request_is_answered(words: list[str], archive: SqlStore, filled: Filled) -> None:
    given = [word.replace("TOKEN", TOKEN) for word, before in zip(words, ["", *words], strict=False) if before == "-H"]
    headers = dict(line.split(": ", 1) for line in given)
    settings = replace(LOOPBACK, token=TOKEN) if headers else LOOPBACK
    async with serve(archive, settings, filled.config, filled.now) as website:
        url = URL(words[-1].replace(SITE, website.base), encoded=True)
        async with website.session.get(url, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            if "text/event-stream" in answer.headers["Content-Type"]:
                assert await answer.content.readuntil(b"data: ")
            else:
                assert await answer.read()


async def test_what_it_shows_is_on_the_archive_too(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        paths = [words[-1].removeprefix(SITE) for words in read_curls()]
        lists = [path for path in paths if path.startswith("/api/v1/") and "?" in path]
        found = [len((await website.load(path))["items"]) for path in lists]
        assert len([number for number in found if number]) >= 4


def test_each_setting_is_accepted_and_the_first_are_the_defaults(tmp_path: Path) -> None:
    blocks = [block for block in read_blocks("yaml") if "web:" in block]
    loaded = [
        load_config(write_config(tmp_path, hotline=block), {"HOTLINE_WEB_TOKEN": TOKEN} if "${H" in block else {})
        for block in blocks
        if "defaults" not in block
    ]
    assert len(loaded) >= 2
    plain = load_config(write_config(tmp_path, hotline=blocks[0].replace("${HOTLINE_WEB_TOKEN}", "")), {})
    assert plain.settings.web == WebSettings()
    YAML(typ="safe").load(next(block for block in read_blocks("yaml") if "scrape_configs" in block))


def test_each_path_it_names_is_answered() -> None:
    named = set(re.findall(r"`(/[\w./]+)`", TEXT)) - {"/events", "/metrics", "/etc/hotline.env"}
    known = {re.sub(r"\{\w+\}", "ID", path) for path in HANDLERS}
    assert {path for path in named if path not in known and f"/api/v1{path}" not in known} == {"/api/v1"}


def test_the_numbers_are_those_of_the_code() -> None:
    words = " ".join(TEXT.split())
    assert f"at most {LONGEST_ADDRESS:,} characters, headers {LONGEST_HEAD:,}" in words
    assert f"more than {MOST_MISSED:,} were missed" in words
    assert f"every {BEAT_SECONDS:.0f} seconds. At most {MOST_STREAMS} listen" in words
    assert (BURST_SECONDS, GUESS_COST) == (5, 20)
    assert "five times as much at once" in words
    connections = (BoundedProtocol.most_connections, BoundedProtocol.most_of_one)
    assert "Of the {} connections that there may be, one client holds {} at most".format(*connections) in words
    assert "a wrong token counts for twenty requests" in words
