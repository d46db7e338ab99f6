"""How `hotline check --archive` shows what has never matched."""

from collections.abc import Callable, Iterable
from itertools import groupby

import click

from service.cli.layout import count, find_width, wrap_hanging
from service.jobs.coverage import Coverage
from service.model.watch import Watch


def print_coverage(coverage: Coverage, watch: Watch, fewest: int) -> None:
    """What was looked at, what never matched in it, and what too little is known of to say so."""
    width = find_width()

    def tell(text: str) -> None:
        click.echo(wrap_hanging(text, width, "", 2))

    texts = coverage.articles + coverage.items
    by_language = ", ".join(f"{lang or 'unknown'} {number:,}" for lang, number in coverage.languages.most_common())
    tell(
        f"archive: {count(coverage.articles, 'article')} and {count(coverage.items, 'dropped item')} looked at"
        f"{f' ({by_language})' if by_language else ''}"
    )
    if coverage.few:
        tell(
            f"too few to judge the watch by: {count(texts, 'text')} of the {fewest:,} that it takes. What has not "
            f"matched may be right and yet to come. Ask again later, or with --fewest {max(1, texts)} for what there is"
        )
    never = f"never matched in {count(texts, 'text')}"
    names = [watch.official(official).name for official in coverage.officials]
    _list(tell, f"officials {never}", names)
    for official, langs in coverage.forms.items():
        seen = count(coverage.found[official], "text")
        looked = ", ".join(f"{lang} ({count(coverage.languages[lang], 'text')})" for lang in langs)
        tell(f"forms never matched: {watch.official(official).name}, named in {seen}, in none of {looked}")
    _list(tell, f"offices {never}", coverage.offices)
    _list(tell, f"groups {never}", [f"{topic}/{group}" for topic, group in coverage.groups])
    _list(tell, f"rules {never}", [f"{topic}/{rule}" for topic, rule in coverage.rules])
    for (topic, group, lang), terms in groupby(coverage.terms, key=lambda t: (t.topic, t.group, t.lang)):
        base = lang.split("-")[0].lower()
        looked = f"{coverage.languages[base]:,} {lang} {'text' if coverage.languages[base] == 1 else 'texts'}"
        where = f"{topic}/{group}" if topic else f"side {group}"
        _list(tell, f"terms never matched in {looked}: {where}", [f"«{term.term}»" for term in terms])
    if coverage.unjudged and not coverage.few:
        tell(f"terms not judged, for want of {fewest:,} texts in their language: {', '.join(coverage.unjudged)}")
    silent = (coverage.officials, coverage.forms, coverage.offices, coverage.groups, coverage.rules, coverage.terms)
    if not coverage.few and not any(silent):
        tell("all that could be judged has matched")


def _list(tell: Callable[[str], None], what: str, found: Iterable[str]) -> None:
    names = list(found)
    if names:
        tell(f"{what}: {', '.join(names)}")
