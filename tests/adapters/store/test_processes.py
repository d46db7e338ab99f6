"""Several processes on one database, and processes that are killed in the middle of their work."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from service.adapters.store import SqlStore, check_database, open_store
from service.model.alert import AlertKind
from tests.support.store import DAY, MINUTE, NOW, make_alert, make_feed, make_triaged, save_entries

ROOT = Path(__file__).parents[3]

CLAIM = """
import sys
from dataclasses import replace
from service.adapters.store import open_store
from tests.support.store import *
store = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
while states := store.claim_due_feeds(NOW, 3, MINUTE):
    for state in states:
        store.save_poll(replace(state, next_due=NOW + DAY), [make_triaged(state.feed_id)], NOW)
        print("feed", state.feed_id)
while claimed := store.claim_entries(NOW, 3, MINUTE):
    for entry in claimed:
        article = make_article(f"article-{entry.id}")
        place = place_in("one story", article, "austin", f"official-{entry.id % 7}")
        added = read_entry(store, entry, article, place=place)
        print("entry", entry.id)
        for one in added:
            print("\\n".join(f"official {name}" for name in one.official_ids))
while deliveries := store.claim_deliveries("log", NOW, 3):
    for delivery in deliveries:
        print("delivery", delivery.alert.id)
    store.mark_delivered("log", [delivery.alert.id for delivery in deliveries], NOW)
"""

# Dies before the nth commit of a transaction that writes, or at its end (0).
BREAK_OFF = """
import os, signal, sys
from sqlalchemy import event
from service.adapters.store import open_store
from tests.support.store import *
store, left = open_store(sys.argv[1]), [int(sys.argv[2])]
def die():
    os.kill(os.getpid(), signal.SIGKILL)
@event.listens_for(store._database.engine, "commit")
def on_commit(connection):
    if connection.get_execution_options()["writes"]:
        left[0] -= 1
        left[0] == 0 and die()
{work}
die()
"""

SAVE_POLL = "store.save_poll(claim, [make_triaged(f'item-{number}') for number in range(50)], NOW)"


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def run_and_die(script: str, *arguments: str) -> None:
    process = start(script, *arguments)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL


def test_two_processes_never_get_the_same_row(store: SqlStore, database_url: str) -> None:
    store.sync_feeds([make_feed(f"feed-{number}") for number in range(60)], NOW)
    workers = [start(CLAIM, database_url) for _ in range(2)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    done = Counter(line for worker in workers for line in worker.communicate(timeout=60)[0].splitlines())
    assert [worker.returncode for worker in workers] == [0, 0]
    kinds = Counter(line.split()[0] for line in done)
    assert kinds == {"feed": 60, "entry": 60, "official": 8, "delivery": store.count_alerts()}
    assert set(done.values()) == {1}
    assert store.find_alerted("one story") == {"austin", *(f"official-{number}" for number in range(7))}
    # Placed one after the other, each seeing all before it.
    assert store.count_ledger() == (60, 60)
    story = store.find_story("one story")
    assert story is not None
    assert story.articles == 60
    assert check_database(database_url) == []


def test_a_poll_that_is_killed_before_its_commit_leaves_nothing(store: SqlStore, database_url: str) -> None:
    store.sync_feeds([make_feed()], NOW)
    (state,) = store.claim_due_feeds(NOW, 1, MINUTE)
    claim = (
        f"from service.model.feed import FeedState\nclaim = FeedState('gazette', NOW, lease={state.lease}, etag='e')"
    )
    run_and_die(BREAK_OFF.format(work=f"{claim}\n{SAVE_POLL}"), database_url, "1")
    assert store.list_feed_states()[0].etag is None
    assert store.find_known_keys("gazette", [f"g:item-{number}" for number in range(50)]) == {}
    # The claim runs out, and the next poll brings everything.
    (again,) = store.claim_due_feeds(NOW + MINUTE, 1, MINUTE)
    assert store.save_poll(again, [make_triaged(f"item-{number}") for number in range(50)], NOW) == 50
    assert check_database(database_url) == []


def test_a_poll_that_is_killed_after_its_commit_is_whole(store: SqlStore, database_url: str) -> None:
    work = f"claim = claim_feed(store)\n{SAVE_POLL}"
    run_and_die(BREAK_OFF.format(work=work), database_url, "0")
    assert len(store.find_known_keys("gazette", [f"g:item-{number}" for number in range(50)])) == 50
    assert len(store.claim_entries(NOW, 100, MINUTE)) == 50
    assert check_database(database_url) == []


def test_a_reading_that_is_killed_before_its_commit_is_done_again(store: SqlStore, database_url: str) -> None:
    save_entries(store, make_triaged("one"))
    work = (
        "article = make_article('a1')\n"
        "place = place_in('story', article, 'austin')\n"
        "read_entry(store, claim_entry(store), article, mentions=[make_mention()], place=place)"
    )
    # The first commit is that of the claim.
    run_and_die(BREAK_OFF.format(work=work), database_url, "2")
    assert store.list_alerts() == []
    assert store.find_article("a1") is None
    assert store.find_alerted("story") == frozenset()
    assert (store.find_placed("a1"), store.find_story("story"), store.count_ledger()) == (None, None, (0, 0))
    assert store.claim_entries(NOW, 10, MINUTE) == []
    store.release_claims()
    (again,) = store.claim_entries(NOW, 10, MINUTE)
    assert again.attempts == 1


def test_a_crash_between_claim_and_mark_is_found(store: SqlStore, database_url: str) -> None:
    alerts = [make_alert(f"a{number}", (), kind=AlertKind.SILENCE) for number in range(3)]
    store.add_alerts(alerts, ["log"], NOW)
    work = "claimed = store.claim_deliveries('log', NOW, 2)\nstore.mark_delivered('log', [claimed[0].alert.id], NOW)"
    run_and_die(BREAK_OFF.format(work=work), database_url, "0")
    assert [delivery.alert.id for delivery in store.find_claimed("log")] == ["a1"]
    assert [delivery.alert.id for delivery in store.claim_deliveries("log", NOW, 10)] == ["a2"]


def test_another_process_reads_while_one_writes(store: SqlStore, database_url: str) -> None:
    store.add_alerts([make_alert()], ["log"], NOW)
    reader = open_store(database_url)
    with store._database.engine.connect() as writer, writer.begin():
        writer.exec_driver_sql("UPDATE alerts SET title = 'half written'")
        assert [alert.title for alert in reader.list_alerts()] == [make_alert().title]
    assert reader.list_alerts()[0].title == "half written"
    reader.close()
    assert store.claim_due_feeds(NOW + DAY, 1, MINUTE) == []
