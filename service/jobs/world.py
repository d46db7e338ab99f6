"""What a job is handed: the world it works on, and the rules that are in force.

`World` is made once by `wiring`; `Rules` are swapped whole when the config is reloaded, and a job that has begun keeps
those it began with.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.jobs.ports import AlertSink, Clock, Fetcher, Store, Workers
from service.model.settings import Config
from service.stages.recognise import Recogniser


@dataclass(frozen=True, slots=True)
class World:
    """The adapters of one process."""

    store: Store
    fetcher: Fetcher
    workers: Workers
    clock: Clock
    sinks: Sequence[AlertSink]

    @property
    def destinations(self) -> tuple[str, ...]:
        """The names under which alerts are put in the outbox."""
        return tuple(sink.name for sink in self.sinks)


@dataclass(frozen=True, slots=True)
class Rules:
    """A config, with what was built from its watch."""

    config: Config
    recogniser: Recogniser
