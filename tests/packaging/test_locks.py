"""The two locks: hash-pinned, complete, in step with pyproject.toml and with each other, bound to no registry."""

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def read_requirements(lock: str) -> list[str]:
    """The requirements of a lock, one logical line each, comments left out."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def read_pins(lock: str) -> dict[str, Version]:
    pins: dict[str, Version] = {}
    for line in read_requirements(lock):
        requirement = Requirement(line.split(" --hash=")[0])
        (pin,) = requirement.specifier
        assert pin.operator == "==", line
        pins[canonicalize_name(requirement.name)] = Version(pin.version)
    return pins


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    lines = read_requirements(lock)
    assert len(lines) > 40
    for line in lines:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==\S+( ; [^-]+?)?(\s+--hash=sha256:[0-9a-f]{64})+", line), line[:120]


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_stands_in_a_lock(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--?(index-url|extra-index-url|find-links|trusted-host|i|f)\b", text, re.MULTILINE)
    assert not re.search(r"(^|\s)/\w+/", text), "a path of one machine"


def test_the_development_lock_holds_the_running_lock() -> None:
    running, development = read_pins("requirements.lock"), read_pins("requirements-dev.lock")
    assert {name: development.get(name) for name in running} == running


@pytest.mark.parametrize(("lock", "groups"), [(LOCKS[0], ["build"]), (LOCKS[1], ["build", "dev"])])
def test_the_locks_are_in_step_with_the_project(lock: str, groups: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *(line for name in groups for line in project["dependency-groups"][name]),
    ]
    pins = read_pins(lock)
    for requirement in map(Requirement, wanted):
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in {lock}: run `make lock`"
        assert requirement.specifier.contains(version), f"{requirement} is not {version}: run `make lock`"


def test_what_the_code_imports_is_what_the_project_requires() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    required = {canonicalize_name(Requirement(line).name) for line in project["project"]["dependencies"]}
    distributions = metadata.packages_distributions()
    imported = set()
    for path in [*(ROOT / "service").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    foreign = {name for name in imported if name not in sys.stdlib_module_names and name != "service"}
    assert len(foreign) > 5
    provided = {name: {canonicalize_name(found) for found in distributions.get(name, [])} for name in foreign}
    # pydantic_core is the half of pydantic that is compiled, and released with it alone.
    undeclared = {name for name, found in provided.items() if not found & required} - {"pydantic_core"}
    assert undeclared == set(), "not in pyproject.toml"

    # Used by others at run time, and imported by nobody here.
    plugins = {"brotli", "lxml-html-clean", "psycopg", "tzdata"}
    used = {name for found in provided.values() for name in found}
    assert required - used - plugins == set(), "required, and imported nowhere"
