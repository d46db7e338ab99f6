"""`hotline explain`: the article with its spans marked, the score as a sum."""

import asyncio
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from service import wiring
from service.cli.options import config_option, json_option, now_option
from service.jobs.explain import Explanation
from service.model.article import ZONES, Zone
from service.model.verdict import Mention, MentionKind, Span, Verdict
from service.stages.render import fold_line, format_instant

_STYLES = {"name": "bold green", "office": "cyan", "term": "yellow"}


@click.command()
@click.argument("reference", metavar="URL|FILE|ID")
@json_option
@config_option
@now_option
def explain(reference: str, as_json: bool, folder: Path, start: datetime | None) -> None:
    """Why an article is kept or dropped, flagged or not, span by span, by the watch as it is now.

    \b
    Examples:
      hotline explain 1f0c9a77b2e4d680
      hotline explain https://example.org/news/1234
      hotline explain page.html
    """
    explanation = asyncio.run(wiring.explain(wiring.load_rules(folder), reference, start))
    if as_json:
        click.echo(json.dumps(_describe(explanation), ensure_ascii=False, indent=1))
    else:
        _print(explanation, Console(highlight=False, soft_wrap=False))


def _print(explanation: Explanation, console: Console) -> None:
    article = explanation.article
    console.print(Text(fold_line(article.title), style="bold"))
    about = [article.outlet, format_instant(article.published), explanation.reading.language or "language unknown"]
    console.print(Text(fold_line(" · ".join(filter(None, about))), style="dim"))
    console.print(Text(fold_line(explanation.origin), style="dim"))
    console.print()
    _print_summary(explanation, console)
    marks = list(_collect_marks(explanation))
    console.print(
        Text("marked: ")
        + Text("named", _STYLES["name"])
        + " "
        + Text("by office", _STYLES["office"])
        + " "
        + Text("terms", _STYLES["term"])
    )
    for zone in ZONES:
        if article.zone(zone):
            console.print()
            console.print(Text(f"[{zone}]", style="dim"))
            console.print(_mark_zone(article.zone(zone), zone, marks))


def _print_summary(explanation: Explanation, console: Console) -> None:
    triage = explanation.triage
    console.print(f"triage    {'passes' if triage.passed else 'stops here'}: {triage.reason.value}")
    for label, kind in (("named", MentionKind.NAME), ("by office", MentionKind.OFFICE)):
        for line in _describe_mentions(explanation.reading.mentions, kind):
            console.print(Text(f"{label:<10}{line}"))
    for verdict in explanation.verdicts:
        console.print(Text(f"topic     {verdict.topic}: {'relevant' if verdict.relevant else 'not relevant'}"))
        for line in _describe_sum(verdict):
            console.print(Text(f"          {line}"))
    console.print()


def _describe_mentions(mentions: Iterable[Mention], kind: MentionKind) -> list[str]:
    found: dict[str, list[str]] = {}
    for mention in mentions:
        if mention.kind is kind:
            found.setdefault(mention.name, []).append(f"«{fold_line(mention.span.text)}» ({mention.rule})")
    return [
        f"{name}: {quotes[0]}{f' and {len(quotes) - 1} more' if quotes[1:] else ''}" for name, quotes in found.items()
    ]


def _describe_sum(verdict: Verdict) -> list[str]:
    lines = []
    for evidence in verdict.evidence:
        quotes = ", ".join(dict.fromkeys(f"«{fold_line(span.text)}»" for span in evidence.spans))
        lines.append(f"{evidence.weight:+6.2f}  {evidence.rule}: {quotes}")
    lines.append(f"{verdict.score:6.2f}  is the sum; {verdict.threshold:g} is needed")
    return lines + [f"missing: {what}" for what in verdict.missing]


def _collect_marks(explanation: Explanation) -> Iterable[tuple[Span, str]]:
    for verdict in explanation.verdicts:
        for evidence in verdict.evidence:
            yield from ((span, "term") for span in evidence.spans)
    for mention in explanation.reading.mentions:
        yield mention.span, "name" if mention.kind is MentionKind.NAME else "office"


def _mark_zone(text: str, zone: Zone, marks: Iterable[tuple[Span, str]]) -> Text:
    # Character by character what fold_line does to a line, so that the offsets stay true.
    shown = "".join(char if char == "\n" or char.isprintable() else " " for char in text)
    marked = Text(shown)
    for span, kind in marks:
        if span.zone == zone:
            marked.stylize(_STYLES[kind], span.start, span.end)
    return marked


def _describe(explanation: Explanation) -> dict[str, Any]:
    def describe_span(span: Span) -> dict[str, Any]:
        return {"where": span.zone, "start": span.start, "end": span.end, "quote": span.text}

    return {
        "id": explanation.article.id,
        "url": explanation.article.url,
        "title": explanation.article.title,
        "origin": explanation.origin,
        "language": explanation.reading.language,
        "triage": {"passed": explanation.triage.passed, "reason": explanation.triage.reason.value},
        "mentions": [
            {"name": m.name, "official": m.official, "kind": m.kind.value, "rule": m.rule, **describe_span(m.span)}
            for m in explanation.reading.mentions
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
