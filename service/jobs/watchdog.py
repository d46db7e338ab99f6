"""Watchdog: say aloud when a feed that used to publish has gone quiet, or all polling has.

Enter: the feeds' states and when their latest items came. Leave: `silence` alerts in the outbox, and the feeds marked.
Called by the daemon's schedule and at the end of `hotline poll`. One silence is alerted once, however often it is seen.
"""

import asyncio

from loguru import logger

from service.jobs.world import Rules, World
from service.model.alert import Alert
from service.stages.silence import Silence, judge_feed, judge_polling, make_silence_alert

ITEMS_LOOKED_AT = 60


async def watch_silence(world: World, rules: Rules) -> int:
    """Raise what is to be raised. Returns how many alerts were added."""
    return await asyncio.to_thread(_watch_silence, world, rules)


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
