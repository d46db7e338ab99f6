"""A loopback server with one feed of one item and its page: enough for one alert. For tests of an installed Hotline."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

NOW = "2024-06-26T00:00Z"
"""The instant at which the item is some hours old."""

_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Probe</title><link>http://{host}/</link><description>A probe</description>
<item><title>A readout</title><link>http://{host}/readout</link><guid>readout</guid>
<pubDate>Tue, 25 Jun 2024 18:00:00 GMT</pubDate>
<description>Lloyd Austin, the defense secretary,
spoke by telephone with Andrei Belousov, his Russian counterpart.</description>
</item></channel></rss>"""

_PAGE = """<!doctype html><html lang="en"><head><title>A readout</title></head><body><article><h1>A readout</h1>
<p>WASHINGTON, June 25. Defense Secretary Lloyd Austin spoke by telephone on Tuesday with Andrei Belousov, the Russian
defence minister, for the first time since the latter took office in May, officials said in a statement.</p>
<p>Both men underlined that lines of communication should stay open, the statement said, and agreed to speak again when
there was need. No further details of the conversation were given on either side.</p></article></body></html>"""

_KNOWN = {"/feed.xml": ("application/rss+xml", _FEED), "/readout": ("text/html", _PAGE)}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, text = _KNOWN.get(self.path, ("text/plain", ""))
        body = text.replace("{host}", self.headers["Host"]).encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve_probe() -> Iterator[int]:
    """Serve until the end of the block; yields the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def point_config_at(config: Path, port: int) -> None:
    """Let the config folder poll the probe, and nothing else; its watch stays as it is."""
    (config / "feeds.yaml").write_text(
        f"feeds:\n  - {{id: probe, url: 'http://127.0.0.1:{port}/feed.xml', outlet: Probe, lang: en}}\n",
        encoding="utf-8",
    )
    (config / "hotline.yaml").write_text(
        f"polling: {{allow_private: ['127.0.0.1:{port}'], contact: desk@example.org, per_host: {{gap: 0s}}}}\n",
        encoding="utf-8",
    )
