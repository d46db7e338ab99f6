"""Alerts, articles, officials and what a search found, as JSON values; the ledger: see `stages.ledger`.

Enter: values of the model. Leave: plain dicts. Called by the operations.
"""

from typing import Any

from service.model.article import Article
from service.model.feed import Feed, FeedState
from service.model.verdict import Mention, Span, Verdict
from service.model.views import ArticleHead, MatchedForm, NumberedAlert, SearchHit, Snippet, StoredArticle
from service.model.watch import Holder, Office, Official
from service.stages.feed_health import describe_feed
from service.stages.ledger.describe import describe_placed
from service.stages.render import describe_alert, format_instant

Json = dict[str, Any]


def describe_numbered(numbered: NumberedAlert) -> Json:
    """An alert as in the alert log, with its number."""
    return {"number": numbered.number, **describe_alert(numbered.alert)}


def describe_head(head: ArticleHead) -> Json:
    """An article as it stands in a list."""
    return {
        **_describe_article(head),
        "relevant": head.relevant,
        "officials": list(head.officials),
        "story": head.story_id,
    }


def describe_stored(stored: StoredArticle) -> Json:
    """An article with its text, what was found in it, why it is kept, and where it stands."""
    article, placed = stored.article, stored.placed
    return {
        **_describe_article(article),
        "relevant": any(verdict.relevant for verdict in stored.verdicts),
        "officials": sorted({mention.official for mention in stored.mentions if mention.official}),
        "story": placed.story_id if placed else None,
        "body": article.body,
        "text_source": article.text_source.value,
        "text_note": article.text_note,
        "mentions": [_describe_mention(mention) for mention in stored.mentions],
        "verdicts": [_describe_verdict(verdict) for verdict in stored.verdicts],
        "place": describe_placed(article, placed) if placed else None,
        "contacts": list(dict.fromkeys(placed.contact_ids)) if placed else [],
    }


def describe_hit(hit: SearchHit) -> Json:
    """An article that a search found."""
    return {
        "article": describe_head(hit.article),
        "title": _describe_snippet(hit.title),
        "snippet": _describe_snippet(hit.snippet),
    }


def describe_official(official: Official, offices: tuple[Office, ...]) -> Json:
    """A tracked official as the watch has them."""
    held = [(office, holder) for office in offices for holder in office.holders if holder.official == official.id]
    return {
        "id": official.id,
        "name": official.name,
        "side": official.side,
        "names": dict(official.names),
        "offices": [_describe_held(office, holder) for office, holder in held],
    }


def describe_form(form: MatchedForm) -> Json:
    """How an official was written, and in how many articles."""
    return {"form": form.form, "kind": form.kind, "articles": form.articles}


def describe_source_feed(feed: Feed, state: FeedState | None) -> Json:
    """A feed as configured, and how it fares."""
    known = {"outlet": feed.outlet, "lang": feed.lang, "side": feed.side, "url": feed.url}
    return {**describe_feed(feed.id, state), **known}


def _describe_article(article: ArticleHead | Article) -> Json:
    """What is known of an article before anything was found in it."""
    return {
        "id": article.id,
        "title": article.title,
        "summary": article.summary,
        "outlet": article.outlet,
        "lang": article.lang,
        "side": article.side,
        "url": article.url,
        "published": format_instant(article.published),
        "first_seen": format_instant(article.first_seen),
    }


def _describe_held(office: Office, holder: Holder) -> Json:
    until = holder.until.isoformat() if holder.until else None
    return {"office": office.id, "since": holder.since.isoformat(), "until": until, "acting": holder.acting}


def _describe_mention(mention: Mention) -> Json:
    return {
        "name": mention.name,
        "side": mention.side,
        "kind": mention.kind.value,
        "official": mention.official,
        "office": mention.office,
        "rule": mention.rule,
        "span": _describe_span(mention.span),
    }


def _describe_verdict(verdict: Verdict) -> Json:
    return {
        "topic": verdict.topic,
        "relevant": verdict.relevant,
        "score": verdict.score,
        "threshold": verdict.threshold,
        "evidence": [
            {"rule": item.rule, "weight": item.weight, "spans": [_describe_span(span) for span in item.spans]}
            for item in verdict.evidence
        ],
        "missing": list(verdict.missing),
    }


def _describe_span(span: Span) -> Json:
    return {"where": span.zone, "start": span.start, "end": span.end, "quote": span.text}


def _describe_snippet(snippet: Snippet) -> Json:
    return {
        "where": snippet.zone,
        "text": snippet.text,
        "marks": [list(mark) for mark in snippet.marks],
        "cut_before": snippet.cut_before,
        "cut_after": snippet.cut_after,
    }
