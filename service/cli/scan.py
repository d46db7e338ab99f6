"""`hotline scan`: the detection over a file of articles."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from service.cli.options import config_option
from service.cli.progress import load_rules, open_progress
from service.errors import ConfigError, ConfigProblem, HotlineError
from service.jobs.scan import scan_lines


@click.command(short_help="Run the detection over a file of articles.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@config_option
def scan(file: Path, folder: Path) -> None:
    """Run the detection over FILE, offline: one JSON object a line in, one
    out, in the same order. `-` reads from standard input.

    In: id, url, published, outlet, lang (optional), title, summary, body.
    Out: id, relevant, score, officials, implied, story, triage, contact, why;
    notes say what could not be done, as where a language has no pack.

    Stories and contacts are formed over the whole file, in order of
    `published`; what the database holds is neither asked nor changed. Nothing
    is printed if a line cannot be read.

    \b
    Examples:
      hotline scan articles.jsonl > answers.jsonl
      zcat archive.jsonl.gz | hotline scan -
    """
    rules = load_rules(folder)
    if not rules.config.watch.topics:
        advice = "no topic, and scan judges by one; add `topics:`, as the file of `hotline init` has it"
        raise ConfigError([ConfigProblem(str(folder / "watch.yaml"), 0, 0, advice)])
    with _open(file) as source, open_progress() as progress:
        task = progress.add_task("scanning", total=None)
        answers = scan_lines(
            rules,
            source,
            "standard input" if str(file) == "-" else str(file),
            lambda total: progress.update(task, total=total),
            lambda: progress.advance(task),
        )
        for answer in answers:
            progress.stop()
            click.echo(answer)


@contextmanager
def _open(file: Path) -> Iterator[BinaryIO]:
    """The file, or a copy of it where it can be read only once."""
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as source:
            if source.seekable():
                yield source
                return
            with tempfile.TemporaryFile() as copy:
                shutil.copyfileobj(source, copy)
                copy.seek(0)
                yield copy
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise HotlineError(f"{file} cannot be read: {error.strerror}") from error
