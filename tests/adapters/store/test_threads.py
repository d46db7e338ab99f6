"""One store, many threads."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from service.adapters.store import SqlStore
from tests.support.store import (
    DAY,
    MINUTE,
    NOW,
    make_alert,
    make_article,
    make_feed,
    make_mention,
    make_triaged,
    make_verdict,
    read_entry,
)


def test_threads_do_not_disturb_each_other(store: SqlStore) -> None:
    store.sync_feeds([make_feed(f"feed-{number}") for number in range(40)], NOW)

    def work(_: int) -> list[str]:
        done = []
        while states := store.claim_due_feeds(NOW, 2, MINUTE):
            for state in states:
                store.save_poll(replace(state, next_due=NOW + DAY), [make_triaged(state.feed_id)], NOW)
                done.append(state.feed_id)
        while claimed := store.claim_entries(NOW, 2, MINUTE):
            for entry in claimed:
                # The same article from every feed: the same row, mentions, and one alert.
                found, judged = [make_mention(), make_mention("belousov")], [make_verdict()]
                alerts = [make_alert("a1", ("austin", "belousov"))]
                read_entry(store, entry, make_article("shared"), mentions=found, verdicts=judged, alerts=alerts)
                done.append(str(entry.id))
        return done

    with ThreadPoolExecutor(8) as pool:
        done = [name for names in pool.map(work, range(8)) for name in names]
    assert len(done) == len(set(done)) == 80
    assert store.count_alerts() == 1
    assert store.load_mentions("shared") == [make_mention(), make_mention("belousov")]
    assert sum(state.entries for state in store.list_feed_states()) == 40
