"""Finding articles, on both databases alike: by words in any form, by filters, page after page, after every change."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from service.adapters.store import SqlStore, check_database, open_store
from service.adapters.store.engine import Database
from service.adapters.store.index import make_docid
from service.adapters.store.indexing import make_index
from service.model.article import Article, TextSource
from service.model.verdict import JudgedArticle, Mention
from service.model.views import ArticleFilter, SearchOrder
from tests.support.store import (
    DAY,
    MINUTE,
    NOW,
    claim_entry,
    make_article,
    make_mention,
    make_triaged,
    make_verdict,
    place_in,
    read_entry,
    save_entries,
)


def keep(
    store: SqlStore, article: Article, mentions: Sequence[Mention] = (), relevant: bool = False, story: str = ""
) -> None:
    """Store an article as the reading of an entry does."""
    name = f"{article.id}-{len(article.title)}-{len(article.body)}"
    save_entries(store, make_triaged(name, text_digest=name))
    place = place_in(story, article) if story else None
    read_entry(store, claim_entry(store), article, mentions=mentions, verdicts=[make_verdict(relevant)], place=place)


def find(
    store: SqlStore, query: str, chosen: ArticleFilter | None = None, order: SearchOrder = SearchOrder.NEWEST
) -> list[str]:
    return [hit.article.id for hit in store.search_articles(query, chosen or ArticleFilter(), order=order).items]


TEXTS = {
    "call": ("en", "Austin calls Belousov", "They had not talked since March 2023."),
    "zvonok": ("ru", "Глава Пентагона позвонил Белоусову", "Разговор шёл о рисках эскалации, сообщило Минобороны."),
    "dzvinok": ("uk", "Білоусов і Остін", "Розмова тривала недовго."),
    "anruf": ("de", "Gespräch der Minister", "Über die Gefahr einer Eskalation in Moskau."),
    "appel": ("fr", "Entretien téléphonique", "Les généraux en ont parlé à Moscou."),
    "denwa": ("ja", "ベロウソフ国防相", "米国防長官と電話会談した。"),
    "tonghua": ("zh", "美国防长通话", "俄羅斯國防部長別洛烏索夫"),
    "jeonhwa": ("ko", "벨로우소프는 통화했다", "국방장관이 말했다"),
    "mukalama": ("ar", "مكالمة مع وزير الدفاع", "تحدث أوستن وبيلوسوف"),
    "rozmowa": ("pl", "Austin rozmawiał z Biełousowem", "Ministrowie obrony."),
}


def fill(store: SqlStore) -> None:
    """One article a language, the first of them the newest."""
    for number, (article_id, (lang, title, body)) in enumerate(TEXTS.items()):
        published = NOW - number * MINUTE
        keep(store, make_article(article_id, lang=lang, title=title, summary="", body=body, published=published))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Белоусов", ["zvonok"]),
        ("белоусова", ["zvonok"]),
        ("БЕЛОУСОВЫМ", ["zvonok"]),
        ("шел", ["zvonok"]),
        ("риск эскалация", ["zvonok"]),
        ("Білоусовим", ["dzvinok"]),
        ("austin", ["call", "rozmowa"]),
        ("Biełousow", ["rozmowa"]),
        ("Bielousowa", ["rozmowa"]),
        ("talks", ["call"]),
        ("gespraeche", []),
        ("gespräche", ["anruf"]),
        ("général", ["appel"]),
        ("国防", ["denwa", "tonghua"]),
        ("国防部", ["tonghua"]),
        ("國防部長", ["tonghua"]),
        ("電話会談", ["denwa"]),
        ("談", ["denwa"]),
        ("장관", ["jeonhwa"]),
        ("벨로우소프", ["jeonhwa"]),
        ("بيلوسوف", ["mukalama"]),
        ("الوزير", ["mukalama"]),
        ('"calls belousov"', ["call"]),
        ('"belousov calls"', []),
        # No phrase reaches from one zone into the next.
        ('"belousov they"', []),
        ("austin -belousov", ["rozmowa"]),
        ('austin -"had not talked"', ["rozmowa"]),
        ("2023", ["call"]),
        ("nowhere", []),
    ],
)
def test_words_are_found_in_all_their_forms(store: SqlStore, query: str, found: list[str]) -> None:
    fill(store)
    assert find(store, query) == found


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "\\", "a'b\"c\\d", "(", "AND", "OR NOT", "title:x", "x*", "^x", "{a b}:c", "a:*", "!", "a & b | !c",
     "<->", "-", '-"', "\x00", "\ud800", "NEAR(a b)", "%s :x", "a=", "🎖", "ﬁ ß İ", "x" * 5000, "\u0301"],
)  # fmt: skip
def test_nothing_that_is_typed_is_an_error(store: SqlStore, typed: str) -> None:
    fill(store)
    for order in SearchOrder:
        store.search_articles(typed, order=order)
        store.search_articles(f"austin {typed}", ArticleFilter(outlet=typed, lang=typed, official=typed), order=order)


def test_a_query_without_words_finds_what_the_filters_let_through(store: SqlStore) -> None:
    fill(store)
    assert find(store, "") == list(TEXTS)
    assert find(store, "?!", ArticleFilter(lang="ru")) == ["zvonok"]
    assert find(store, "-austin") == [name for name in TEXTS if name not in ("call", "rozmowa")]


def fill_archive(store: SqlStore) -> None:
    """Twelve articles, three a day, the last the newest."""
    for number in range(12):
        article = make_article(
            f"a{number:02}",
            outlet=("Gazette", "Herald")[number % 2],
            lang=("en", "ru", None)[number % 3],
            published=NOW + (number // 3) * DAY + number * MINUTE,
            title="A chat" if number % 4 else "No talk",
        )
        named = [make_mention("austin")] if number % 2 else [make_mention("belousov", 3), make_mention("austin")]
        keep(store, article, named, relevant=number % 3 == 0, story="s1" if number in (1, 2, 6) else f"x{number}")


FILTERS = [
    (ArticleFilter(), list(range(12))),
    (ArticleFilter(official="belousov"), [0, 2, 4, 6, 8, 10]),
    (ArticleFilter(outlet="Herald"), [1, 3, 5, 7, 9, 11]),
    (ArticleFilter(lang="ru"), [1, 4, 7, 10]),
    (ArticleFilter(relevant=True), [0, 3, 6, 9]),
    (ArticleFilter(relevant=False, lang="ru"), [1, 4, 7, 10]),
    (ArticleFilter(since=date(2026, 3, 3)), [6, 7, 8, 9, 10, 11]),
    (ArticleFilter(until=date(2026, 3, 2)), [0, 1, 2, 3, 4, 5]),
    (ArticleFilter(since=date(2026, 3, 2), until=date(2026, 3, 2)), [3, 4, 5]),
    (ArticleFilter(since=date.min, until=date.max), list(range(12))),
    (ArticleFilter(story="s1"), [1, 2, 6]),
    (ArticleFilter(story="s1", official="belousov", since=date(2026, 3, 2)), [6]),
    (ArticleFilter(story="none"), []),
    (ArticleFilter(official="belousov", outlet="Herald"), []),
    (ArticleFilter(official="austin", outlet="Herald", lang="ru", relevant=False), [1, 7]),
    (ArticleFilter(outlet="herald"), []),
]


@pytest.mark.parametrize(("chosen", "numbers"), FILTERS)
def test_articles_are_narrowed_by_any_filters_together(
    store: SqlStore, chosen: ArticleFilter, numbers: list[int]
) -> None:
    fill_archive(store)
    listed = [head.id for head in store.list_articles(chosen).items]
    assert listed == [f"a{number:02}" for number in reversed(numbers)]
    assert find(store, "", chosen) == listed
    assert find(store, "chats", chosen) == [name for name in listed if int(name[1:]) % 4]


def test_a_list_shows_what_an_article_is(store: SqlStore) -> None:
    article = make_article("a1", summary="s" * 1000, side="us")
    keep(store, article, [make_mention("belousov", 3), make_mention("austin")], relevant=True, story="s1")
    (head,) = store.list_articles().items
    assert (head.id, head.title, head.outlet, head.lang, head.side) == ("a1", article.title, "Gazette", "en", "us")
    assert (head.published, head.first_seen, head.url) == (article.published, article.first_seen, article.url)
    assert (head.relevant, head.officials, head.story_id) == (True, ("austin", "belousov"), "s1")
    assert 100 < len(head.summary) < 1000


def test_pages_follow_each_other_while_articles_come_in(store: SqlStore) -> None:
    fill_archive(store)
    page = store.list_articles(limit=5)
    seen = [head.id for head in page.items]
    # One that is newer, and one that belongs among those already seen.
    keep(store, make_article("new", published=NOW + 9 * DAY))
    keep(store, make_article("late", published=NOW + 3 * DAY + 10 * MINUTE))
    while page.next:
        page = store.list_articles(limit=5, before=page.next)
        seen += [head.id for head in page.items]
    assert seen == [f"a{number:02}" for number in reversed(range(12))]


@pytest.mark.parametrize("order", SearchOrder)
def test_pages_of_a_search_bring_everything_once(store: SqlStore, order: SearchOrder) -> None:
    fill_archive(store)
    whole = find(store, "first austin", order=order)
    assert len(whole) == 12
    page = store.search_articles("first austin", order=order, limit=5)
    seen = [hit.article.id for hit in page.items]
    while page.next:
        page = store.search_articles("first austin", order=order, limit=5, before=page.next)
        seen += [hit.article.id for hit in page.items]
    assert seen == whole


@pytest.mark.parametrize("cursor", ["", "x", "1:2:3", "9" * 40, "7:1", "-"])
def test_what_is_no_cursor_is_refused(store: SqlStore, cursor: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        store.search_articles("a", order=SearchOrder.RANK, before=cursor)
    with pytest.raises(ValueError, match=r"."):
        store.list_articles(before=cursor)


def test_by_rank_the_headline_comes_first(store: SqlStore) -> None:
    keep(store, make_article("title", title="Austin and Belousov", summary="", body="", published=NOW - DAY))
    keep(store, make_article("both", title="Austin", summary="Belousov", body="", published=NOW - 2 * DAY))
    keep(store, make_article("text", title="A", summary="", body="Austin, Belousov", published=NOW))
    assert find(store, "belousov austin") == ["text", "title", "both"]
    assert find(store, "belousov austin", order=SearchOrder.RANK) == ["title", "both", "text"]


def test_a_snippet_comes_with_marks(store: SqlStore) -> None:
    fill(store)
    (hit,) = store.search_articles("белоусов эскалации").items
    marked = [snippet.text[slice(*mark)] for snippet in (hit.title, hit.snippet) for mark in snippet.marks]
    assert marked == ["Белоусову", "эскалации"]


def test_an_article_that_changes_is_found_by_what_it_says_now(store: SqlStore) -> None:
    keep(store, make_article("a1", body="Belousov spoke."), [make_mention()])
    keep(store, make_article("a1", body="Shoigu spoke at last.", outlet="Herald", published=NOW - DAY))
    assert find(store, "belousov") == []
    assert find(store, "shoigu") == ["a1"]
    assert find(store, "", ArticleFilter(official="austin")) == []
    assert find(store, "spoke", ArticleFilter(outlet="Herald", until=(NOW - DAY).date())) == ["a1"]
    assert store.list_facets().outlets == (("Herald", 1),)


def test_a_mere_summary_does_not_replace_what_is_found(store: SqlStore) -> None:
    keep(store, make_article("a1", body="Belousov spoke."))
    keep(store, make_article("a1", body="Nothing.", text_source=TextSource.SUMMARY))
    assert find(store, "belousov spoke") == ["a1"]


def test_a_new_judgement_changes_what_the_filters_find(store: SqlStore) -> None:
    article = make_article("a1")
    keep(store, article, [make_mention("austin")])
    store.save_rejudged([JudgedArticle(article, (make_mention("belousov"),), (make_verdict(True),))], NOW)
    assert find(store, "", ArticleFilter(official="austin")) == []
    assert find(store, "ministers", ArticleFilter(official="belousov", relevant=True)) == ["a1"]
    assert store.list_facets().officials == (("belousov", 1),)


def test_what_is_pruned_is_not_found(store: SqlStore) -> None:
    old = make_article("old", first_seen=NOW - 40 * DAY)
    keep(store, old)
    keep(store, make_article("kept"), [make_mention()])
    store.prune(NOW + 100 * DAY, 30 * DAY)
    assert find(store, "ministers") == ["kept"]
    assert store.count_store().articles == 1
    assert store.list_facets().outlets == (("Gazette", 1),)


def test_only_the_beginning_of_an_endless_text_is_searched(store: SqlStore) -> None:
    keep(store, make_article("a1", body="early " + "word " * 20_000 + "late"))
    keep(store, make_article("zh", lang="zh", body="国防" + "字" * 90_000))
    assert find(store, "early") == ["a1"]
    assert find(store, "late") == []
    assert find(store, "国防") == ["zh"]


def test_articles_sort_by_publication(store: SqlStore) -> None:
    moments = [datetime(year, 1, 1, tzinfo=UTC) for year in (1, 1905, 1969, 1970, 2026, 2109, 9999)]
    docids = [make_docid(moment, "a") for moment in moments]
    assert docids == sorted(docids)
    assert make_docid(NOW, "a") < make_docid(NOW + timedelta(milliseconds=1), "a") < 2**63
    for number, moment in enumerate(moments):
        keep(store, make_article(f"a{number}", published=moment))
    assert find(store, "ministers")[0] == "a6"


def test_two_articles_whose_numbers_meet_are_both_kept(store: SqlStore, database_url: str) -> None:
    keep(store, make_article("one"))
    taken = text("UPDATE article_index SET docid = :docid").bindparams(docid=make_docid(NOW - MINUTE, "two"))
    database = Database(database_url, pooled=False)
    database.write(lambda connection: connection.execute(taken))
    database.close()
    keep(store, make_article("two"))
    assert [head.id for head in store.list_articles().items] == ["two", "one"]


def test_the_index_can_be_made_anew(store: SqlStore, database_url: str) -> None:
    fill_archive(store)
    before = (store.list_facets(), store.list_forms("austin"), store.count_store(), find(store, "talks"))
    database = Database(database_url, pooled=False)
    assert database.write(make_index) == 12
    database.close()
    assert (store.list_facets(), store.list_forms("austin"), store.count_store(), find(store, "talks")) == before
    assert check_database(database_url) == []


def test_an_archive_that_is_opened_anew_finds_the_same(store: SqlStore, database_url: str) -> None:
    fill(store)
    with_other = open_store(database_url)
    assert find(with_other, "Белоусов") == ["zvonok"]
    with_other.close()
