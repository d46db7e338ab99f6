"""`hotline search`: articles by their words, in all forms of them, and by filters."""

import json
import sys
import textwrap
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from service import wiring
from service.cli.layout import find_width
from service.cli.options import config_option, json_option
from service.config import load_settings
from service.model.views import ArticleFilter, SearchHit, SearchOrder, SearchPage, Snippet
from service.stages.render import fold_line, format_instant

SHOWN = 20
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(short_help="Find stored articles by their words.")
@click.argument("words", metavar="QUERY...", nargs=-1)
@click.option("--official", metavar="ID", help="Only articles that name this official of the watch.")
@click.option("--outlet", help="Only articles of this outlet.")
@click.option("--lang", help="Only articles in this language, as in ru.")
@click.option("--from", "since", type=_DAY, metavar="DAY", help="Published on that day or later (UTC).")
@click.option("--to", "until", type=_DAY, metavar="DAY", help="Published on that day or before.")
@click.option("--rank", is_flag=True, help="First what has every word in the headline; else the newest first.")
@click.option(
    "-n",
    "number",
    type=click.IntRange(min=1, max=1000),
    default=SHOWN,
    show_default=True,
    metavar="N",
    help="At most N.",
)
@click.option("--before", "cursor", metavar="CURSOR", help="Go on where a page before ended.")
@json_option
@config_option
def search(
    words: tuple[str, ...],
    official: str | None,
    outlet: str | None,
    lang: str | None,
    since: datetime | None,
    until: datetime | None,
    rank: bool,
    number: int,
    cursor: str | None,
    as_json: bool,
    folder: Path,
) -> None:
    """Find stored articles that have every word of QUERY in headline, summary or
    text: Белоусов finds «Белоусова», too. "Words in quotes" stand side by side;
    a word with - before it must not occur (behind --, for the shell). Without a
    word: all that the options let through.

    \b
    Examples:
      hotline search Белоусов Остин
      hotline search '"red line" -China' --lang en --from 2024-06-01
      hotline search --official austin --outlet TASS
    """
    chosen = ArticleFilter(
        official=official,
        outlet=outlet,
        lang=lang,
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    order = SearchOrder.RANK if rank else SearchOrder.NEWEST
    with wiring.open_archive(load_settings(folder)) as store:
        try:
            page = store.search_articles(" ".join(words), chosen, order=order, limit=number, before=cursor)
        except ValueError as error:
            raise click.UsageError(f"--before: {error}") from error
    if as_json:
        click.echo(json.dumps(describe_page(page), ensure_ascii=False, indent=1))
        return
    for hit in page.items:
        click.echo(lay_out_hit(hit, find_width()))
    _say_the_rest(page, words, official)


def _say_the_rest(page: SearchPage, words: tuple[str, ...], official: str | None) -> None:
    if not page.items:
        looked = f" for {', '.join(fold_line(word) for word in page.words)}" if page.words else ""
        click.echo(f"nothing found{looked}", err=True)
        if official:
            # The watch is not read: a mistake in it hides no article.
            click.echo(f"(no article that fits names {official!r}; the ids of officials stand in watch.yaml)", err=True)
    elif page.next:
        # An address to go on, not a count: nobody counts what nobody reads.
        click.echo(f"(there is more: --before {page.next})", err=True)
    if words and not page.words:
        click.echo("(the query has no word to look for)", err=True)


def lay_out_hit(hit: SearchHit, width: int) -> str:
    """A hit in a few lines; nothing from an article can colour or break them."""
    article = hit.article
    outlet = fold_line(article.outlet)
    head = f"{article.published:%Y-%m-%d %H:%M}  {article.lang or '--':<3} {article.id}"
    lines = [click.style(f"{head}  {outlet}"[:width], dim=True)]
    lines += _fold(hit.title, width, "  ", bold=True)
    if hit.snippet.text and fold_line(hit.snippet.text) != fold_line(hit.title.text):
        lines += _fold(hit.snippet, width, "    ")
    return "\n".join(lines)


def _fold(snippet: Snippet, width: int, indent: str, bold: bool = False) -> Iterator[str]:
    """A snippet in lines. At a terminal its marks are coloured."""
    before, after = "…" if snippet.cut_before else "", "…" if snippet.cut_after else ""
    shown, marked = _fold_marked(snippet)
    shown, marked = before + shown + after, [False] * len(before) + marked + [False] * len(after)
    place = 0
    for line in textwrap.wrap(shown, width - len(indent), break_on_hyphens=False):
        start = shown.index(line, place)
        place = start + len(line)
        yield indent + _style_runs(line, marked[start:place], bold)


def _fold_marked(snippet: Snippet) -> tuple[str, list[bool]]:
    """The text on one line, and for each character of it whether it is marked."""
    text, marked = "", []
    for piece, is_marked in _cut_at_marks(snippet):
        folded = fold_line(piece)
        space = " " if text and piece[:1].isspace() else ""
        folded = space + folded + (" " if folded and piece[-1:].isspace() else "")
        if text.endswith(" "):
            folded = folded.lstrip(" ")
        text += folded
        marked += [is_marked] * len(folded)
    return text, marked


def _cut_at_marks(snippet: Snippet) -> Iterator[tuple[str, bool]]:
    place = 0
    for start, end in snippet.marks:
        yield snippet.text[place:start], False
        yield snippet.text[start:end], True
        place = end
    yield snippet.text[place:], False


def _style_runs(line: str, marked: list[bool], bold: bool) -> str:
    if not sys.stdout.isatty():
        return line
    styled, start = "", 0
    for place in range(1, len(line) + 1):
        if place == len(line) or marked[place] != marked[start]:
            styled += click.style(line[start:place], bold=bold, fg="yellow" if marked[start] else None)
            start = place
    return styled


def describe_page(page: SearchPage) -> dict[str, Any]:
    """What was found as JSON values."""
    return {"words": list(page.words), "next": page.next, "items": [describe_hit(hit) for hit in page.items]}


def describe_hit(hit: SearchHit) -> dict[str, Any]:
    """A hit as JSON values; marks are [start, end] in characters of the text beside them."""
    article = hit.article
    return {
        "id": article.id,
        "published": format_instant(article.published),
        "outlet": article.outlet,
        "lang": article.lang,
        "url": article.url,
        "relevant": article.relevant,
        "officials": list(article.officials),
        "story": article.story_id,
        "title": {"text": hit.title.text, "marks": [list(mark) for mark in hit.title.marks]},
        "snippet": {
            "zone": hit.snippet.zone,
            "text": hit.snippet.text,
            "marks": [list(mark) for mark in hit.snippet.marks],
        },
    }
