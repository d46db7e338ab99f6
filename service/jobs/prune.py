"""Prune: drop the light records of entries that concerned nothing, once they are old enough. Their keys stay.

Enter: the store and `archive.keep_unmatched`. Leave: a smaller archive. Called by the daemon's schedule.
"""

import asyncio

from loguru import logger

from service.jobs.world import Rules, World


async def prune_archive(world: World, rules: Rules) -> int:
    """Drop what may go. Returns how many records went."""
    keep = rules.config.settings.archive.keep_unmatched
    dropped = await asyncio.to_thread(world.store.prune, world.clock.now(), keep)
    if dropped:
        logger.info("pruned {} records of entries that concerned nothing, older than {} days", dropped, keep.days)
    return dropped
