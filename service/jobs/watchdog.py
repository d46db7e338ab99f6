"""Watchdog: say aloud when a feed that used to publish has gone quiet, or all polling has; undo a clock that ran ahead.

Enter: the feeds' states and when their latest items came. Leave: `silence` alerts in the outbox, and the feeds marked.
Called by the daemon's schedule and at the end of `hotline poll`. One silence is alerted once, however often it is seen.
"""

import asyncio
from datetime import timedelta

from loguru import logger

from service.jobs.world import Rules, World
from service.model.alert import Alert
from service.stages.schedule import GONE_INTERVAL, LONGEST_HOLD
from service.stages.silence import Silence, judge_feed, judge_polling, make_silence_alert

ITEMS_LOOKED_AT = 60
_SPARE = timedelta(hours=6)


async def watch_silence(world: World, rules: Rules) -> int:
    """Raise what is to be raised. Returns how many alerts were added."""
    await asyncio.to_thread(bring_back_postponed, world, rules)
    return await asyncio.to_thread(_watch_silence, world, rules)


def bring_back_postponed(world: World, rules: Rules) -> int:
    """Make due what is due later than anything is ever planned: the clock has been set back. Returns how many."""
    now = world.clock.now()
    fixed = [feed.every for feed in rules.config.feeds if feed.every]
    longest = max(rules.config.settings.polling.every_max, LONGEST_HOLD, *fixed)
    # A tenth and more: intervals are spread a little, so that feeds do not come all at once.
    latest, latest_gone = (now + 1.25 * span + _SPARE for span in (longest, max(longest, GONE_INTERVAL)))
    found = world.store.bring_back(world.destinations, now, latest, latest_gone)
    if found:
        logger.warning("{} due times lay too far ahead, as if the clock had been set back; they are due now", found)
    return found


def _watch_silence(world: World, rules: Rules) -> int:
    now = world.clock.now()
    states = [state for state in world.store.list_feed_states() if rules.config.feed(state.feed_id)]
    alerts: list[Alert] = []
    everything = judge_polling(states, now)
    if everything:
        alerts.append(make_silence_alert(None, everything, now))
    for state in states:
        times = world.store.list_entry_times(state.feed_id, ITEMS_LOOKED_AT)
        # While nothing can be polled, no single feed is to blame.
        silence: Silence | None = None if everything else judge_feed(state, times, now)
        if silence is not None:
            alerts.append(make_silence_alert(rules.config.feed(state.feed_id), silence, now))
        since = silence.since if silence else None
        if since != state.silent_since and not everything:
            world.store.mark_silent(state.feed_id, since)
    added = world.store.add_alerts(alerts, world.destinations, now)
    for alert in added:
        logger.warning("silence: {}: {}", alert.title, alert.reason)
    return len(added)
