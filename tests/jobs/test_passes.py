"""Passes over a feed, on both databases: what is fetched, kept, alerted, tried again, and never done twice."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from loguru import logger

from service.errors import FetchError, FetchKind
from service.jobs.poll import OutageWatch
from service.jobs.watchdog import watch_silence
from service.model.alert import AlertKind
from service.model.entry import EntryStage
from service.model.feed import FeedStatus
from service.model.settings import AlertSettings
from service.stages.schedule import Outcome
from tests.jobs.conftest import FEED_URL, START, Bench
from tests.support.fakes import BreakingWorkers, FakeClock

LATER = timedelta(minutes=10)
CALL = "The two defense ministers spoke by telephone, the Pentagon and the Russian Defense Ministry said."
PAGE_URL = "https://news.example/call.html"
BODY = (
    "US Defense Secretary Pete Hegseth spoke by telephone with Russian Defense Minister Andrei Belousov on Tuesday, "
    "the Pentagon said in a statement.",
    "The conversation was about keeping lines of communication open between the two militaries, it said.",
    "The Russian Defense Ministry confirmed the conversation and said that it was held on the American initiative.",
)


def make_item(title: str, summary: str, url: str = PAGE_URL, published: datetime = START) -> str:
    return (
        f"<item><title>{title}</title><link>{url}</link><description>{summary}</description>"
        f"<pubDate>{format_datetime(published)}</pubDate><guid>{url}</guid></item>"
    )


def make_feed(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'.encode()


def make_page(*paragraphs: str, title: str = "Ministers speak") -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body>"
        "</html>"
    ).encode()


def serve_call(bench: Bench, page: bytes | FetchError | None = None) -> None:
    bench.fetcher.pages[FEED_URL] = make_feed(make_item("US and Russian defense chiefs speak", CALL))
    bench.fetcher.pages[PAGE_URL] = page or make_page(*BODY)


async def test_a_pass_reads_the_page_and_alerts_once(bench: Bench) -> None:
    serve_call(bench)
    await bench.run()
    contact, alert = sorted(bench.store.list_alerts(), key=lambda alert: alert.kind.value)
    assert (contact.kind, alert.kind) == (AlertKind.CONTACT, AlertKind.MENTION)
    assert alert.official_ids == ("belousov", "hegseth")
    assert sorted(bench.sink.lines) == sorted([contact.id, alert.id])
    article = bench.store.find_article(alert.article_id or "")
    assert article is not None
    assert "lines of communication" in article.body
    await bench.run(LATER)
    await bench.run(LATER)
    assert len(bench.sink.lines) == 2


async def test_the_second_request_is_conditional_and_a_304_changes_nothing(bench: Bench) -> None:
    serve_call(bench)
    bench.fetcher.headers = {"etag": '"v1"'}
    await bench.run()
    await bench.run(LATER)
    assert [request.etag for request in bench.fetcher.requests if request.url == FEED_URL] == [None, '"v1"']
    assert bench.runner.summary.unchanged == 1
    assert bench.store.list_feed_states()[0].entries == 1


PAGE_WITH_FEED = b"<html><head><link rel=alternate type='application/rss+xml' href='%s'></head><body>Home</body></html>"
LINKED = "https://news.example/real.xml"


async def test_a_page_in_place_of_a_feed_is_followed_to_its_feed_and_that_is_polled_from_then_on(bench: Bench) -> None:
    bench.fetcher.pages[FEED_URL] = PAGE_WITH_FEED % b"/real.xml"
    bench.fetcher.pages[LINKED] = make_feed(make_item("One", CALL), make_item("Two", CALL, "https://news.example/2"))
    await bench.run()
    state = bench.store.list_feed_states()[0]
    assert (state.status, state.entries, state.url, state.failures) == (FeedStatus.OK, 2, LINKED, 0)
    await bench.run(LATER)
    assert [request.url for request in bench.fetcher.requests if request.url in (FEED_URL, LINKED)] == [
        FEED_URL,
        LINKED,
        LINKED,
    ]


async def test_a_feed_that_becomes_a_page_is_read_through_it_only_on_its_own_site(bench: Bench) -> None:
    serve_call(bench)
    await bench.run()
    feed = bench.fetcher.pages[FEED_URL]
    bench.fetcher.pages[LINKED] = make_feed(make_item("New", CALL, "https://news.example/new"))
    bench.fetcher.pages["https://portal.example/ads.xml"] = make_feed(make_item("Ad", CALL, "https://portal.example/"))
    for target, status, entries in (
        (b"https://portal.example/ads.xml", FeedStatus.FAILING, 1),
        (b"/real.xml", FeedStatus.OK, 2),
    ):
        bench.fetcher.pages[FEED_URL] = PAGE_WITH_FEED % target
        await bench.run(LATER)
        state = bench.store.list_feed_states()[0]
        assert (state.status, state.entries, state.url) == (status, entries, None)
    bench.fetcher.pages[FEED_URL] = feed
    await bench.run(LATER)
    assert [request.url for request in bench.fetcher.requests if request.url in (FEED_URL, LINKED)][-1] == FEED_URL
    assert bench.store.list_feed_states()[0].entries == 2


async def test_a_page_that_leads_to_an_inner_address_is_refused(bench: Bench) -> None:
    inner = "http://10.0.0.1/feed"
    bench.fetcher.pages[FEED_URL] = PAGE_WITH_FEED % inner.encode()
    bench.fetcher.pages[inner] = FetchError("10.0.0.1:80 is not a public address", kind=FetchKind.BLOCKED)
    await bench.run()
    state = bench.store.list_feed_states()[0]
    assert (state.status, state.error_kind) == (FeedStatus.FAILING, "blocked")


async def test_of_a_thousand_links_a_few_are_asked(bench: Bench) -> None:
    links = "".join(f"<link rel=alternate type='application/rss+xml' href='/dead?{n}'>" for n in range(1000))
    bench.fetcher.pages[FEED_URL] = f"<html><head>{links}</head></html>".encode()
    await bench.run()
    state = bench.store.list_feed_states()[0]
    assert (state.status, state.error_kind, len(bench.fetcher.requests)) == (FeedStatus.FAILING, "not-a-feed", 4)
    assert "it links to https://news.example/dead?0" in (state.last_error or "")


async def test_validators_are_kept_only_with_the_entries_they_cover(bench: Bench) -> None:
    bench.fetcher.headers = {"etag": '"v1"'}
    bench.fetcher.pages[FEED_URL] = b"<html><body>maintenance</body></html>"
    await bench.run()
    state = bench.store.list_feed_states()[0]
    assert (state.etag, state.failures, state.error_kind) == (None, 1, "not-a-feed")
    serve_call(bench)
    await bench.run(timedelta(hours=1))
    assert bench.store.list_feed_states()[0].etag == '"v1"'
    assert len(bench.sink.lines) == 2


async def test_an_item_that_concerns_nobody_costs_no_page(bench: Bench) -> None:
    bench.fetcher.pages[FEED_URL] = make_feed(make_item("Markets close higher", "Shares rose.", PAGE_URL))
    await bench.run()
    assert [request.url for request in bench.fetcher.requests] == [FEED_URL]
    entry = bench.store.find_entry(PAGE_URL)
    assert entry is not None
    assert entry.stage is EntryStage.DROPPED


async def test_a_page_that_cannot_be_had_is_tried_again_until_it_can(bench: Bench) -> None:
    serve_call(bench, FetchError("503 Service Unavailable", kind=FetchKind.HTTP, status=503))
    await bench.run()
    assert [alert.kind for alert in bench.store.list_alerts()] == [AlertKind.CONTACT]
    entry = bench.store.find_entry(PAGE_URL)
    assert entry is not None
    assert entry.stage is EntryStage.RETRY
    bench.fetcher.pages[PAGE_URL] = make_page(*BODY)
    await bench.run(timedelta(minutes=11))
    contact, *later = bench.store.list_alerts()
    assert {alert.kind for alert in later} >= {AlertKind.MENTION}
    assert {alert.kind for alert in later} <= {AlertKind.MENTION, AlertKind.ACCOUNT, AlertKind.REVISION}
    assert {alert.story_id for alert in later} == {contact.story_id}


async def test_a_page_that_never_comes_is_given_up_but_not_its_summary(bench: Bench) -> None:
    serve_call(bench, FetchError("503 Service Unavailable", kind=FetchKind.HTTP, status=503))
    for _ in range(12):
        await bench.run(timedelta(hours=6))
    asked = [request for request in bench.fetcher.requests if request.url == PAGE_URL]
    assert len(asked) == 7
    entry = bench.store.find_entry(PAGE_URL)
    assert entry is not None
    assert entry.stage is EntryStage.READ
    assert bench.store.find_article(PAGE_URL) is not None


async def test_a_page_that_is_gone_for_good_is_not_tried_again(bench: Bench) -> None:
    serve_call(bench, FetchError("410 Gone", kind=FetchKind.GONE, status=410, transient=False))
    for _ in range(3):
        await bench.run(timedelta(hours=6))
    assert len([request for request in bench.fetcher.requests if request.url == PAGE_URL]) == 1


async def test_an_item_that_dropped_its_names_is_read_again_too(bench: Bench) -> None:
    bench.fetcher.pages[FEED_URL] = make_feed(make_item("Hegseth telephones Belousov", "A rare call."))
    bench.fetcher.pages[PAGE_URL] = make_page(*BODY)
    await bench.run()
    bench.fetcher.pages[FEED_URL] = make_feed(make_item("Correction: a headline was wrong", "We regret it."))
    bench.fetcher.pages[PAGE_URL] = make_page(
        "A headline of this paper was wrong; there was no call of any kind today."
    )
    await bench.run(LATER)
    article = bench.store.find_article(PAGE_URL)
    assert article is not None
    assert article.title == "Correction: a headline was wrong"
    edit = bench.store.list_alerts()[-1]
    assert (edit.kind, edit.official_ids) == (AlertKind.EDIT, ("belousov", "hegseth"))
    assert [alert.kind for alert in bench.store.list_alerts()].count(AlertKind.MENTION) == 1


async def test_one_page_in_two_feeds_is_alerted_once(bench: Bench) -> None:
    serve_call(bench)
    bench.fetcher.pages[FEED_URL] = make_feed(
        make_item("US and Russian defense chiefs speak", CALL, f"{PAGE_URL}?utm_source=rss"),
        make_item("Defense chiefs of the US and Russia in a call", CALL, "https://news.example/other.html"),
    )
    bench.fetcher.pages[f"{PAGE_URL}?utm_source=rss"] = make_page(*BODY)
    bench.fetcher.pages["https://news.example/other.html"] = make_page(*BODY[::-1])
    await bench.run()
    assert len(bench.sink.lines) == 2
    bench.fetcher.pages[FEED_URL] = make_feed(make_item("US, Russian chiefs talk", "Both spoke of a call.", PAGE_URL))
    await bench.run(LATER)
    assert len(bench.sink.lines) == 2


async def test_a_sink_that_fails_in_the_middle_gets_the_rest_later(bench: Bench) -> None:
    serve_call(bench)
    bench.sink.broken_after = 0
    await bench.run()
    assert bench.sink.lines == []
    bench.sink.broken_after = None
    await bench.run(timedelta(seconds=31))
    assert bench.sink.lines == [alert.id for alert in bench.store.list_alerts()]


@pytest.mark.parametrize("written", [True, False])
async def test_what_a_crash_left_claimed_is_settled_by_the_log(bench: Bench, written: bool) -> None:
    serve_call(bench)
    bench.sink.broken_after = 0
    await bench.run()
    bench.clock.instant += timedelta(seconds=31)
    left = bench.store.claim_deliveries(bench.sink.name, bench.clock.now(), 10)
    assert {delivery.alert.kind for delivery in left} == {AlertKind.CONTACT, AlertKind.MENTION}
    bench.sink.broken_after = None
    if written:
        bench.sink.write([left[0].alert])
    await bench.runner.prepare()
    await bench.run()
    assert sorted(bench.sink.lines) == sorted(delivery.alert.id for delivery in left)
    assert bench.store.find_claimed(bench.sink.name) == []


async def test_mentions_of_irrelevant_items_can_be_switched_off(bench: Bench) -> None:
    bench.reload(alerts=AlertSettings(mentions="relevant"))
    bench.fetcher.pages[FEED_URL] = make_feed(make_item("Sergei Shoigu opens a ski lodge", "A ribbon was cut."))
    bench.fetcher.pages[PAGE_URL] = make_page("Sergei Shoigu cut the ribbon of a ski lodge in Tuva on Sunday morning.")
    await bench.run()
    assert bench.store.list_alerts() == []
    assert bench.store.find_article(PAGE_URL) is not None


async def test_a_feed_that_falls_silent_is_told_once_and_speaks_again(bench: Bench) -> None:
    items = [
        make_item(
            f"Markets close, part {number}", "Shares rose.", f"https://news.example/{number}", START - number * LATER
        )
        for number in range(8)
    ]
    bench.fetcher.pages[FEED_URL] = make_feed(*items)
    await bench.run()
    world, rules = bench.runner.world, bench.runner.rules
    assert await watch_silence(world, rules) == 0
    await bench.run(timedelta(hours=30))
    assert await watch_silence(world, rules) == 1
    assert await watch_silence(world, rules) == 0
    await bench.run(LATER)
    (alert,) = bench.store.list_alerts()
    assert (alert.kind, alert.feed_id) == (AlertKind.SILENCE, "news")
    assert bench.store.list_feed_states()[0].status is FeedStatus.SILENT
    fresh = make_item("Markets open", "Shares fell.", "https://news.example/fresh", bench.clock.now())
    bench.fetcher.pages[FEED_URL] = make_feed(fresh, *items)
    await bench.run(LATER)
    assert await watch_silence(world, rules) == 0
    assert bench.store.list_feed_states()[0].status is FeedStatus.OK


async def test_a_feed_that_was_emptied_is_told(bench: Bench) -> None:
    serve_call(bench)
    await bench.run()
    bench.fetcher.pages[FEED_URL] = make_feed()
    await bench.run(LATER)
    await bench.run(timedelta(hours=7))
    assert await watch_silence(bench.runner.world, bench.runner.rules) == 1
    silence = bench.store.list_alerts(kinds=[AlertKind.SILENCE])[0]
    assert "empty feed" in silence.reason


async def test_when_every_feed_fails_for_hours_polling_itself_is_told_and_no_single_feed(bench: Bench) -> None:
    serve_call(bench)
    await bench.run()
    bench.fetcher.pages[FEED_URL] = FetchError("no route", kind=FetchKind.CONNECT)
    for _ in range(4):
        await bench.run(timedelta(hours=9))
    assert await watch_silence(bench.runner.world, bench.runner.rules) == 1
    (alert,) = bench.store.list_alerts(kinds=[AlertKind.SILENCE])
    assert alert.feed_id is None
    assert "network" in alert.reason


async def test_a_pass_asks_each_feed_once_however_soon_it_is_due_again(bench: Bench) -> None:
    bench.fetcher.pages[FEED_URL] = FetchError("no route", kind=FetchKind.CONNECT)

    class RunningClock(FakeClock):
        def now(self) -> datetime:
            self.instant += timedelta(minutes=1)
            return self.instant

    bench.runner.world = replace(bench.runner.world, clock=RunningClock(START))
    summary = await bench.runner.run_pass()
    assert (summary.feeds, summary.failed) == (1, 1)
    assert len(bench.fetcher.requests) == 1


async def test_a_delivery_that_could_not_even_be_looked_up_is_made_up_for_without_a_restart(bench: Bench) -> None:
    serve_call(bench)
    bench.sink.broken_after, bench.sink.unreadable = 0, True
    await bench.run()
    assert bench.store.find_claimed(bench.sink.name)
    bench.sink.broken_after, bench.sink.unreadable = None, False
    await bench.run(LATER)
    assert bench.sink.lines == [alert.id for alert in bench.store.list_alerts()]


async def test_an_entry_that_breaks_its_reading_is_read_ever_more_seldom(bench: Bench) -> None:
    workers = BreakingWorkers()
    bench.runner.world = replace(bench.runner.world, workers=workers)
    serve_call(bench)
    for _ in range(24):
        await bench.run(LATER)
    assert 3 <= workers.broken <= 6
    workers.healthy = True
    await bench.run(timedelta(days=1))
    assert len(bench.store.list_alerts(kinds=[AlertKind.MENTION])) == 1


async def test_a_clock_that_ran_ahead_puts_nothing_off(bench: Bench) -> None:
    years = timedelta(days=3650)
    item = make_item("Hegseth speaks with Belousov", CALL, published=START + years)
    bench.fetcher.pages[FEED_URL] = make_feed(item)
    bench.fetcher.pages[PAGE_URL] = FetchError("503", kind=FetchKind.HTTP, status=503)
    bench.sink.broken_after = 0
    await bench.run(years)
    before = bench.store.list_alerts()
    assert {alert.kind for alert in before} == {AlertKind.CONTACT, AlertKind.MENTION}
    bench.fetcher.pages[PAGE_URL] = make_page(*BODY)
    bench.sink.broken_after = None
    bench.clock.instant = START
    await bench.runner.prepare()
    await bench.run(LATER)
    assert {alert.id for alert in before} <= set(bench.sink.lines)
    article = bench.store.find_article(before[0].article_id or "")
    assert article is not None
    assert "lines of communication" in article.body
    assert [state.next_due < START + timedelta(days=1) for state in bench.store.list_feed_states()] == [True]


def test_a_dead_line_is_told_once_and_so_is_its_end() -> None:
    lines: list[str] = []
    handler = logger.add(lines.append, format="{level} {message}", level="WARNING")
    outages = OutageWatch()
    for second in range(6):
        host = f"{second % 3}.example"
        outages.note(f"feed {second % 3}", Outcome(host, FetchKind.DNS), START + timedelta(seconds=second))
    outages.note("feed 1", Outcome("1.example", None), START + timedelta(seconds=9))
    logger.remove(handler)
    assert lines == ["WARNING all feeds fail together: our own network, it seems\n", "WARNING feeds can be had again\n"]


async def test_tries_that_were_not_made_do_not_count(bench: Bench) -> None:
    serve_call(bench, FetchError("too many requests to this host are waiting", kind=FetchKind.THROTTLED))
    for _ in range(10):
        await bench.run(LATER)
    bench.fetcher.pages[PAGE_URL] = FetchError("503", kind=FetchKind.HTTP, status=503)
    await bench.run(LATER)
    bench.fetcher.pages[PAGE_URL] = make_page(*BODY)
    await bench.run(LATER)
    await bench.run(LATER)
    (alert,) = [alert for alert in bench.store.list_alerts() if alert.kind is AlertKind.MENTION]
    assert alert.official_ids == ("belousov", "hegseth")
