"""The web, as a port: one polite, guarded, bounded GET at a time. `wiring` builds an HttpFetcher; jobs call it."""

from service.adapters.http.fetcher import HttpFetcher

__all__ = ["HttpFetcher"]
