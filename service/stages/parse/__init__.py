"""The parse stage: bytes that a server called a feed -> a `ParsedFeed` of plain text, instants and keys.

`parse_feed` is called in a child process by the adapters; `match_known`, `normalise_url` and `plain_text` by jobs and
by the stages that follow.
"""

from service.stages.parse.feed import parse_feed

__all__ = ["parse_feed"]
