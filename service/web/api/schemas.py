"""What the answers of the API look like, as JSON Schema (draft 2020-12), for its document.

Enter: nothing. Leave: the schemas of the things that are answered, under the names of the document's components. Used
by `document` and, by name, by `operations`.
"""

from collections.abc import Iterable
from enum import StrEnum

from service.model.alert import AlertKind, Priority
from service.model.contact import Channel, ContactStatus, Initiator
from service.model.feed import FeedStatus
from service.model.ledger import FirstSinceCheck, SourceKind
from service.model.verdict import MentionKind
from service.web.api.parameters import Schema

TEXT: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
BOOLEAN: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time", "example": "2026-03-10T18:00:00Z"}
WHEN: Schema = {"type": "string", "description": "A day (2026-03-10) or a month (2026-03)"}


def enum(words: type[StrEnum] | Iterable[str]) -> Schema:
    return {"type": "string", "enum": [str(word) for word in words]}


def maybe(schema: Schema) -> Schema:
    """Or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def obj(about: str = "", /, **properties: Schema) -> Schema:
    """An object with all of these keys."""
    schema: Schema = {"type": "object", "properties": properties, "required": list(properties)}
    return schema | ({"description": about} if about else {})


def counts(about: str) -> Schema:
    return {"type": "object", "description": about, "additionalProperties": INTEGER}


def page_of(name: str, **more: Schema) -> Schema:
    """A page of a list. `next` is handed in as `cursor` to get the page behind it; null: this is the last."""
    return obj("", items=many(ref(name)), next=maybe(TEXT), **more)


_SIDE_TEXT = maybe(TEXT)
_ROW: dict[str, Schema] = {
    "id": TEXT,
    "date": maybe(WHEN),
    "channel": enum(Channel),
    "us": many(TEXT),
    "ru": many(TEXT),
    "initiator": enum(Initiator),
    "status": enum(ContactStatus),
    "first_since": maybe(WHEN),
    "first_since_check": enum(check.name.lower().replace("_", "-") for check in FirstSinceCheck),
    "conflicting": maybe(TEXT),
    "gap_days": maybe(INTEGER),
    "gap_about": BOOLEAN,
    "recalled": BOOLEAN,
    "verified": BOOLEAN,
    "disputed": many(TEXT),
    "origins": many(TEXT),
    "outlets": many(TEXT),
    "us_account": _SIDE_TEXT,
    "ru_account": _SIDE_TEXT,
    "first_reported": maybe(INSTANT),
    "last_reported": maybe(INSTANT),
}
_SPAN = obj(
    "Characters `start` to `end` of the title, summary or body", where=TEXT, start=INTEGER, end=INTEGER, quote=TEXT
)
_SOURCE: dict[str, Schema] = {
    "outlet": TEXT,
    "origin": TEXT,
    "kind": enum(SourceKind),
    "side": maybe(TEXT),
    "article": maybe(TEXT),
    "url": maybe(TEXT),
    "lang": maybe(TEXT),
    "published": maybe(INSTANT),
    "verified": BOOLEAN,
}
_QUOTE = obj("", text=TEXT, value=maybe(TEXT), speaker=maybe(TEXT), span=maybe(ref("Span")), source=ref("Source"))
_LINE = obj("", about=maybe(TEXT), us=maybe(ref("Quote")), ru=maybe(ref("Quote")))
_SLOT = obj(
    "One value of a slot; the first is taken",
    value=TEXT,
    weight=NUMBER,
    said_by=many(obj("", **_SOURCE, evidence=maybe(ref("Span")))),
)
_ACCOUNT = obj(
    "What a side's own voice says",
    side=TEXT,
    speaker=TEXT,
    gist=TEXT,
    initiator=enum(Initiator),
    initiative=maybe(ref("Span")),
    spans=many(ref("Span")),
    source=ref("Source"),
)
_COMPARISON = obj(
    "", agreed=many(ref("Line")), contradicted=many(ref("Line")), us_only=many(ref("Line")), ru_only=many(ref("Line"))
)
_CHANGE = obj("", at=maybe(INSTANT), slot=TEXT, before=maybe(TEXT), after=maybe(TEXT), article=maybe(TEXT))
_ALERT = obj(
    "As in logs/alerts.jsonl, with the number under which it entered the store",
    number=INTEGER,
    id=TEXT,
    kind=enum(AlertKind),
    priority=enum(Priority),
    time=INSTANT,
    officials=many(TEXT),
    names=many(TEXT),
    title=TEXT,
    outlet=TEXT,
    url=maybe(TEXT),
    published=maybe(INSTANT),
    sentence=TEXT,
    rule=TEXT,
    reason=TEXT,
    feed=maybe(TEXT),
    story=maybe(TEXT),
    article=maybe(TEXT),
    contact=maybe(TEXT),
)
_STORY: dict[str, Schema] = {
    "id": TEXT,
    "contact": maybe(TEXT),
    "phase": maybe(TEXT),
    "title": TEXT,
    "first": INSTANT,
    "last": INSTANT,
    "articles": INTEGER,
    "outlets": many(TEXT),
    "origins": many(TEXT),
    "langs": many(TEXT),
}
_HEAD: dict[str, Schema] = {
    "id": TEXT,
    "title": TEXT,
    "summary": TEXT,
    "outlet": TEXT,
    "lang": maybe(TEXT),
    "side": maybe(TEXT),
    "url": maybe(TEXT),
    "published": INSTANT,
    "first_seen": INSTANT,
    "relevant": BOOLEAN,
    "officials": many(TEXT),
    "story": maybe(TEXT),
}
_MENTION = obj(
    "",
    name=TEXT,
    side=TEXT,
    kind=enum(MentionKind),
    official=maybe(TEXT),
    office=maybe(TEXT),
    rule=TEXT,
    span=ref("Span"),
)
_EVIDENCE = obj("", rule=TEXT, weight=NUMBER, spans=many(ref("Span")))
_VERDICT = obj(
    "", topic=TEXT, relevant=BOOLEAN, score=NUMBER, threshold=NUMBER, evidence=many(ref("Evidence")), missing=many(TEXT)
)
_PLACED = obj(
    "An article of a story; `copy_of`: the article whose text it copies",
    id=TEXT,
    title=TEXT,
    outlet=TEXT,
    origin=TEXT,
    copy_of=maybe(TEXT),
    why=many(TEXT),
    published=maybe(INSTANT),
    lang=maybe(TEXT),
    url=maybe(TEXT),
)
_HOLDER = {
    "office": TEXT,
    "since": {"type": "string", "format": "date"},
    "until": maybe({"type": "string", "format": "date"}),
    "acting": BOOLEAN,
}
_OFFICIAL: dict[str, Schema] = {
    "id": TEXT,
    "name": TEXT,
    "side": TEXT,
    "names": {"type": "object", "additionalProperties": TEXT},
    "offices": many(ref("Held")),
}
_SNIPPET = obj(
    "Plain text; `marks`: [start, end] of what was found",
    where=TEXT,
    text=TEXT,
    marks=many({"type": "array", "items": INTEGER, "minItems": 2, "maxItems": 2}),
    cut_before=BOOLEAN,
    cut_after=BOOLEAN,
)

SCHEMAS: dict[str, Schema] = {
    "Problem": obj("RFC 9457", type=TEXT, title=TEXT, status=INTEGER, detail=TEXT),
    "Span": _SPAN,
    "Source": obj("", **_SOURCE),
    "Quote": _QUOTE,
    "Line": _LINE,
    "SlotValue": _SLOT,
    "Account": _ACCOUNT,
    "Comparison": _COMPARISON,
    "Change": _CHANGE,
    "Alert": _ALERT,
    "Contact": obj("A row of the ledger", **_ROW),
    "WholeContact": obj(
        "A row of the ledger with all that is known of it",
        **_ROW,
        slots={"type": "object", "additionalProperties": many(ref("SlotValue"))},
        accounts=many(ref("Account")),
        comparison=ref("Comparison"),
        history=many(ref("Change")),
        stories=many(ref("Story")),
    ),
    "Story": obj("", **_STORY),
    "Placed": _PLACED,
    "WholeStory": obj("", **_STORY, members=many(ref("Placed"))),
    "Article": obj("", **_HEAD),
    "Mention": _MENTION,
    "Evidence": _EVIDENCE,
    "Verdict": _VERDICT,
    "WholeArticle": obj(
        "",
        **_HEAD,
        body=TEXT,
        text_source=TEXT,
        text_note=TEXT,
        mentions=many(ref("Mention")),
        verdicts=many(ref("Verdict")),
        place=maybe(ref("Placed")),
        contacts=many(TEXT),
    ),
    "Held": obj("An office, as it was held", **_HOLDER),
    "Official": obj("", **_OFFICIAL),
    "WholeOfficial": obj(
        "", **_OFFICIAL, months=counts("Articles by month (2026-03) that name the official"), forms=many(ref("Form"))
    ),
    "Form": obj("", form=TEXT, kind=TEXT, articles=INTEGER),
    "Feed": obj(
        "As `hotline feeds health --json`, with what the config says",
        id=TEXT,
        outlet=TEXT,
        lang=maybe(TEXT),
        side=maybe(TEXT),
        url=TEXT,
        state=enum(FeedStatus),
        entries=INTEGER,
        failures=INTEGER,
        last_error=maybe(TEXT),
        error_kind=maybe(TEXT),
        last_success=maybe(INSTANT),
        next_due=maybe(INSTANT),
        rhythm=maybe({"type": "integer", "description": "Seconds between two items, as learned"}),
        requests=INTEGER,
        bytes=INTEGER,
        address=maybe(TEXT),
    ),
    "Snippet": _SNIPPET,
    "Hit": obj("", article=ref("Article"), title=ref("Snippet"), snippet=ref("Snippet")),
}
