"""The wheel, installed outside the clone: it carries migrations, default config and data, and does the main job.

One environment serves the whole module. It borrows the libraries of the running one, so that nothing is downloaded.
"""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).resolve().parents[2]

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Probe</title><link>http://127.0.0.1/</link><description>d</description>
<item><title>A readout</title><link>http://{host}/readout</link><guid>readout</guid>
<pubDate>Tue, 25 Jun 2024 18:00:00 GMT</pubDate>
<description>Lloyd Austin, the defense secretary,
spoke by telephone with Andrei Belousov, his Russian counterpart.</description>
</item></channel></rss>"""

PAGE = """<!doctype html><html lang="en"><head><title>A readout</title></head><body><article><h1>A readout</h1>
<p>WASHINGTON, June 25. Defense Secretary Lloyd Austin spoke by telephone on Tuesday with Andrei Belousov, the Russian
defence minister, for the first time since the latter took office in May, officials said in a statement.</p>
<p>Both men underlined that lines of communication should stay open, the statement said, and agreed to speak again when
there was need. No further details of the conversation were given on either side.</p></article></body></html>"""


@dataclass(frozen=True)
class Installed:
    """A Hotline that was installed from the wheel, and a folder to work in."""

    wheel: Path
    site_packages: Path
    command: Path
    home: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        return subprocess.run(
            [str(self.command), *arguments],
            cwd=self.home,
            env={**environment, "HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = folder.glob("*.whl")
    environment = folder / "venv"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    # --no-compile: byte code would be made for what is used anyway.
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", "--no-compile",
         "--quiet", "--disable-pip-version-check", str(wheel)],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    (site_packages,) = (environment / "lib").glob("python*/site-packages")
    # A folder named in a .pth file is searched, but the .pth files in it are not read: the clone stays out of sight.
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site_packages / "borrowed.pth").write_text("\n".join(sorted(borrowed)), encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    return Installed(wheel, site_packages, environment / "bin" / "hotline", home)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = {
            "/feed.xml": ("application/rss+xml", FEED.format(host=self.headers["Host"])),
            "/readout": ("text/html", PAGE),
        }
        kind, text = known.get(self.path, ("text/plain", ""))
        body = text.encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


def test_the_wheel_carries_what_the_clone_keeps_elsewhere(installed: Installed) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    wanted = {
        *(f"service/config/defaults/{name}" for name in ("hotline.yaml", "feeds.yaml", "watch.yaml")),
        "service/adapters/store/migrations/env.py",
        *(
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / "service").rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        ),
    }
    versions = {
        f"service/adapters/store/migrations/versions/{p.name}" for p in (ROOT / "migrations/versions").glob("*.py")
    }
    assert versions
    assert wanted | versions <= names


def test_the_wheel_carries_nothing_else(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"service", "hotline_watch"}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_main_job_is_done_outside_the_clone(installed: Installed, port: int) -> None:
    helped = installed.run("--help")
    assert helped.returncode == 0, helped.stderr
    assert "poll" in helped.stdout

    begun = installed.run("init")
    assert begun.returncode == 0, begun.stdout + begun.stderr
    config = installed.home / "config"
    assert {"hotline.yaml", "feeds.yaml", "watch.yaml"} <= {path.name for path in config.iterdir()}
    checked = installed.run("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr

    (config / "feeds.yaml").write_text(
        f"feeds:\n  - {{id: probe, url: 'http://127.0.0.1:{port}/feed.xml', outlet: Probe, lang: en}}\n",
        encoding="utf-8",
    )
    (config / "hotline.yaml").write_text(
        f"polling: {{allow_private: ['127.0.0.1:{port}'], contact: desk@example.org}}\n", encoding="utf-8"
    )
    upgraded = installed.run("db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stdout + upgraded.stderr
    polled = installed.run("poll", "--all", "--json", "--now", "2024-06-26T00:00Z")
    assert polled.returncode == 0, polled.stdout + polled.stderr
    summary = json.loads(polled.stdout.strip().splitlines()[-1])
    assert (summary["entries_new"], summary["failed"]) == (1, 0)

    lines = (installed.home / "logs" / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == summary["alerts"] == 1
    assert {"Lloyd Austin", "Andrei Belousov"} <= set(json.dumps(json.loads(lines[0]), ensure_ascii=False).split('"'))


def test_nothing_of_the_clone_was_used(installed: Installed) -> None:
    python = installed.command.with_name("python")
    found = subprocess.run(
        [str(python), "-c", "import service; print(service.__file__)"],
        cwd=installed.home, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert Path(found.stdout.strip()).is_relative_to(installed.site_packages)
