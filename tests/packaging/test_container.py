"""Dockerfile, docker-compose.yml and the systemd unit. No engine runs in the tests: what is checked is that the files
are sound, and that everything they refer to exists.
"""

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from service.config import load_config

ROOT = Path(__file__).resolve().parents[2]
HOME = "/var/lib/hotline"


def read_instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, (name, argument), continuation lines joined and comments left out."""
    lines = [
        line for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    text = "\n".join(lines).replace("\\\n", " ")
    return [
        (name, rest.strip()) for name, _, rest in (line.partition(" ") for line in text.splitlines() if line.strip())
    ]


def read_final_stage() -> list[tuple[str, str]]:
    instructions = read_instructions()
    last = max(number for number, (name, _) in enumerate(instructions) if name == "FROM")
    return instructions[last:]


def read_compose() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")
    return loaded


def test_the_dockerfile_is_made_of_known_instructions() -> None:
    known = {
        "FROM",
        "RUN",
        "COPY",
        "ENV",
        "WORKDIR",
        "USER",
        "VOLUME",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    }
    instructions = read_instructions()
    assert {name for name, _ in instructions} == known
    assert all(argument for _, argument in instructions)
    stages = [argument for name, argument in instructions if name == "FROM"]
    assert stages == ["python:3.13-slim AS build", "python:3.13-slim"]


def test_the_image_copies_what_exists_and_is_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    copied = [
        source.rstrip("/")
        for name, argument in read_instructions()
        if name == "COPY" and "--from=" not in argument
        for source in argument.split()[:-1]
    ]
    assert set(copied) == kept
    assert all((ROOT / source).exists() for source in copied)


def test_the_image_runs_as_nobody_special_and_says_when_it_is_well() -> None:
    stage = dict(read_final_stage())
    assert stage["USER"] not in {"", "root", "0"}
    assert stage["STOPSIGNAL"] == "SIGTERM"
    assert json.loads(stage["ENTRYPOINT"]) == ["hotline"]
    assert json.loads(stage["CMD"]) == ["run"]
    assert json.loads(stage["HEALTHCHECK"].partition("CMD ")[2]) == ["hotline", "health"]
    assert json.loads(stage["VOLUME"]) == [f"{HOME}/data", f"{HOME}/logs"]
    assert f"HOTLINE_CONFIG={HOME}/config" in stage["ENV"]


def test_plain_compose_up_starts_the_service_on_sqlite_alone() -> None:
    services = read_compose()["services"]
    assert [name for name, service in services.items() if "profiles" not in service] == ["hotline"]
    assert {name for name, service in services.items() if service.get("profiles") == ["postgres"]} == {
        "hotline-postgres",
        "postgres",
    }
    assert "depends_on" not in services["hotline"]
    assert services["hotline-postgres"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", ["hotline", "hotline-postgres", "postgres"])
def test_each_service_is_restarted_watched_and_keeps_its_data(name: str) -> None:
    compose = read_compose()
    service = compose["services"][name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] == "CMD"
    assert re.fullmatch(r"\d+(s|m)", service["stop_grace_period"])
    mounts = [mount.split(":") for mount in service["volumes"]]
    for source, *_ in mounts:
        assert (ROOT / source).exists() if source.startswith("./") else source in compose["volumes"]
    written = {mount[1] for mount in mounts if not mount[0].startswith("./")}
    assert written == ({"/var/lib/postgresql/data"} if name == "postgres" else {f"{HOME}/data", f"{HOME}/logs"})


def test_the_variables_of_compose_have_defaults() -> None:
    # One without would make a plain `docker compose up` fail, even where its profile is not asked for.
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"\$\{?(\w+)", text) == re.findall(r"\$\{(\w+):[-+][\w.:]*\}", text)


def has_compose() -> bool:
    docker = shutil.which("docker")
    return (
        docker is not None
        and not subprocess.run([docker, "compose", "version"], capture_output=True, check=False, timeout=30).returncode
    )


if has_compose():  # a plugin that few machines have; the structure is checked above in any case

    @pytest.mark.parametrize("profile", [[], ["--profile", "postgres"]])
    def test_compose_itself_accepts_the_file(profile: list[str]) -> None:
        command = ["docker", "compose", *profile, "config", "--quiet"]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
        assert result.returncode == 0, result.stderr


def test_the_config_for_postgresql_differs_in_the_database_alone() -> None:
    yaml = YAML(typ="safe")
    plain = yaml.load(ROOT / "config/hotline.yaml")
    postgres = yaml.load(ROOT / "packaging/postgres/hotline.yaml")
    assert postgres.pop("database") == "postgresql://hotline@postgres/hotline"
    plain.pop("database")
    assert postgres == plain


def test_the_config_for_postgresql_is_accepted(tmp_path: Path) -> None:
    config = shutil.copytree(ROOT / "config", tmp_path / "config")
    shutil.copy(ROOT / "packaging/postgres/hotline.yaml", config)
    assert load_config(config).settings.database.startswith("postgresql")


def test_the_unit_is_sound() -> None:
    path = ROOT / "packaging/hotline.service"
    unit = configparser.ConfigParser(strict=True, interpolation=None, delimiters="=")
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(path.read_text(encoding="utf-8"))
    service = unit["Service"]
    assert service["ExecStart"].endswith("/hotline run")
    assert (service["KillSignal"], service["TimeoutStopSec"], service["Restart"]) == ("SIGTERM", "15", "on-failure")
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("true", "strict")
    assert service["ReadWritePaths"].split() == [f"{HOME}/data", f"{HOME}/logs"]
    analyse = shutil.which("systemd-analyze")
    if analyse:
        result = subprocess.run(
            [analyse, "verify", "--man=no", str(path)], capture_output=True, text=True, check=False, timeout=60
        )
        complaints = [line for line in result.stderr.splitlines() if path.name in line]
        assert [line for line in complaints if "is not executable" not in line] == []
