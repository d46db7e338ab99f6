"""The layout of the repository, and the rule that every module stands in a room of it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    "name",
    [
        "pyproject.toml",
        "requirements.lock",
        "requirements-dev.lock",
        "Makefile",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "Dockerfile",
        "docker-compose.yml",
        ".ci/run",
        "config/hotline.yaml",
        "config/feeds.yaml",
        "config/watch.yaml",
        "migrations/env.py",
        "docs/decisions",
        "service/cli",
        "service/wiring",
        "service/web",
        "service/daemon.py",
        "service/jobs",
        "service/adapters/store",
        "service/config",
        "service/stages",
        "service/language/packs",
        "service/model",
        "service/errors.py",
    ],
)
def test_the_layout_holds_what_it_says(name: str) -> None:
    assert (ROOT / name).exists()


def lint_imports_with(tmp_path: Path, extra: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a copy of the package, to which the files of `extra` (path -> text) were added."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "service", tmp_path / "service", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in extra.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(linter), "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_module_in_no_room_breaks_the_contract(tmp_path: Path) -> None:
    result = lint_imports_with(tmp_path, {"service/helpers.py": '"""In no room."""\n'})
    assert result.returncode != 0
    assert "helpers" in result.stdout


def test_an_import_from_a_room_above_breaks_the_contract(tmp_path: Path) -> None:
    result = lint_imports_with(tmp_path, {"service/stages/upward.py": "import service.jobs.ports\n"})
    assert result.returncode != 0
    assert "service.stages.upward" in result.stdout
