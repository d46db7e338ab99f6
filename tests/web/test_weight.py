"""No page grows beyond its bound, whatever stands in the archive: as long as the parsers let it be, and as heavy."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from service.adapters.store import SqlStore, upgrade_database
from service.adapters.store.engine import Database
from service.adapters.store.ledger_rows import write_contact, write_head
from service.adapters.store.ledger_schema import contact_heads, contacts
from service.model.alert import AlertKind
from service.model.contact import Account, Channel, ContactStatus, Initiator
from service.model.ledger import LedgerContact, SourcedClaim, SourceKind
from service.model.verdict import Evidence, Mention, MentionKind, Span, Verdict
from service.stages.ledger import fold_contact
from service.stages.parse.text import SUMMARY_CHARS, TITLE_CHARS
from service.web.pages import PAGES
from tests.support.ledger_claims import say
from tests.support.store import (
    MINUTE,
    NOW,
    claim_entry,
    make_alert,
    make_article,
    make_triaged,
    place_in,
    read_entry,
    save_entries,
)
from tests.support.website import serve, shipped_config

LARGEST = 100_000
"""Bytes of a page with its styles and its script, as a browser unpacks them."""
US, RU = ("Lloyd J. Austin III", "Charles Q. Brown Jr."), ("Andrei Belousov", "Valery Gerasimov")
LETTERS = {"escaped": "<&", "wide": "防"}
ARTICLES = 108


def fill(store: SqlStore, letters: str) -> None:
    """Articles and alerts of one story, each field as long as can be."""
    title = (letters * TITLE_CHARS)[:TITLE_CHARS]
    word = (letters * 8)[:8]
    body = f"{word} " * 4000
    mentions = [
        Mention("Andrei Belousov", "ru", MentionKind.NAME, Span("body", place * 9, place * 9 + 8, word), "surname with "
                "support", official="belousov")
        for place in range(400)
    ]  # fmt: skip
    evidence = tuple(
        Evidence(f"rule-{n}", 0.1, tuple(Span("title", 0, TITLE_CHARS, title) for _ in range(9))) for n in range(30)
    )
    verdict = Verdict("contacts", True, 3.0, 1.0, evidence)
    for number in range(ARTICLES):
        save_entries(store, make_triaged(f"e{number}"))
        heavy = number > ARTICLES - 12
        article = make_article(
            f"a{number:03}", title=title, summary=(letters * SUMMARY_CHARS)[:SUMMARY_CHARS] if heavy else title,
            body=body if heavy else title, published=NOW - timedelta(minutes=number), lang="ru",
        )  # fmt: skip
        found = {"mentions": mentions, "verdicts": [verdict]} if heavy else {"verdicts": [verdict]}
        read_entry(store, claim_entry(store), article, place=place_in("s1", article), **found)
    names = tuple(title for _ in range(10))
    alerts = [
        make_alert(f"b{n}", (), kind=AlertKind.CONTACT, title=title, sentence=body, reason=body, official_names=names,
                   contact_id="c0ffee", article_id="a107")
        for n in range(60)
    ]  # fmt: skip
    store.add_alerts(alerts, ("log",), NOW)


def make_contact(letters: str) -> LedgerContact:
    """A contact of which three hundred sources tell, each otherwise."""
    return fold_contact("c0ffee", list(list_claims(letters)))


def list_claims(letters: str) -> Iterator[SourcedClaim]:
    text = (letters * 2000)[:2000]
    for number in range(1, 300):
        gist = f"{number} strategic stability, prisoners, escalation, Ukraine. {text}"
        us, ru = f"Lloyd {letters * 20} {number}", f"Andrei {letters * 20} {number}"
        spans = (Span("body", 0, len(gist), gist),)
        yield say(
            number,
            f"Outlet {number % 40}",
            list(SourceKind)[number % 3],
            date=f"2026-02-{number % 28 + 1:02}",
            channel=list(Channel)[number % len(Channel)],
            status=list(ContactStatus)[number % len(ContactStatus)],
            initiator=list(Initiator)[number % len(Initiator)],
            us=(us,),
            ru=(ru,),
            accounts=(Account("us", us, gist, spans), Account("ru", ru, gist, spans)),
            published=NOW + number * MINUTE,
        )


@pytest.mark.parametrize("letters", LETTERS.values(), ids=LETTERS)
async def test_no_page_is_too_heavy_whatever_is_stored(tmp_path: Path, letters: str) -> None:
    url = f"sqlite:///{tmp_path / 'hotline.db'}"
    upgrade_database(url)
    database = Database(url, pooled=False)
    store = SqlStore(database)
    fill(store, letters)
    contact = make_contact(letters)
    rows = [contact, *(replace(contact, id=f"c{number:03}", us=US, ru=RU) for number in range(100))]
    database.write(lambda connection: connection.execute(insert(contacts), [write_contact(row) for row in rows]))
    database.write(lambda connection: connection.execute(insert(contact_heads), [write_head(row) for row in rows]))
    known = {"contacts": contact.id, "stories": "s1", "articles": "a107", "officials": "belousov"}
    paths = [re.sub(r"(\w+)/\{\w+\}", lambda found: f"{found[1]}/{known[found[1]]}", path) for path in PAGES]
    day = contact.date or ""
    month = [f"/timeline?year={day[:4]}&month={int(day[5:7])}", f"/timeline?year={day[:4]}"]
    heavy = {}
    async with serve(store, config=shipped_config(), now=NOW) as website:
        for path in [
            *paths,
            "/articles?official=belousov",
            "/search?official=belousov",
            "/alerts?priority=any",
            *month,
        ]:
            status, _, page = await website.get(path)
            assert status == 200, (path, page)
            size = len(page.encode())
            for asset in re.findall(r"/static/[\w.]+\.(?:css|js)", page):
                size += len((await website.get(asset))[2].encode())
            heavy[path] = size
    database.close()
    assert {path: size for path, size in heavy.items() if size >= LARGEST} == {}
