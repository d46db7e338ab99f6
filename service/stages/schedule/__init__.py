"""When a feed is polled next, and what is remembered of it: pure decisions around one poll.

Enters: a feed, its state, what a poll brought, `now`. Leaves: the request to make; after it the new state, which always
has a next due time, and the reason. Called by the poll job:

    build_request -> (fetch, parse) -> plan_after_success | plan_after_unchanged | plan_after_failure
"""

from service.stages.schedule.bounds import LONGEST_HOLD
from service.stages.schedule.outage import Outcome, is_outage
from service.stages.schedule.plan import (
    GONE_INTERVAL,
    PollReason,
    plan_after_failure,
    plan_after_success,
    plan_after_unchanged,
)
from service.stages.schedule.request import build_page_request, build_request, wants_refetch

__all__ = [
    "GONE_INTERVAL",
    "LONGEST_HOLD",
    "Outcome",
    "PollReason",
    "build_page_request",
    "build_request",
    "is_outage",
    "plan_after_failure",
    "plan_after_success",
    "plan_after_unchanged",
    "wants_refetch",
]
