"""What holds for every command: help with examples at 80 columns, exit codes, and where `--config` may stand."""

import click
import pytest
from click.testing import CliRunner

from service.cli import COMMANDS, main
from tests.support.command import run


def list_commands() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        found += [(name, inner) for inner in command.commands] if isinstance(command, click.Group) else [(name,)]
    return found


@pytest.mark.parametrize("words", list_commands(), ids=" ".join)
def test_the_help_of_each_command_has_examples_that_fit(words: tuple[str, ...]) -> None:
    done = run(None, *words, "--help")
    assert done.exit_code == 0
    assert f"Usage: hotline {' '.join(words)}" in done.stdout
    assert f"\n    hotline {' '.join(words)}" in done.stdout.replace("zcat archive.jsonl.gz | ", ""), "an example"
    assert [line for line in done.stdout.splitlines() if len(line) > 80] == []


def test_the_help_lists_every_command() -> None:
    shown = run(None, "--help").stdout
    for name in COMMANDS:
        assert f"\n  {name} " in shown
    assert [line for line in shown.splitlines() if len(line) > 80 or line.rstrip(".") + "..." == line] == [
        "Usage: hotline [OPTIONS] COMMAND [ARGS]..."
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bogus"], "No such command 'bogus'"),
        (["alerts", "--since", "x"], "'x' is no length of time; write it like 7d, 12h or 30m"),
        (["alerts", "--kind", "mentoin"], "'mentoin' is not one of"),
        (["alerts", "-n", "0"], "'-n'"),
        (["poll", "--now", "noon"], "'noon' is no instant; write it like 2024-06-26T00:00Z"),
        (["feeds", "import", "nowhere.opml"], "'nowhere.opml' does not exist"),
        (["db", "backup"], "Missing argument 'TARGET'"),
    ],
)
def test_bad_usage_is_told_and_exits_2(words: list[str], said: str) -> None:
    done = run(None, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_misspelt_command_is_answered_with_the_near_one() -> None:
    done = CliRunner().invoke(main, ["alert"])
    assert done.exit_code == 2
    assert "did you mean 'alerts'?" in done.output
