"""README.md and docs/: every command in them works as it stands, and every link leads somewhere.

The `hotline` commands of the README's code blocks are run, in their order, in one folder, with the shipped watch and a
feed on loopback; the `make` targets are run by .ci/run, or asked of make.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from service.cli import main
from service.config import load_config
from service.model.alert import Alert, AlertKind, Priority
from service.stages.render import read_text_id, render_json
from tests.support.probe_server import NOW, point_config_at, serve_probe

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))]
HOTLINE = Path(sys.executable).with_name("hotline")
ENDLESS = {"run", "--follow", "-f"}


def read_blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def read_commands(page: str) -> list[list[str]]:
    """The commands of the shell blocks, split into words, comments left out."""
    lines = [line for block in read_blocks(page, "sh") for line in block.splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def read_hotline_commands(page: str) -> list[list[str]]:
    """The arguments of every `hotline`, in code blocks and in running text; also behind sudo and in a container."""
    text = (ROOT / page).read_text(encoding="utf-8")
    spans = [shlex.split(" ".join(span.split())) for span in re.findall(r"`(hotline [^`]+)`", text)]
    found = []
    for words in [*spans, *read_commands(page)]:
        line = re.sub(r"^(sudo|docker compose exec hotline) ", "", shlex.join(words))
        command, *arguments = shlex.split(line)
        if command.rpartition("/")[2] == "hotline" and arguments:
            found.append(arguments)
    return found


def copy_config(folder: Path) -> Path:
    return Path(shutil.copytree(ROOT / "config", folder / "config"))


@dataclass(frozen=True)
class Desk:
    """A folder in which Hotline is used as the README tells it."""

    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(HOTLINE), *arguments],
            cwd=self.home, env=self.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def run_until_interrupted(self, *arguments: str) -> int:
        """Start an endless command, press Ctrl-C once it is at work, and return its exit code."""
        process = subprocess.Popen(
            [str(HOTLINE), *arguments],
            cwd=self.home, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            # The first line says that it is at work; it comes, or the process ends and there is none.
            assert process.stdout.readline()
            if arguments == ("run",):
                self._wait_for_health()
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
            return process.returncode
        finally:
            process.kill()
            process.wait()

    def _wait_for_health(self) -> None:
        for _ in range(60):
            if self.run("health").returncode == 0:
                return
            time.sleep(0.5)
        pytest.fail("`hotline health` never found the running daemon")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("desk")
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    desk = Desk(home, {**environment, "HOME": str(home)})
    with serve_probe() as port:
        begun = desk.run("init")
        assert begun.returncode == 0, begun.stderr
        point_config_at(home / "config", port)
        # So that there is an alert to show and to follow.
        polled = desk.run("poll", "--all", "--now", NOW)
        assert polled.returncode == 0, polled.stderr
        yield desk


def test_the_readme_shows_commands() -> None:
    assert len([words for words in read_commands("README.md") if words[0] == "hotline"]) >= 8


@pytest.mark.parametrize(
    "words", [words for words in read_commands("README.md") if words[0] == "hotline"], ids=lambda words: " ".join(words)
)
def test_each_command_of_the_readme_works(desk: Desk, words: list[str]) -> None:
    arguments = words[1:]
    if arguments == ["init"]:
        assert (desk.home / "config/watch.yaml").is_file()  # the desk was made with it
    elif ENDLESS & set(arguments):
        assert desk.run_until_interrupted(*arguments) == 0
    elif arguments == ["health"]:
        assert desk.run(*arguments).returncode == 1, "no daemon runs at this moment; `hotline run` has it succeed"
    else:
        result = desk.run(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr


def test_the_readme_runs_nothing_else() -> None:
    assert {words[0] for words in read_commands("README.md")} <= {"hotline", "make"}


def test_each_make_target_is_one() -> None:
    targets = {words[1] for page in PAGES for words in read_commands(page) if words[0] == "make"}
    targets |= {word for page in PAGES for word in re.findall(r"`make ([\w-]+)`", (ROOT / page).read_text("utf-8"))}
    assert {"demo", "test", "run", "check"} <= targets
    for target in sorted(targets):
        asked = subprocess.run(
            ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
        assert asked.returncode == 0, asked.stderr


def test_ci_runs_the_two_commands_of_the_readme() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "make demo" in script
    assert "make check" in script
    assert re.search(r"^check:.*\btest\b", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert os.access(ROOT / ".ci/run", os.X_OK)
    subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True, timeout=60)


@pytest.mark.parametrize("page", PAGES)
def test_each_command_mentioned_exists_with_its_options(page: str) -> None:
    for words in read_hotline_commands(page):
        arguments = [word.strip("[]") for word in words]
        # --help is answered after the words before it were understood: an unknown option is still an error.
        asked = CliRunner().invoke(main, [*arguments, "--help"])
        assert asked.exit_code == 0, f"{page}: hotline {' '.join(words)}\n{asked.output}"


@pytest.mark.parametrize("page", PAGES)
def test_each_link_within_the_project_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text(encoding="utf-8")):
        if "://" not in target:
            assert (ROOT / page).parent.joinpath(target).exists(), target


def test_the_feed_of_the_readme_is_accepted(tmp_path: Path) -> None:
    config = copy_config(tmp_path)
    (block,) = [block for block in read_blocks("README.md", "yaml") if block.startswith("feeds:")]
    (config / "feeds.yaml").write_text(block, encoding="utf-8")
    assert load_config(config).feed("example-times") is not None


def test_the_official_and_the_term_of_the_readme_are_accepted(tmp_path: Path) -> None:
    config = copy_config(tmp_path)
    yaml = YAML(typ="safe")
    watch = yaml.load(config / "watch.yaml")
    for block in read_blocks("README.md", "yaml"):
        added = yaml.load(block)
        watch["officials"] += added.get("officials", [])
        for topic in added.get("topics", []):
            (shipped,) = [known for known in watch["topics"] if known["id"] == topic["id"]]
            for group, content in topic["groups"].items():
                shipped["groups"][group]["terms"] = content["terms"]
    (config / "watch.yaml").write_text(json.dumps(watch, ensure_ascii=False, default=str), encoding="utf-8")
    loaded = load_config(config).watch
    assert loaded.official("rudskoy").names == {"ru": "Сергей Фёдорович Рудской"}
    (group,) = [group for group in loaded.topics[0].groups if group.id == "contact"]
    assert group.terms["de"] == ("Krisentelefonat*",)


def test_the_alerts_of_the_readme_look_like_alerts() -> None:
    (shown,) = [block for block in read_blocks("README.md", "text") if block.startswith("20")]
    line = shown.replace("\n ", " ")
    (record,) = map(json.loads, read_blocks("README.md", "json"))
    assert read_text_id(line) is not None
    alert = Alert(
        id=record["id"],
        kind=AlertKind(record["kind"]),
        priority=Priority(record["priority"]),
        dedup_key="",
        created=datetime.fromisoformat(record["time"]),
        official_ids=tuple(record["officials"]),
        official_names=tuple(record["names"]),
        title=record["title"],
        outlet=record["outlet"],
        url=record["url"],
        published=datetime.fromisoformat(record["published"]),
        sentence=record["sentence"],
        rule=record["rule"],
        reason=record["reason"],
        feed_id=record["feed"],
        story_id=record["story"],
        article_id=record["article"],
        contact_id=record["contact"],
    )
    assert list(json.loads(render_json(alert)).items()) == list(record.items())


def test_the_mistakes_of_the_readme_are_reported_as_it_shows(tmp_path: Path) -> None:
    (shown,) = [block for block in read_blocks("README.md", "text") if "mistakes" in block]
    config = copy_config(tmp_path)
    (block,) = [block for block in read_blocks("README.md", "yaml") if block.startswith("feeds:")]
    broken = block.replace("https:", "htps:").replace("lang:", "langauge:")
    (config / "feeds.yaml").write_text(broken, encoding="utf-8")
    checked = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert checked.exit_code == 2
    assert checked.output.replace(f"{tmp_path}/", "") == shown.replace("\n ", " ")


def test_the_code_of_the_readme_fits_eighty_columns() -> None:
    for language in ("sh", "yaml", "text"):
        for block in read_blocks("README.md", language):
            # A URL cannot be folded.
            assert [line for line in block.splitlines() if len(line) > 80 and "://" not in line] == []
