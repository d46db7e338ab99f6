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
from pathlib import Path

import pytest

from tests.support.probe_server import NOW, point_config_at, serve_probe

ROOT = Path(__file__).resolve().parents[2]


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


@pytest.fixture
def port() -> Iterator[int]:
    with serve_probe() as found:
        yield found


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

    point_config_at(config, port)
    upgraded = installed.run("db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stdout + upgraded.stderr
    polled = installed.run("poll", "--all", "--json", "--now", NOW)
    assert polled.returncode == 0, polled.stdout + polled.stderr
    summary = json.loads(polled.stdout.strip().splitlines()[-1])
    assert (summary["entries_new"], summary["failed"]) == (1, 0)

    lines = (installed.home / "logs" / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    alerts = {alert["kind"]: alert for alert in map(json.loads, lines)}
    assert len(lines) == summary["alerts"] == 2
    assert alerts.keys() == {"contact", "mention"}
    for alert in alerts.values():
        assert {"Lloyd Austin", "Andrei Belousov"} <= set(json.dumps(alert, ensure_ascii=False).split('"'))


def test_nothing_of_the_clone_was_used(installed: Installed) -> None:
    python = installed.command.with_name("python")
    found = subprocess.run(
        [str(python), "-I", "-c", "import service; print(service.__file__)"],
        cwd=installed.home, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert Path(found.stdout.strip()).is_relative_to(installed.site_packages)
