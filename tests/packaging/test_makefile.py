"""The Makefile on machines that lack something: it says so, and touches nothing."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what installing needs, and no environment."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def write_python(folder: Path, version: tuple[int, int], *, with_venv: bool = True) -> Path:
    """A stand-in for an interpreter: it runs what it is given as that version would."""
    real = shutil.which("python3")
    path = folder / "python-stand-in"
    lacking = "" if with_venv else "sys.modules['ensurepip'] = None; "
    pretend = f"import sys; sys.version_info = {(*version, 0)}; {lacking}exec(sys.argv[1])"
    path.write_text(f'#!/bin/sh\nexec {real} -c "{pretend}" "$2"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("version", "with_venv"),
    [((3, 10), True), ((3, 14), True), ((2, 7), True), ((3, 12), False)],
    ids=["too old", "too new", "ancient", "no venv"],
)
def test_a_python_that_will_not_do_is_refused_in_plain_words(
    clone: Path, version: tuple[int, int], with_venv: bool
) -> None:
    stand_in = write_python(clone, version, with_venv=with_venv)
    result = make(clone, "demo", f"PYTHON={stand_in}")
    assert result.returncode == 2
    assert "Hotline needs Python 3.11, 3.12 or 3.13" in result.stderr
    assert str(stand_in) in result.stderr
    assert not (clone / ".venv").exists()


def test_a_python_that_will_do_is_taken(clone: Path) -> None:
    result = make(clone, "demo", f"PYTHON={write_python(clone, (3, 12))}")
    assert "making .venv" in result.stdout
    assert "Hotline needs" not in result.stderr


def test_a_machine_without_any_python_is_told_so(clone: Path) -> None:
    result = make(clone, "test", "PYTHON=/nowhere/python3")
    assert result.returncode == 2
    assert "Hotline needs Python 3.11, 3.12 or 3.13" in result.stderr


def test_make_alone_lists_every_target(clone: Path) -> None:
    result = make(clone)
    assert result.returncode == 0
    listed = {line.split()[0] for line in result.stdout.splitlines()[1:]}
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (declared,) = [line.split(":")[1].split() for line in text.splitlines() if line.startswith(".PHONY:")]
    assert listed == set(declared)


def test_clean_keeps_config_data_and_logs(clone: Path) -> None:
    for name in ("config", "data", "logs", ".venv", "service"):
        (clone / name).mkdir()
    assert make(clone, "clean").returncode == 0
    assert {path.name for path in clone.iterdir() if path.is_dir()} == {"config", "data", "logs", "service"}
