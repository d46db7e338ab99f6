"""The daemon: APScheduler decides which job runs when; signals, reload, shutdown.

Enter: a runner over a world, and a way to load the rules again. Leave: nothing but what the jobs write. Called by
`wiring.run_daemon`. SIGTERM and SIGINT end it in order, SIGHUP and a changed config file reload the rules.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from loguru import logger

from service.adapters.heartbeat import Heartbeat
from service.config import stamp_files
from service.errors import ConfigError, HotlineError
from service.jobs.prune import prune_archive
from service.jobs.runner import JobRunner
from service.jobs.world import Rules

TICK_SECONDS = 1
BEAT_SECONDS = 10
GRACE_SECONDS = 5.0
PRUNE_EVERY = timedelta(hours=6)
WATCH_EVERY = timedelta(minutes=10)
LOOK_SECONDS = 0.5
"""How often it is looked whether the config's files are still those that were read."""


class Page(Protocol):
    """What shows the world meanwhile."""

    async def run(self) -> None:
        """Until it is cancelled, which it obeys within three seconds. Whatever goes wrong with it costs nobody else."""
        ...

    def say_ready(self, ready: bool) -> None: ...


@dataclass
class Daemon:
    """`load_rules` reads the config folder anew and raises ConfigError; `apply_rules` hands them to the adapters and to
    the page."""

    runner: JobRunner
    config_folder: Path
    load_rules: Callable[[], Rules]
    apply_rules: Callable[[Rules], None]
    heartbeat: Heartbeat
    page: Page | None = None
    _ending: asyncio.Event = field(default_factory=asyncio.Event)
    _reload: asyncio.Lock = field(default_factory=asyncio.Lock)
    _hangup: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT; ends within ten seconds of it."""
        self._listen()
        page = self._keep(self.page.run()) if self.page else None
        try:
            if await self._prepare():
                await self._work(page)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        logger.info("ended")

    async def _work(self, page: "asyncio.Task[None] | None") -> None:
        scheduler = self._schedule()
        self._keep(self._watch_config())
        self._keep(self._hear_hangups())
        self.heartbeat.beat()
        self._say_ready()
        await self._ending.wait()
        logger.info("ending: what runs is finished or given back")
        if self.page and page:
            # At once: its clients need not wait for the jobs, nor the jobs for its clients.
            self.page.say_ready(False)
            page.cancel()
        scheduler.shutdown(wait=False)
        await self.runner.stop(GRACE_SECONDS)
        self.heartbeat.stop()

    async def _prepare(self) -> bool:
        """Get ready, which takes long where the ledger is behind its log; False where the end came first."""
        preparing = asyncio.ensure_future(self.runner.prepare())
        ending = asyncio.ensure_future(self._ending.wait())
        await asyncio.wait({preparing, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if preparing.done():
            await preparing
            return True
        preparing.cancel()
        logger.info("ended before all was ready; the next start goes on")
        return False

    async def reload(self, cause: str) -> None:
        """Swap the rules whole, or keep the running ones and say why."""
        async with self._reload:
            try:
                rules = await asyncio.to_thread(self.load_rules)
            except ConfigError as error:
                for problem in error.problems:
                    logger.error("{}", problem)
                logger.error("{}: the config was not taken over; the running one stays in force", cause)
                return
            except HotlineError as error:
                logger.error("{}: {}; the running config stays in force", cause, error)
                return
            if rules.config == self.runner.rules.config:
                logger.info("{}: nothing in the config changed", cause)
                return
            try:
                await asyncio.to_thread(self._swap, rules)
            except HotlineError as error:
                logger.error("{}: {}; the running config stays in force: reload again", cause, error)
                return
            logger.info("{}: the config was taken over, {}", cause, describe_rules(rules))

    def _swap(self, rules: Rules) -> None:
        old, new = self.runner.rules.config.settings, rules.config.settings
        if (old.database, old.logs) != (new.database, new.logs):
            logger.warning("a change of `database` or `logs` takes effect when the daemon is started again")
        world, running = self.runner.world, self.runner.rules
        self.runner.rules = rules
        try:
            world.store.sync_feeds(rules.config.feeds, world.clock.now())
        except HotlineError:
            # Half a change would stay one: the next reload would find nothing changed.
            self.runner.rules = running
            raise
        self.apply_rules(rules)

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ending.set)
        loop.add_signal_handler(signal.SIGHUP, self._hangup.set)

    def _schedule(self) -> AsyncIOScheduler:
        # A tick that comes late is run once, never dropped: the default grace of one second would lose it.
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        runner = self.runner
        self._every(scheduler, timedelta(seconds=TICK_SECONDS), runner.poll_tick)
        self._every(scheduler, timedelta(seconds=TICK_SECONDS), runner.read_tick)
        self._every(scheduler, timedelta(seconds=TICK_SECONDS), runner.deliver_tick)
        self._every(scheduler, timedelta(seconds=BEAT_SECONDS), self._beat)
        self._every(scheduler, WATCH_EVERY, runner.watch_tick)
        self._every(scheduler, PRUNE_EVERY, self._prune)
        scheduler.start()
        return scheduler

    def _every(self, scheduler: AsyncIOScheduler, interval: timedelta, job: Callable[[], Awaitable[object]]) -> None:
        async def run() -> None:
            await self.runner.guard(job(), name)

        name = getattr(job, "__name__", "job").strip("_")
        # No first wait: after a start, what is overdue is overdue now.
        scheduler.add_job(
            run,
            "interval",
            seconds=interval.total_seconds(),
            id=name,
            name=name,
            next_run_time=datetime.now(scheduler.timezone),
        )

    async def _beat(self) -> None:
        await asyncio.to_thread(self.heartbeat.beat)

    async def _prune(self) -> None:
        await prune_archive(self.runner.world, self.runner.rules)

    async def _hear_hangups(self) -> None:
        # However many come while one is answered, they are answered together.
        while True:
            await self._hangup.wait()
            self._hangup.clear()
            await self.reload("SIGHUP")

    async def _watch_config(self) -> None:
        """Reload where the files are other than those read last, once two looks found them alike: editors write in
        several steps. Looked at, since no notice tells of a folder that was replaced or lies on another machine."""
        read = found = self.runner.rules.config.stamp
        while not self._ending.is_set():
            await asyncio.sleep(LOOK_SECONDS)
            before, found = found, stamp_files(self.config_folder)
            if found not in (None, read) and found == before:
                read = found
                await self.reload("a config file changed")

    def _keep(self, run: Awaitable[None]) -> "asyncio.Task[None]":
        task = asyncio.ensure_future(self.runner.guard(run, "daemon"))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _say_ready(self) -> None:
        if self.page:
            self.page.say_ready(True)
        rules = self.runner.rules
        log = rules.config.settings.logs.dir / "alerts.log"
        logger.info("ready: {}; alerts go to {}", describe_rules(rules), log)


def describe_rules(rules: Rules) -> str:
    """What is in force, in a few words."""
    watch = rules.config.watch
    counts = {
        "feed": rules.config.feeds,
        "official": watch.officials,
        "office": watch.offices,
        "topic": watch.topics,
    }
    parts = [f"{len(found)} {word}{'s' * (len(found) != 1)}" for word, found in counts.items()]
    return ", ".join([*parts, f"watch digest {watch.digest[:12]}"])
