"""The read-only page, the JSON API and the outgoing feeds: rendered from the store's views.

Enter: GET requests. Leave: HTML, JSON, feeds, metrics, events; nothing is ever written. Built by `wiring`, started by
the daemon. A handler is a plain function from a `Site` and an `Ask` to a `Reply`, and runs in a thread of the page's
own, so that neither a slow query nor a long template delays polling.
"""
