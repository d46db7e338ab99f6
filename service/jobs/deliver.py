"""Deliver: claim -> write -> mark. At least once to the world, exactly once in the log.

Enter: pending rows of the outbox. Leave: lines in the alert log and rows marked done. Called by `jobs.runner` after
every reading and once a second; `recover_deliveries` at start, before anything is claimed, and twice a minute between
deliveries: a full disk can break off a delivery as a crash does.
"""

import asyncio
from datetime import timedelta

from loguru import logger

from service.errors import DeliveryError
from service.jobs.ports import AlertSink
from service.jobs.world import World

BATCH = 200
RETRY_AFTER = timedelta(seconds=30)


async def recover_deliveries(world: World) -> int:
    """Settle what was left claimed: marked if it stands in the log, else pending again. Returns how many.

    Never while a delivery is under way.
    """
    settled = 0
    for sink in world.sinks:
        settled += await asyncio.to_thread(_recover_sink, world, sink)
    return settled


async def deliver_alerts(world: World) -> int:
    """Deliver everything that is due, destination by destination. Returns how many deliveries were made."""
    delivered = 0
    for sink in world.sinks:
        while batch := await asyncio.to_thread(_deliver_batch, world, sink):
            delivered += batch
    return delivered


def _recover_sink(world: World, sink: AlertSink) -> int:
    left = world.store.find_claimed(sink.name)
    if not left:
        return 0
    ids = [delivery.alert.id for delivery in left]
    now = world.clock.now()
    written = _find_written(sink, ids)
    if written is None:
        return 0
    missing = [alert_id for alert_id in ids if alert_id not in written]
    world.store.mark_delivered(sink.name, written, now)
    world.store.release_deliveries(sink.name, missing, now, "the delivery was broken off before it was marked")
    logger.info("{}: {} deliveries had been broken off, {} of them written", sink.name, len(ids), len(written))
    return len(ids)


def _deliver_batch(world: World, sink: AlertSink) -> int:
    now = world.clock.now()
    claimed = world.store.claim_deliveries(sink.name, now, BATCH)
    if not claimed:
        return 0
    ids = [delivery.alert.id for delivery in claimed]
    try:
        sink.write(delivery.alert for delivery in claimed)
    except DeliveryError as error:
        logger.error("{}: {}", sink.name, error)
        # Some lines may have been written before the failure; only the file knows which.
        written = _find_written(sink, ids)
        if written is not None:
            rest = [alert_id for alert_id in ids if alert_id not in written]
            world.store.mark_delivered(sink.name, written, now)
            world.store.release_deliveries(sink.name, rest, now + RETRY_AFTER, str(error))
        return 0
    world.store.mark_delivered(sink.name, ids, world.clock.now())
    return len(ids)


def _find_written(sink: AlertSink, ids: list[str]) -> frozenset[str] | None:
    """None where even the log cannot be read: then the rows stay claimed, and recovery settles them."""
    try:
        return sink.find_written(ids)
    except OSError as error:
        logger.error("{}: cannot be read back: {}", sink.name, error.strerror)
        return None
