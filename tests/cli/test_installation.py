"""The commands on an installation that has never polled, and on the folders around it."""

import json
import sqlite3
from pathlib import Path

import pytest
from rich.cells import cell_len

from service.config import load_config
from tests.support.command import install, run

HEALTH_KEYS = ["id", "state", "entries", "failures", "last_error", "error_kind", "last_success", "next_due"]
HEALTH_KEYS += ["rhythm", "requests", "bytes", "address"]
OPML = b"""<opml version="2.0"><body>
<outline type="rss" text="One again" xmlUrl="https://example.org/one.xml"/>
<outline text="News"><outline type="rss" text="Two: &quot;news&quot;" xmlUrl="https://example.org/two"/></outline>
</body></opml>"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return install(tmp_path)


def test_init_writes_a_sound_config_once(tmp_path: Path) -> None:
    target = tmp_path / "new"
    done = run(None, "init", str(target))
    assert done.exit_code == 0
    assert f"wrote {target / 'watch.yaml'}" in done.stdout
    assert run(None, "check", "--config", str(target)).exit_code == 0
    (target / "watch.yaml").write_text("mine")
    again = run(None, "init", str(target))
    assert again.exit_code == 1
    assert "are there already, and nothing was written" in again.stderr
    assert (target / "watch.yaml").read_text() == "mine"


def test_without_a_daemon_health_says_so(config: Path) -> None:
    done = run(config, "health")
    assert done.exit_code == 1
    assert done.stderr == "hotline: no daemon runs on this config; start it with `hotline run`\n"


def test_without_alerts_nothing_is_printed_but_a_word_on_stderr(config: Path) -> None:
    done = run(config, "alerts", "--json")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "no alerts (low priority is shown with --low)\n"


def test_feeds_are_listed_one_a_line(tmp_path: Path) -> None:
    config = install(tmp_path, ["one", "second-feed"])
    done = run(config, "feeds", "list")
    assert done.stdout.splitlines() == [
        "one          -   -   https://example.org/one.xml",
        "second-feed  -   -   https://example.org/second-feed.xml",
    ]
    listed = json.loads(run(config, "feeds", "list", "--json").stdout)
    assert [feed["id"] for feed in listed] == ["one", "second-feed"]


def test_health_of_feeds_has_the_documented_keys(config: Path) -> None:
    (feed,) = json.loads(run(config, "feeds", "health", "--json").stdout)
    assert list(feed) == HEALTH_KEYS
    zeros = dict.fromkeys(("entries", "failures", "requests", "bytes"), 0)
    assert feed == {**dict.fromkeys(HEALTH_KEYS), **zeros, "id": "one", "state": "new"}
    shown = run(config, "feeds", "health")
    assert shown.stdout.splitlines()[1].split() == ["one", "new", "0", "-", "-", "-", "-"]


def test_opml_comes_in_once_and_goes_out_again(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "subscriptions.opml"
    file.write_bytes(OPML)
    done = run(config, "feeds", "import", str(file))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines() == ["added two-news: https://example.org/two", "1 feed added"]
    added = load_config(config).feed("two-news")
    assert added is not None
    assert added.outlet == 'Two: "news"'
    assert run(config, "feeds", "import", str(file)).stdout == "nothing new in it\n"
    exported = tmp_path / "export.opml"
    exported.write_text(run(config, "feeds", "export").stdout, encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    assert run(install(other, ["zero"]), "feeds", "import", str(exported)).stdout.endswith("2 feeds added\n")


def test_id_and_language_survive_the_way_out_and_in(config: Path, tmp_path: Path) -> None:
    feeds = config / "feeds.yaml"
    feeds.write_text(
        "feeds:\n  - {id: mil-ru, url: 'https://example.ru/rss?a=1&b=2', outlet: 'Ministry \"M\"', lang: ru}\n",
        encoding="utf-8",
    )
    exported = tmp_path / "export.opml"
    exported.write_text(run(config, "feeds", "export").stdout, encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    fresh = install(other, ["zero"])
    assert "added mil-ru: https://example.ru/rss?a=1&b=2" in run(fresh, "feeds", "import", str(exported)).stdout
    again = load_config(fresh).feed("mil-ru")
    assert again is not None
    assert (again.url, again.outlet, again.lang) == ("https://example.ru/rss?a=1&b=2", 'Ministry "M"', "ru")


def test_what_is_no_opml_is_refused(config: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    before = (config / "feeds.yaml").read_bytes()
    done = run(config, "feeds", "import", str(tmp_path / "letter.txt"))
    assert done.exit_code == 1
    assert "no feeds in this file" in done.stderr
    assert (config / "feeds.yaml").read_bytes() == before


def test_the_forms_of_an_official_are_listed_by_language(config: Path) -> None:
    done = run(config, "watch", "forms", "belousov")
    assert done.exit_code == 0
    assert "белоусова" in done.stdout.lower()
    assert [line for line in done.stdout.splitlines() if len(line) > 80] == []
    assert all(cell_len(line) <= 80 for line in done.stdout.splitlines())
    known = json.loads(run(config, "watch", "forms", "belousov", "--json").stdout)
    assert {"en", "ru"} <= set(known)
    # What newsrooms write stands apart from misspellings that are known too.
    assert "andrej" in known["given"]
    assert "adnrei" not in known["given"]
    assert "adnrei" in known["rarer_given"]
    assert done.stdout.index("beloussow") < done.stdout.index("Rarer") < done.stdout.index("adnrei")
    unknown = run(config, "watch", "forms", "nobody")
    assert unknown.exit_code == 1
    assert "no official has the id 'nobody'; known are: austin, " in unknown.stderr


def test_the_database_is_made_checked_and_copied(config: Path, tmp_path: Path) -> None:
    assert run(config, "db", "check").exit_code == 1, "there is none yet"
    assert run(config, "db", "upgrade").exit_code == 0
    assert run(config, "db", "check").stdout == "the database is whole\n"
    copy = tmp_path / "copy.db"
    assert run(config, "db", "backup", str(copy)).stdout.startswith(f"{copy}: ")
    with sqlite3.connect(copy) as connection:
        assert connection.execute("select count(*) from alerts").fetchone() == (0,)
    again = run(config, "db", "backup", str(copy))
    assert again.exit_code == 1
    assert "already" in again.stderr
