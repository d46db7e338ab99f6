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
from typing import Any, Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from loguru import logger
from watchfiles import awatch

from service.adapters.heartbeat import Heartbeat
from service.errors import ConfigError, HotlineError
from service.jobs.prune import prune_archive
from service.jobs.runner import JobRunner
from service.jobs.world import Rules

TICK_SECONDS = 1
BEAT_SECONDS = 10
GRACE_SECONDS = 5.0
PRUNE_EVERY = timedelta(hours=6)
WATCH_EVERY = timedelta(minutes=10)
SETTLE_MS = 300
"""A changed file is read this long after the last change: editors write in several steps."""
REPLACED_SECONDS = 3
"""How often it is looked whether the config folder is still the same one."""


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
        last = _identify(self.config_folder)
        while not self._ending.is_set():
            seen = _identify(self.config_folder)
            if seen is None:
                await asyncio.sleep(REPLACED_SECONDS)
                continue
            if seen != last:
                last = seen
                await self.reload("the config folder was replaced")
            try:
                await self._watch_folder(seen)
            except OSError:
                # It went away at this very moment; it is looked for again, and read when it is back.
                await asyncio.sleep(REPLACED_SECONDS)

    async def _watch_folder(self, seen: tuple[int, int]) -> None:
        """Reload at every change until the folder is another one than `seen`, or the daemon ends."""
        # The folder, not the files: an editor that writes by renaming would leave a watch on a file that is gone. But
        # a folder can be replaced too, and its own watch says nothing of that.
        options: dict[str, Any] = {"step": SETTLE_MS, "recursive": False, "yield_on_timeout": True}
        options["rust_timeout"] = REPLACED_SECONDS * 1000
        async for changes in awatch(self.config_folder, stop_event=self._ending, **options):
            if _identify(self.config_folder) != seen:
                return
            if changes:
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


def _identify(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another of its name; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


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
