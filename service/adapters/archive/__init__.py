"""The bundled archive: fictional feeds and pages, and a loopback server that shows them as they stood at one instant.

Enters: the YAML files in `data/`, one a feed, and a clock. Leaves: HTTP on 127.0.0.1. Called by wiring, for
`hotline demo`, and by tests. All news in it is invented for the demonstration, the chronicle of earlier years is not;
see `data/README.md`.
"""

from service.adapters.archive.catalogue import ARCHIVE_END, ARCHIVE_START, archive_feeds, simulated_steps
from service.adapters.archive.chronicle import list_chronicle
from service.adapters.archive.server import ArchiveServer

__all__ = ["ARCHIVE_END", "ARCHIVE_START", "ArchiveServer", "archive_feeds", "list_chronicle", "simulated_steps"]
