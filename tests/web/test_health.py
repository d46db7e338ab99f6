"""Health endpoints and metrics."""

import json

from tests.support.website import FakeViews, serve


async def test_ready_says_why_not() -> None:
    views = FakeViews()
    async with serve(views) as website:
        status, headers, text = await website.get("/health/ready")
        assert (status, json.loads(text)) == (200, {"status": "ready"})
        assert headers["Cache-Control"] == "no-store"
        website.server.say_ready(False)
        status, _, text = await website.get("/health/ready")
        assert status == 503
        assert "starting" in json.loads(text)["detail"]
        website.server.say_ready(True)
        views.broken = True
        status, _, text = await website.get("/health/ready")
        assert status == 503
        assert "database" in json.loads(text)["detail"]
        # It lives nevertheless.
        status, _, text = await website.get("/health/live")
        assert (status, json.loads(text)) == (200, {"status": "alive"})
