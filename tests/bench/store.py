"""How fast the store is: polls saved, deliveries claimed and marked, in batches and one by one, small and full.

Run as `python tests/bench/store.py [URL]`; without a URL it makes a SQLite file on the disk of the temporary folder.
Absolute figures depend on the machine and on who else uses it; the bars are ratios within one run, and one floor that
is far below what any machine reaches. With a URL the database there must be empty; it is filled.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from service.adapters.store import open_store, upgrade_database
from service.model.alert import AlertKind
from service.model.entry import EntryStage
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
)

BATCH = 50
FULL_ARCHIVE = 40_000


def measure(work: Callable[[], int], seconds: float = 2.0) -> float:
    """How many a second: `work` is repeated for about that long and says how many it did."""
    work()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        done += work()
    return done / (time.perf_counter() - start)


class Bench:
    """One store, and numbers for new items."""

    def __init__(self, url: str) -> None:
        self.store = open_store(url)
        self.store.sync_feeds([make_feed()], NOW)
        self.items = 0
        self.alerts = 0

    def save_poll(self, size: int, stage: EntryStage = EntryStage.DROPPED) -> int:
        """One poll of `size` new items, as the job does it: claim, look up the keys, save."""
        (state,) = self.store.claim_due_feeds(NOW, 1, MINUTE)
        items = [make_triaged(f"item-{self.items + number}", stage) for number in range(size)]
        self.items += size
        self.store.find_known_keys("gazette", [key for item in items for key in item.entry.keys])
        return self.store.save_poll(replace(state, next_due=NOW), items, NOW)

    def read(self, *, alerting: bool) -> int:
        """One batch of entries claimed, each saved with an article of 3 kB, a mention, a verdict, maybe an alert."""
        self.save_poll(BATCH, EntryStage.PENDING)
        claimed = self.store.claim_entries(NOW, BATCH, MINUTE)
        for entry in claimed:
            article = make_article(f"article-{entry.id}", body="Lloyd Austin spoke. " * 150)
            alerts = [make_alert(f"m{entry.id}", story_id=article.id)] if alerting else []
            self.store.save_reading(entry, article, [make_mention()], [make_verdict()], alerts, ["log"], None, NOW)
        return len(claimed)

    def add_alerts(self, count: int) -> None:
        alerts = [make_alert(f"s{self.alerts + number}", (), kind=AlertKind.SILENCE) for number in range(count)]
        self.alerts += count
        self.store.add_alerts(alerts, ["bench"], NOW)

    def deliver(self, size: int) -> int:
        claimed = self.store.claim_deliveries("bench", NOW + DAY, size)
        self.store.mark_delivered("bench", [delivery.alert.id for delivery in claimed], NOW)
        return len(claimed)


def run(url: str) -> dict[str, float]:
    bench = Bench(url)
    figures = {
        "entries_per_second": measure(lambda: bench.save_poll(BATCH)),
        "entries_per_second_one_by_one": measure(lambda: bench.save_poll(1)),
        "readings_per_second": measure(lambda: bench.read(alerting=False)),
        "readings_per_second_alerting": measure(lambda: bench.read(alerting=True)),
    }
    bench.add_alerts(20_000)
    figures["deliveries_per_second"] = measure(lambda: bench.deliver(BATCH))
    figures["deliveries_per_second_one_by_one"] = measure(lambda: bench.deliver(1))
    while bench.items < FULL_ARCHIVE:
        bench.save_poll(500)
    figures["entries_per_second_full"] = measure(lambda: bench.save_poll(BATCH))
    bench.store.close()
    return figures


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/bench.db"
        upgrade_database(url)
        figures = run(url)
    figures["batch_gain_entries"] = figures["entries_per_second"] / figures["entries_per_second_one_by_one"]
    figures["batch_gain_deliveries"] = figures["deliveries_per_second"] / figures["deliveries_per_second_one_by_one"]
    figures["slowdown_full"] = figures["entries_per_second"] / figures["entries_per_second_full"]
    limits = {
        "entries_per_second": (">=", 200.0),
        "batch_gain_entries": (">=", 3.0),
        "batch_gain_deliveries": (">=", 3.0),
        "slowdown_full": ("<=", 3.0),
    }
    for name, value in figures.items():
        print(f"{name:36} {value:12,.2f}")
    bars = {
        name: {
            "value": round(figures[name], 2),
            "limit": f"{sign} {limit:g}",
            "ok": figures[name] >= limit if sign == ">=" else figures[name] <= limit,
        }
        for name, (sign, limit) in limits.items()
    }
    print(json.dumps({"bench": "store", "bars": bars}))
    return 0 if all(bar["ok"] for bar in bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
