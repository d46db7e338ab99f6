"""`hotline stories`: articles of the same news, with their counters; and a human's word on what is one story."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from service import wiring
from service.cli.contacts_table import ID_SHOWN
from service.cli.layout import count
from service.cli.ledger_options import page_through, suggest_ids
from service.cli.options import config_option, json_option, now_option
from service.cli.show_group import ShowGroup
from service.cli.terminal import NARROW, UNBOUND, find_columns, render
from service.config import load_settings
from service.errors import HotlineError
from service.jobs.ports import LedgerViews, Store
from service.model.article import Article
from service.model.ledger import LedgerStory, PlacedArticle
from service.stages.ledger.describe import describe_placed, describe_story
from service.stages.render import fold_line

SHOWN = 30


@click.group(cls=ShowGroup, invoke_without_command=True, short_help="Stories, their origins; merge or split them.")
@click.option(
    "-n",
    "number",
    type=click.IntRange(min=1),
    default=SHOWN,
    show_default=True,
    metavar="N",
    help="At most the newest N.",
)
@click.option("--contact", "contact_id", metavar="ID", help="Only the stories of this contact.")
@click.option("--all", "everything", is_flag=True, help="Also stories that tell of no contact.")
@json_option
@config_option
@click.pass_context
def stories(
    ctx: click.Context, number: int, contact_id: str | None, everything: bool, as_json: bool, folder: Path
) -> None:
    """The stories that tell of contacts, the newest last; `hotline stories ID`
    shows the articles of one. `orig` counts those whose texts they are, `outl`
    the outlets that print them.

    \b
    Examples:
      hotline stories
      hotline stories s3f09a1
      hotline stories merge s3f09a1 s77c2d0
      hotline stories split 1f0c9a77b2e4d680
    """
    ctx.find_root().obj = folder
    if ctx.invoked_subcommand is not None:
        return
    with wiring.open_archive(load_settings(folder)) as store:
        contact = None
        if contact_id is not None:
            contact = store.find_contact(contact_id)
            if contact is None:
                raise HotlineError(f"{contact_id}: no contact of this id; `hotline contacts` lists them")
        wanted = contact.id if contact else None
        known = (story for story in list_all(store, wanted) if everything or story.contact_id)
        shown = list(islice(known, number))[::-1]
    if as_json:
        click.echo(json.dumps([describe_story(story) for story in shown], ensure_ascii=False, indent=1))
    elif shown:
        click.echo(lay_out_stories(shown, find_columns()))
    else:
        click.echo("no stories" if everything else "no stories (--all shows those that tell of no contact)", err=True)


@stories.command(short_help="The articles of one story.")
@click.argument("story_id", metavar="ID")
@json_option
@config_option
def show(story_id: str, as_json: bool, folder: Path) -> None:
    """One story: its articles, first published first, and whose text each is.
    The first characters of its ID are enough.

    \b
    Example:
      hotline stories show s3f09a1
    """
    with wiring.open_archive(load_settings(folder)) as store:
        story = find_story(store, story_id)
        articles = store.list_story_articles(story.id)
    if as_json:
        described = {**describe_story(story), "members": [describe_placed(*pair) for pair in articles]}
        click.echo(json.dumps(described, ensure_ascii=False, indent=1))
    else:
        click.echo(lay_out_story(story, articles, find_columns()))


@stories.command(short_help="Say that stories are one.")
@click.argument("story_ids", metavar="ID ID...", nargs=-1, required=True)
@click.option("--note", default="", help="Why, for whoever looks later.")
@config_option
@now_option
def merge(story_ids: tuple[str, ...], note: str, folder: Path, start: datetime | None) -> None:
    """Say that these stories are one. Articles that come later, and a rebuild
    of the ledger, follow; no alert is raised.

    \b
    Example:
      hotline stories merge s3f09a1 s77c2d0
    """
    settings = load_settings(folder)
    with wiring.open_archive(settings) as store:
        ids = list(dict.fromkeys(find_story(store, story_id).id for story_id in story_ids))
    if len(ids) < 2:
        raise click.UsageError("name two different stories at least")
    _report("merged into", wiring.merge_stories(settings, ids, note, start or datetime.now(UTC)))


@stories.command(short_help="Say that articles are a story of their own.")
@click.argument("references", metavar="ARTICLE...", nargs=-1, required=True)
@click.option("--note", default="", help="Why, for whoever looks later.")
@config_option
@now_option
def split(references: tuple[str, ...], note: str, folder: Path, start: datetime | None) -> None:
    """Take articles out of their story, into one of their own. ARTICLE is an id
    as `hotline stories ID` shows it, or a URL. Copies that come later, and a
    rebuild of the ledger, follow.

    \b
    Example:
      hotline stories split 1f0c9a77b2e4d680 https://example.org/news/1
    """
    settings = load_settings(folder)
    with wiring.open_archive(settings) as store:
        ids = [_find_article(store, reference) for reference in references]
    _report("split into", wiring.split_story(settings, ids, note, start or datetime.now(UTC)))


def find_story(store: LedgerViews, story_id: str) -> LedgerStory:
    """The story of that id or beginning of one; HotlineError, with what may be meant, where there is none."""
    story = store.find_story(story_id)
    if story is None:
        hint = suggest_ids(story_id, list_all(store), "hotline stories")
        raise HotlineError(f"{story_id}: no story of this id{hint}")
    return story


def list_all(store: LedgerViews, contact_id: str | None = None) -> Iterator[LedgerStory]:
    """Every story, or those of one contact, newest first, page by page."""
    return page_through(lambda limit, before: store.list_stories(contact_id=contact_id, limit=limit, before=before))


def lay_out_stories(shown: Sequence[LedgerStory], width: int) -> str:
    """The stories as a table: id, last article, phase, origins, outlets, languages, headline."""
    table = Table(box=None, pad_edge=False, padding=(0, 1 if width < NARROW else 2, 0, 0), header_style="bold")
    for name in ("id", "last", "phase"):
        table.add_column(name, no_wrap=True, style="dim" if name == "id" else None)
    for name in ("orig", "outl"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("contact", no_wrap=True, style="dim")
    table.add_column("headline", overflow="fold", ratio=None if width >= UNBOUND else 1)
    for story in shown:
        table.add_row(
            story.id[:ID_SHOWN],
            f"{story.last:%Y-%m-%d}",
            story.phase or "–",
            f"{len(story.origins):,}",
            f"{len(story.outlets):,}",
            story.contact_id[:ID_SHOWN] if story.contact_id else "–",
            Text(fold_line(story.title)),
        )
    return render(table, width)


def lay_out_story(story: LedgerStory, articles: Sequence[tuple[Article, PlacedArticle]], width: int) -> str:
    """A story with its articles; a copy says what it copies."""
    head = Text(fold_line(story.title), style="bold")
    counted = f"{count(len(story.origins), 'origin')}, {count(len(story.outlets), 'outlet')}"
    about = [story.id, story.phase, counted, count(story.articles, "article"), ", ".join(story.langs)]
    about += [f"contact {story.contact_id}"] if story.contact_id else []
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=None if width >= UNBOUND else 1)
    outlets = {article.id: article.outlet for article, _ in articles}
    for article, placed in articles:
        table.add_row(f"{article.published:%Y-%m-%d %H:%M}", _word_article(article, placed, outlets))
    lines = [
        render(head, width),
        render(Text("; ".join(filter(None, about)), style="dim"), width),
        "",
        render(table, width),
    ]
    if story.articles > len(articles):
        lines.append(f"and {story.articles - len(articles):,} more")
    return "\n".join(lines)


def _word_article(article: Article, placed: PlacedArticle, outlets: Mapping[str, str]) -> Text:
    text = Text(fold_line(f"{article.title} ({article.outlet})"))
    text.append(f"\n{article.id}", style="dim")
    known = {article.outlet.casefold()}
    if placed.text_id != article.id:
        copied = outlets.get(placed.text_id)
        text.append(f"  copies {fold_line(copied) if copied else placed.text_id}", style="dim")
        known.add((copied or "").casefold())
    if placed.origin and placed.origin.casefold() not in known:
        text.append(f"  text of {fold_line(placed.origin)}", style="dim")
    if placed.why:
        text.append(f"  ({fold_line(placed.why[0])})", style="dim")
    return text


def _find_article(store: Store, reference: str) -> str:
    article = store.find_article(reference)
    if article is None:
        raise HotlineError(
            f"{reference}: no stored article of this id or URL; `hotline stories ID` has those of a story"
        )
    return article.id


def _report(done: str, story: LedgerStory | None) -> None:
    if story is None:
        raise HotlineError("the story is gone; `hotline stories` lists those that there are")
    click.echo(f"{done} {story.id}: {count(story.articles, 'article')}, {count(len(story.origins), 'origin')}")
