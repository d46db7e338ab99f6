"""The hostile run against the daemon: how late does a healthy feed become beside all cases?

    python tests/faults/run_daemon.py [--seconds 90] [--port N] [--server FILE]

All cases of `hostile_server.py` are configured at once beside a healthy feed with `every: 2s` on a server of its own,
and `hotline run` is started on them. The healthy feed's requests are timed: what lies between two of them beyond the
interval is its lateness. Prints the worst ones, the memory of the daemon with its children, and one JSON line; exits 1
where a request came over five seconds late, the daemon ended, or an alert line was written twice.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.faults import run_faults as faults  # noqa: E402

EVERY = 2.0
ALLOWED = 5.0


class Healthy:
    """A server of one good feed, with a new item each time; remembers when it was asked."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        healthy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != "/feed":
                    self.send_error(404)
                    return
                healthy.asked.append(time.monotonic())
                number = len(healthy.asked)
                body = (
                    f"<rss version='2.0'><channel><title>h</title><item><title>Item {number}</title>"
                    f"<guid isPermaLink='false'>{number}</guid></item></channel></rss>"
                ).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.authority = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def lateness(self, begun: float, ended: float) -> list[float]:
        """Seconds beyond the interval between one request and the next, the start and the end counted as such."""
        times = [begun, *self.asked, ended]
        return [max(0.0, after - before - EVERY) for before, after in pairwise(times)]


def configure(root: Path, port: int, cases: list[tuple[str, str]], healthy: Healthy) -> Path:
    config = faults.write_config(root, port, cases)
    with (config / "feeds.yaml").open("a", encoding="utf-8") as feeds:
        feeds.write(f"  - {{id: healthy, url: 'http://{healthy.authority}/feed', outlet: H, every: 2s}}\n")
    text = (config / "hotline.yaml").read_text(encoding="utf-8")
    text = text.replace("allow_private: [", f'every_min: 5s, allow_private: ["{healthy.authority}", ')
    (config / "hotline.yaml").write_text(text, encoding="utf-8")
    return config


def measure(config: Path, healthy: Healthy, seconds: float) -> tuple[faults.Run, list[float], str]:
    """Run the daemon for so long; what it took, the healthy feed's lateness, and what the daemon said last."""
    run = faults.Run()
    errors = (config.parent / "stderr.txt").open("w+", encoding="utf-8")
    command = [sys.executable, "-m", "service", "run", "--config", str(config), "--now", faults.NOW]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors)
    ended = threading.Event()
    watcher = threading.Thread(target=faults.watch_memory, args=(process.pid, run, ended))
    watcher.start()
    try:
        while not healthy.asked and process.poll() is None:
            time.sleep(0.05)
        begun = time.monotonic()
        while time.monotonic() - begun < seconds and process.poll() is None:
            time.sleep(0.5)
        if process.poll() is not None:
            run.unsafe.append(f"the daemon ended with {process.returncode}")
        late = healthy.lateness(begun, time.monotonic())
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            run.unsafe.append("the daemon did not end within 20 s of SIGTERM")
        ended.set()
        watcher.join()
        errors.seek(0)
        said = errors.read()[-2000:]
        errors.close()
    return run, late, said


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=90)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--server", type=Path, default=faults.SERVER)
    given = options.parse_args()
    port = given.port or faults.find_ports(6)
    with faults.serve(given.server, port) as cases, tempfile.TemporaryDirectory() as scratch:
        healthy = Healthy()
        feeds = [(case["name"], case["url"]) for case in cases if not faults.is_article(case)]
        config = configure(Path(scratch), port, feeds, healthy)
        run, late, said = measure(config, healthy, given.seconds)
        faults.judge_safety(port, Path(scratch), run)
        alerts = Counter(alert["id"] for alert in faults.read_alerts(Path(scratch)))
    run.unsafe += [f"alert {name} stands there {count} times" for name, count in alerts.items() if count > 1]
    worst = max(late)
    if worst > ALLOWED:
        run.unsafe.append(f"the healthy feed was {worst:.1f} s late")
    for unsafe in run.unsafe:
        print(f"SAFETY  {unsafe}")
    if run.unsafe:
        print(said)
    print("lateness of the healthy feed, worst first:", [round(value, 1) for value in sorted(late, reverse=True)[:8]])
    print(
        json.dumps(
            {
                "cases": len(feeds),
                "healthy_polls": len(healthy.asked),
                "worst_late_s": round(worst, 1),
                "peak_mb": round(run.peak_mb),
                "alerts": sum(alerts.values()),
                "unsafe": len(run.unsafe),
            }
        )
    )
    return 1 if run.unsafe else 0


if __name__ == "__main__":
    sys.exit(main())
