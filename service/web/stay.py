"""The page alone, until Ctrl-C: on an archive that nobody polls, such as the demo's.

Enter: a server. Leaves: its address, told once it is served. Called by `wiring`.
"""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import replace

from service.errors import HotlineError
from service.web.server import WebServer

ANY_PORT = "127.0.0.1:0"


async def stay(page: WebServer, on_shown: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM: at the usual address, or at any free port of this machine where that is taken."""
    ending = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    try:
        await page.prepare()
        try:
            await page.start()
        except HotlineError:
            page.settings = replace(page.settings, listen=ANY_PORT)
            await page.start()
        on_shown(page.addresses[0])
        await ending.wait()
    finally:
        await page.stop()
