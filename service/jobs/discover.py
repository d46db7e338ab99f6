"""Discover: a feed's address answers with a page -> the feed that the page links to, fetched and read in its place.

Enter: the page's ParseError with the addresses it links to. Leave: the linked feed, and whether its address is taken
over. Called by `jobs.poll`.

An address that never was a feed is a front page that somebody wrote into the config: what it links to is taken over at
once. One that was a feed may be a maintenance page or a captive portal, which must not rewrite addresses: only what it
links to on its own site is read, from poll to poll, until the feed is back or the operator writes the new address.
"""

from dataclasses import dataclass, replace

from loguru import logger

from service.errors import FetchError, FetchKind, ParseError
from service.jobs.world import World
from service.model.entry import ParsedFeed
from service.model.feed import Feed, FeedState, FetchResponse
from service.stages.parse.urls import same_site
from service.stages.schedule import build_request

MAX_TRIED = 3
"""A page may link to a thousand feeds; these many are asked."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The feed behind a page: its answer, what it says, its address; `adopted`: that is polled from now on."""

    response: FetchResponse
    parsed: ParsedFeed
    url: str
    adopted: bool


async def follow_page(
    world: World, feed: Feed, state: FeedState, page: ParseError
) -> Discovery | FetchError | ParseError:
    """The first of the linked feeds that can be read, else why there is none: `page` as it came, or a refusal where all
    that it links to leads into the operator's own network."""
    is_new = state.last_success is None and state.url is None
    asked = state.url or feed.url
    refused: list[FetchError] = []
    tried = 0
    for url in page.found_feeds[:MAX_TRIED]:
        if not is_new and not same_site(url, asked):
            continue
        bare = replace(state, url=url, etag=None, last_modified=None)
        try:
            response = await world.fetcher.fetch(build_request(feed, bare, world.clock.now()))
            parsed = await world.workers.parse_feed(response, feed, world.clock.now())
        except (FetchError, ParseError) as error:
            tried += 1
            if isinstance(error, FetchError) and error.kind is FetchKind.BLOCKED:
                refused.append(error)
            logger.info("poll {}: the page links to {}, which is no help: {}", feed.id, url, error)
            continue
        note = f"the address is a page; read is the feed it links to, {url}: write that into the config"
        parsed = replace(parsed, notes=(note, *parsed.notes))
        if is_new:
            return Discovery(response, parsed, url, adopted=True)
        # Polled again by way of the page: nothing that was said for the feed's address must be held against the page.
        headers = {name: value for name, value in response.headers.items() if name not in ("etag", "last-modified")}
        return Discovery(replace(response, headers=headers, redirects=()), parsed, url, adopted=False)
    if refused and len(refused) == tried:
        said = "the address answers with a web page, and the feed it links to is not at a public address: refused"
        return FetchError(said, kind=FetchKind.BLOCKED, transient=False)
    return page
