"""The composition root: the only place that builds adapters and hands them to jobs.

Enter: a config folder and options from the command line. Leave: a world to work on, closed again behind the work.
Called by `cli`. What fetches, parses and judges is imported where it is built: a command that only looks into the store
starts in a third of the time.
"""

from service.wiring.archive import (
    backtest,
    check_archive,
    import_contacts,
    merge_stories,
    rebuild_ledger,
    rescan,
    split_story,
)
from service.wiring.looking import explain, try_all_feeds
from service.wiring.polling import DemoResult, run_daemon, run_demo, run_pass
from service.wiring.rules import build_rules, load_changed_rules, load_forms, load_rules
from service.wiring.world import open_archive, open_world

__all__ = [
    "DemoResult",
    "backtest",
    "build_rules",
    "check_archive",
    "explain",
    "import_contacts",
    "load_changed_rules",
    "load_forms",
    "load_rules",
    "merge_stories",
    "open_archive",
    "open_world",
    "rebuild_ledger",
    "rescan",
    "run_daemon",
    "run_demo",
    "run_pass",
    "split_story",
    "try_all_feeds",
]
