"""Values for tests of the stages and the jobs: an article, a mention, a verdict, an alert."""

from datetime import UTC, datetime, timedelta

from service.model.alert import Alert, AlertKind, Priority
from service.model.article import Article, Zone
from service.model.feed import Side
from service.model.verdict import Evidence, Mention, MentionKind, Span, Verdict

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
BODY = "The ministries were silent. Pete Hegseth telephoned Andrei Belousov on Monday. Neither said more."


def make_article(*, body: str = BODY, age: timedelta = timedelta(hours=1), article_id: str = "a1") -> Article:
    return Article(
        id=article_id,
        title="Two ministers speak",
        summary="A rare call.",
        body=body,
        published=NOON - age,
        first_seen=NOON,
        lang="en",
        url="https://example.org/call",
        outlet="Example Times",
        feed_id="example",
    )


def make_mention(
    official: str,
    name: str,
    text: str,
    *,
    body: str = BODY,
    zone: Zone = "body",
    side: Side = "us",
    kind: MentionKind = MentionKind.NAME,
) -> Mention:
    start = body.index(text)
    return Mention(name, side, kind, Span(zone, start, start + len(text), text), "full name", official)


def make_verdict(*, relevant: bool, score: float = 6.0) -> Verdict:
    span = Span("body", BODY.index("telephoned"), BODY.index("telephoned") + 10, "telephoned")
    evidence = Evidence("call-between-chiefs", score, (span,))
    return Verdict("us-russia-defense-contacts", relevant, score, 5.0, (evidence,))


def make_alert(number: int = 1, **changes: object) -> Alert:
    values: dict[str, object] = {
        "id": f"{number:016x}",
        "kind": AlertKind.MENTION,
        "priority": Priority.NORMAL,
        "dedup_key": f"a{number}|austin",
        "created": NOON,
        "reason": "names Lloyd Austin; relevant",
        "article_id": f"a{number}",
        "story_id": f"a{number}",
        "official_ids": ("austin",),
        "official_names": ("Lloyd Austin",),
        "title": "Two ministers speak",
        "outlet": "Example Times",
        "url": "https://example.org/call",
        "sentence": "Austin spoke.",
        "rule": "full name",
    }
    return Alert(**{**values, **changes})  # type: ignore[arg-type]
