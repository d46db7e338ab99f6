"""The whole corpus folded into a ledger: nothing that it shows as evidence is anything but the articles' own words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.config import load_config
from service.jobs.scan import read_article
from service.model.article import Article
from service.model.ledger import SLOTS, ContactSource, LedgerContact, SourcedClaim
from service.model.verdict import Span
from service.stages.cluster import StoryIndex
from service.stages.contacts import claim_contacts
from service.stages.ledger import check_first_since, classify_source, compare_accounts, fold_contact
from service.stages.recognise import build_recogniser
from service.stages.relevance import judge_article

CORPUS = Path(__file__).parent


@dataclass(frozen=True)
class Folded:
    """The articles by id, and the ledger's rows with the claims that made them."""

    articles: dict[str, Article]
    rows: dict[str, LedgerContact]
    claims: dict[str, list[SourcedClaim]]


@pytest.fixture(scope="module")
def folded() -> Folded:
    watch = load_config(CORPUS.parents[1] / "config").watch
    recogniser, index = build_recogniser(watch), StoryIndex()
    articles = {
        article.id: article
        for path in sorted(CORPUS.glob("*.jsonl"))
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        for article in [read_article(line, path.name, number)]
    }
    claims: dict[str, list[SourcedClaim]] = {}
    for sequence, article in enumerate(sorted(articles.values(), key=lambda article: (article.published, article.id))):
        reading = recogniser.read(article)
        verdict = judge_article(reading, watch.topics[0])
        told = claim_contacts(reading, article, watch, verdict)
        placed = index.assign(article, reading, verdict, told)
        for claim, contact_id in zip(told, placed.contacts, strict=True):
            source = ContactSource(
                article_id=article.id,
                outlet=article.outlet,
                origin=placed.origin,
                kind=classify_source(article, placed.origin),
                published=article.published,
                lang=reading.language,
                text_id=placed.text_id,
            )
            claims.setdefault(contact_id, []).append(SourcedClaim(claim, source, sequence))
    rows = {contact_id: fold_contact(contact_id, told) for contact_id, told in claims.items()}
    return Folded(articles, {row.id: check_first_since(row, [*rows.values()]) for row in rows.values()}, claims)


def is_verbatim(folded: Folded, source: ContactSource, span: Span) -> bool:
    article = folded.articles[source.article_id or ""]
    return article.zone(span.zone)[span.start : span.end] == span.text != ""


def list_spans(row: LedgerContact) -> Iterator[tuple[ContactSource, Span]]:
    for slot in row.slots:
        for value in slot.values:
            yield from ((source, span) for source, span in value.said_by if span is not None)
    for account in row.accounts:
        yield from ((account.source, span) for span in account.spans)
    comparison = compare_accounts(row)
    for line in (*comparison.agreed, *comparison.contradicted, *comparison.us_only, *comparison.ru_only):
        for quote in (line.us, line.ru):
            if quote is not None and quote.span is not None:
                assert quote.text == quote.span.text
                yield quote.source, quote.span


def test_every_claims_evidence_is_verbatim(folded: Folded) -> None:
    checked = 0
    for claims in folded.claims.values():
        for told in claims:
            spans = [span for _, span in told.claim.evidence]
            spans += [span for account in told.claim.accounts for span in account.spans]
            assert all(is_verbatim(folded, told.source, span) for span in spans), told
            checked += len(spans)
    assert checked > 500


def test_everything_that_a_row_shows_is_verbatim(folded: Folded) -> None:
    checked = 0
    for row in folded.rows.values():
        for source, span in list_spans(row):
            assert is_verbatim(folded, source, span), (row.id, source, span)
            checked += 1
    assert checked > 500


def test_rows_are_whole(folded: Folded) -> None:
    assert len(folded.rows) > 50
    for row in folded.rows.values():
        assert [slot.name for slot in row.slots] == list(SLOTS)
        assert row.slot("date").value == row.date
        assert row.slot("channel").value == row.channel
        assert row.slot("status").value == row.status
        assert row.slot("first_since").value == row.first_since
        for name, people in (("us", row.us), ("ru", row.ru)):
            assert (row.slot(name).value or "") == "; ".join(people)
        for slot in row.slots:
            assert len({value.value for value in slot.values}) == len(slot.values)
            assert all(value.weight > 0 and value.said_by for value in slot.values)


def test_a_row_does_not_depend_on_the_order_of_its_claims(folded: Folded) -> None:
    for contact_id, claims in folded.claims.items():
        assert fold_contact(contact_id, claims[::-1]) == fold_contact(contact_id, claims)


def test_every_contact_has_accounts_of_both_sides_somewhere(folded: Folded) -> None:
    sides = [{account.side for account in row.accounts} for row in folded.rows.values() if not row.recalled]
    assert sum(len(known) == 2 for known in sides) > len(sides) / 5
