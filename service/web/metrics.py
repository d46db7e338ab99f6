"""`/metrics`: what Prometheus scrapes.

Enter: counts of the store, of the jobs and of the requests. Leaves: text in Prometheus' exposition format. Called by
`app` and `guard`. No label has a value for each feed, outlet or official: thousands of them would make each scrape a
megabyte. `GET /api/v1/feeds` tells of single feeds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service.model.alert import AlertKind
from service.model.feed import FeedStatus
from service.web.site import Ask, Reply, Site

# A further sample of each counter, with the time at which it was made, which nobody asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
KINDS = {"api": "api", "static": "static", "health": "health", "metrics": "metrics", "events": "events"}
"""The first part of a path -> the label of its requests; all others are pages."""


@dataclass(slots=True)
class Meters:
    """What is counted while requests are answered, in a registry of the server's own. `count_streams`: how many event
    streams are open."""

    site: Site
    count_streams: Callable[[], int]
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)

    def __post_init__(self) -> None:
        name = "hotline_http_requests"
        self.requests = Counter(name, "Requests answered", ("kind", "status"), registry=self.registry)
        name = "hotline_http_request_seconds"
        self.seconds = Histogram(name, "From request to answer", ("kind",), registry=self.registry, buckets=BUCKETS)
        streams = Gauge("hotline_event_streams", "Clients that listen for alerts", registry=self.registry)
        streams.set_function(self.count_streams)
        ProcessCollector(registry=self.registry)
        version = metadata.version("hotline-watch")
        Gauge("hotline_info", "What runs", ("version",), registry=self.registry).labels(version).set(1)
        self.registry.register(StoreCollector(self.site))

    def note(self, path: str, status: int, seconds: float) -> None:
        """A request was answered."""
        kind = KINDS.get(path.split("/", 2)[1], "page") if path.startswith("/") else "page"
        self.requests.labels(kind, str(status)).inc()
        if kind != "events":
            self.seconds.labels(kind).observe(seconds)

    def show(self, _: Site, __: Ask) -> Reply:
        """`/metrics`."""
        return Reply(generate_latest(self.registry), MEDIA, headers={"Cache-Control": "no-store"})


class StoreCollector(Collector):
    """Counts of the store and of the jobs, read at each scrape."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[Metric]:
        counts = self._site.views.count_store()
        gauges = {
            "articles": ("Articles stored", counts.articles),
            "articles_relevant": ("Articles that are relevant to a topic", counts.relevant),
            "entries": ("Items of feeds ever stored or seen", counts.entries),
            "entries_to_read": ("Items that wait for their page, counted up to 10,000", counts.to_read),
            "stories": ("Stories", counts.stories),
            "contacts": ("Contacts in the ledger", counts.contacts),
            "deliveries_waiting": ("Alerts not written yet, counted up to 10,000", counts.waiting),
            "ledger_steps": ("Steps of the ledger's log", counts.steps),
            "ledger_steps_taken": ("Steps that the ledger has taken", counts.taken),
            "ready": ("1 while it polls", int(self._site.standing.ready)),
        }
        for name, (about, value) in gauges.items():
            yield GaugeMetricFamily(f"hotline_{name}", about, value)
        by_kind = {kind.value: counts.alerts.get(kind, 0) for kind in AlertKind}
        yield _count_by("hotline_alerts", "Alerts raised", "kind", by_kind)
        by_state = {state.value: counts.feeds.get(state, 0) for state in FeedStatus}
        yield _count_by("hotline_feeds", "Configured feeds", "state", by_state)
        for name, value in self._site.work().items():
            yield CounterMetricFamily(f"hotline_job_{name}", "Since the start: as `hotline poll --json` counts", value)


def _count_by(name: str, about: str, label: str, counted: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=(label,))
    for value, number in counted.items():
        family.add_metric((value,), number)
    return family
