"""Progress at a terminal: on stderr, only where somebody looks at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from service import wiring
from service.jobs.runner import PassSummary
from service.jobs.world import Rules


def load_rules(folder: Path, *, strict: bool = False) -> Rules:
    """`wiring.load_rules`, and at a terminal a word about it: deriving the forms of every name takes a moment."""
    with show_work("reading the config"):
        return wiring.load_rules(folder, strict=strict)


@contextmanager
def show_work(what: str) -> Iterator[None]:
    """Say at a terminal what is being waited for, as long as it is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


@contextmanager
def open_progress(*, quiet: bool = False) -> Iterator[Progress]:
    """A rich progress display that vanishes when the work is done, and is silent where stderr is no terminal."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    ) as progress:
        yield progress


@contextmanager
def show_pass(feeds: int, *, quiet: bool = False) -> Iterator[Callable[[PassSummary], None]]:
    """Show how a pass over `feeds` feeds goes on."""
    with open_progress(quiet=quiet) as progress:
        task = progress.add_task("polling", total=feeds)

        def on_progress(summary: PassSummary) -> None:
            progress.update(
                task,
                completed=summary.feeds,
                description=f"polling: {summary.articles} articles, {summary.alerts} alerts",
            )

        yield on_progress
