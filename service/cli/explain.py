"""`hotline explain`: what is made of an article and why: the score as a sum, the article with its spans marked."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from service import wiring
from service.cli.layout import find_width, has_colours, wrap_hanging
from service.cli.options import config_option, json_option, now_option
from service.cli.progress import load_rules, show_work
from service.jobs.explain import Explanation
from service.model.article import ZONES, Zone
from service.model.verdict import Mention, MentionKind, Span, Verdict
from service.stages.recognise import Reading
from service.stages.render import fold_line, format_instant

_MARKS: dict[str, tuple[str, dict[str, Any]]] = {
    "name": ("*", {"fg": "green", "bold": True}),
    "office": ("=", {"fg": "cyan"}),
    "term": ("_", {"fg": "yellow"}),
}
"""Kind -> what stands around it where there are no colours, and its colour. The first kind wins where two meet."""

MOST_MISSING = 6
"""So many lines of what nearly held are shown; the score is the first."""


@click.command(short_help="Why an article was kept or dropped, or flagged.")
@click.argument("reference", metavar="URL|FILE|ID")
@json_option
@config_option
@now_option
def explain(reference: str, as_json: bool, folder: Path, start: datetime | None) -> None:
    """Why an article is kept or dropped, flagged or not, span by span, by the
    watch as it is now. Nothing is stored.

    ID is that of an article or of an alert. A URL that was never seen is
    fetched. FILE is an HTML page (.html), one article as `hotline scan` takes
    it (.json, .jsonl), or text whose first line is the headline.

    \b
    Examples:
      hotline explain 1f0c9a77b2e4d680
      hotline explain https://example.org/news/1234
      hotline explain page.html
    """
    rules = load_rules(folder)
    with show_work(f"looking at {reference}"):
        explanation = asyncio.run(wiring.explain(rules, reference, start))
    if as_json:
        click.echo(json.dumps(_describe(explanation), ensure_ascii=False, indent=1))
    else:
        _print(explanation)


def _print(explanation: Explanation) -> None:
    article = explanation.article
    width = find_width()
    if article.title:
        click.secho(wrap_hanging(fold_line(article.title), width), bold=True)
    about = [article.outlet, format_instant(article.published), explanation.reading.language or "language unknown"]
    click.echo(fold_line(" · ".join(filter(None, about))))
    click.secho(wrap_hanging(fold_line(explanation.origin), width), dim=True)
    click.echo()
    _print_summary(explanation, width)
    click.echo("\nmarked: " + " ".join([_mark("named", "name"), _mark("by office", "office"), _mark("terms", "term")]))
    marks = list(_collect_marks(explanation))
    for zone in ZONES:
        if article.zone(zone):
            click.secho(f"\n[{zone}]", dim=True)
            click.echo(_mark_zone(article.zone(zone), zone, marks))


def _print_summary(explanation: Explanation, width: int) -> None:
    def tell(label: str, text: str, **style: Any) -> None:
        click.secho(wrap_hanging(text, width, f"{label:<11}", 11), **style)

    triage = explanation.triage
    quotes = f": {_quote(triage.evidence)}" if triage.evidence else ""
    if triage.passed:
        tell("triage", f"passes, {triage.reason.value}{quotes}")
    else:
        tell("triage", f"drops it: {triage.reason.value}, so its page is not opened", fg="red")
        tell("", "(what follows is what the whole text would have given)")
    for note in explanation.reading.notes:
        tell("note", note, fg="yellow")
    for label, kind in (("flagged", MentionKind.NAME), ("by office", MentionKind.OFFICE)):
        lines = list(_describe_mentions(explanation.reading.mentions, kind))
        for line in lines:
            tell(label, line)
        if not lines and kind is MentionKind.NAME:
            tell(label, "no official is named")
    for line in _describe_mentions(_list_doubtful(explanation.reading), MentionKind.NAME):
        tell("rejected", line)
    for verdict in explanation.verdicts:
        decided = "relevant" if verdict.relevant else "not relevant"
        score = f"{verdict.score:g} points, {verdict.threshold:g} are needed"
        tell("topic", f"{verdict.topic}: {decided}; {score}", fg="green" if verdict.relevant else "red")
        for line in _describe_sum(verdict):
            click.echo(wrap_hanging(line, width, " " * 9, 17))
        for what in verdict.missing[:MOST_MISSING]:
            tell("", f"missing: {what}")
        if len(verdict.missing) > MOST_MISSING:
            tell("", f"and {len(verdict.missing) - MOST_MISSING} rules of less weight (--json names them)")


def _describe_mentions(mentions: Iterable[Mention], kind: MentionKind) -> Iterator[str]:
    found: dict[tuple[str, bool], list[Mention]] = {}
    for mention in mentions:
        if mention.kind is kind:
            found.setdefault((mention.name, mention.official is not None), []).append(mention)
    for (name, tracked), places in found.items():
        more = f", and {len(places) - 1} more" if len(places) > 1 else ""
        known = "" if tracked else " (not tracked)"
        yield f"{name}{known}: {_quote([places[0].span])} in the {places[0].span.zone}, {places[0].rule}{more}"


def _list_doubtful(reading: Reading) -> list[Mention]:
    """Surnames of officials that were seen and did not count, those left out that lie in a mention that did."""
    counted = [mention.span for mention in reading.mentions]
    return [
        found.mention
        for found in reading.doubtful
        if not any(
            span.zone == found.mention.span.zone
            and span.start <= found.mention.span.start
            and found.mention.span.end <= span.end
            for span in counted
        )
    ]


def _describe_sum(verdict: Verdict) -> Iterator[str]:
    for evidence in verdict.evidence:
        yield f"{evidence.weight:+6g}  {evidence.rule}: {_quote(evidence.spans)}"
    if len(verdict.evidence) > 1:
        yield f"{verdict.score:6g}  is the sum"


def _quote(spans: Iterable[Span]) -> str:
    return ", ".join(dict.fromkeys(f"«{fold_line(span.text)}»" for span in spans))


def _collect_marks(explanation: Explanation) -> Iterator[tuple[Span, str]]:
    for mention in explanation.reading.mentions:
        yield mention.span, "name" if mention.kind is MentionKind.NAME else "office"
    for verdict in explanation.verdicts:
        for evidence in verdict.evidence:
            yield from ((span, "term") for span in evidence.spans)


def _mark_zone(text: str, zone: Zone, marks: Iterable[tuple[Span, str]]) -> str:
    kinds = [""] * len(text)
    order = ["", *reversed(_MARKS)]
    for span, kind in marks:
        if span.zone == zone:
            for place in range(span.start, min(span.end, len(text))):
                kinds[place] = max(kinds[place], kind, key=order.index)
    # Character by character what fold_line does to a line, so that the offsets stay true.
    shown = "".join(char if char == "\n" or char.isprintable() else " " for char in text)
    runs = ("".join(shown[place] for place in run) for _, run in groupby(range(len(text)), key=kinds.__getitem__))
    marked = "".join(map(_mark, runs, (kind for kind, _ in groupby(kinds))))
    return "\n".join(wrap_hanging(line, find_width()) for line in marked.split("\n"))


def _mark(text: str, kind: str) -> str:
    if not any(map(str.isalnum, text)) or not kind:
        return text
    sign, style = _MARKS[kind]
    # What a name cuts off a term ends in a blank, which stands outside the sign.
    core = text.strip()
    before, behind = text[: text.index(core)], text[text.index(core) + len(core) :]
    # A style ends with each word, so that a line can be folded between any two.
    marked = (
        " ".join(click.style(word, **style) for word in core.split(" ")) if has_colours() else f"{sign}{core}{sign}"
    )
    return f"{before}{marked}{behind}"


def _describe(explanation: Explanation) -> dict[str, Any]:
    def describe_span(span: Span) -> dict[str, Any]:
        return {"where": span.zone, "start": span.start, "end": span.end, "quote": span.text}

    return {
        "id": explanation.article.id,
        "url": explanation.article.url,
        "title": explanation.article.title,
        "origin": explanation.origin,
        "language": explanation.reading.language,
        "notes": list(explanation.reading.notes),
        "triage": {"passed": explanation.triage.passed, "reason": explanation.triage.reason.value},
        "mentions": [
            {"name": m.name, "official": m.official, "kind": m.kind.value, "rule": m.rule, **describe_span(m.span)}
            for m in explanation.reading.mentions
        ],
        "doubtful": [
            {"name": m.name, "official": m.official, "reason": m.rule, **describe_span(m.span)}
            for m in _list_doubtful(explanation.reading)
        ],
        "verdicts": [
            {
                "topic": verdict.topic,
                "relevant": verdict.relevant,
                "score": verdict.score,
                "threshold": verdict.threshold,
                "evidence": [
                    {"rule": e.rule, "weight": e.weight, "spans": list(map(describe_span, e.spans))}
                    for e in verdict.evidence
                ],
                "missing": list(verdict.missing),
            }
            for verdict in explanation.verdicts
        ],
    }
