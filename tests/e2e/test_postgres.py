"""The commands as their user calls them, on a real PostgreSQL: created by migration, polled, alerted once, refused."""

from pathlib import Path

from tests.support.hotline import Hotline
from tests.support.newsroom import Newsroom, defence_call
from tests.support.postgres import PostgresServer


def test_the_main_job_is_done_on_postgresql(postgres_server: PostgresServer, tmp_path: Path) -> None:
    database = postgres_server.url(postgres_server.create_database())
    with Newsroom("world") as room:
        hotline = Hotline(tmp_path / "installation", room, database=database)
        room.add("world", defence_call(1))
        assert hotline.poll()["alerts"] == 2
        assert hotline.poll()["alerts"] == 0
        daemon = hotline.start()
        try:
            daemon.wait_until(lambda: " ready: " in hotline.read_stderr(), "ready")
            refused = hotline.call("poll", "--all", check=False)
            assert refused.returncode == 1
            assert "another Hotline" in refused.stderr
            room.add("world", defence_call(2))
            daemon.wait_until(lambda: len(hotline.read_alerts()) == 4, "the alerts of the second call")
            daemon.kill()
            daemon = hotline.start()
            room.add("world", defence_call(3))
            daemon.wait_until(lambda: len(hotline.read_alerts()) == 6, "those of the third")
            assert daemon.stop() < 10
        finally:
            if daemon.process.poll() is None:
                daemon.kill()
        assert sorted((alert["title"], alert["kind"]) for alert in hotline.read_alerts()) == [
            (defence_call(number).title, kind) for number in (1, 2, 3) for kind in ("contact", "mention")
        ]
        assert hotline.call("db", "check").stdout.strip() == "the database is whole"
        assert "pg_dump" in hotline.call("db", "backup", "copy.db", check=False).stderr
