"""One Hotline at a time on one database, also after kill -9, and never a stale lock."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.adapters.store import InstanceLock
from service.errors import AlreadyRunningError, StoreError

HOLD = """
import sys
from service.adapters.store import InstanceLock
with InstanceLock(sys.argv[1]):
    print("held", flush=True)
    {work}
    sys.stdin.read()
"""


@contextmanager
def hold(url: str, work: str = "") -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(work=work), url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_second_one_is_refused_and_told_who_holds_it(database_url: str) -> None:
    with hold(database_url) as other:
        with pytest.raises(AlreadyRunningError, match=rf"process {other.pid} on .*, since 20.*stop it first"):
            InstanceLock(database_url).__enter__()
        other.communicate("")
    with InstanceLock(database_url):
        pass


def test_the_lock_goes_with_a_killed_process(database_url: str) -> None:
    with hold(database_url) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
    with InstanceLock(database_url):
        pass


STARTED = "import subprocess; print(subprocess.Popen(['sleep', '60'], close_fds=False).pid, flush=True)"
FORKED = "import os, time; os.fork() or (print(os.getpid(), flush=True), time.sleep(60))"


@pytest.mark.parametrize("work", [STARTED, FORKED], ids=["started", "forked"])
def test_a_child_that_outlives_a_killed_parent_does_not_hold_it(database_url: str, work: str) -> None:
    with hold(database_url, work) as other:
        assert other.stdout is not None
        child = int(other.stdout.readline())
        try:
            os.kill(other.pid, signal.SIGKILL)
            other.wait()
            with InstanceLock(database_url):
                pass
        finally:
            os.kill(child, signal.SIGKILL)


def test_within_one_process_it_is_exclusive_too(database_url: str) -> None:
    with InstanceLock(database_url), pytest.raises(AlreadyRunningError):
        InstanceLock(database_url).__enter__()
    with InstanceLock(database_url):
        pass


def test_another_database_is_free(tmp_path: Path) -> None:
    with InstanceLock(f"sqlite:///{tmp_path}/one.db"), InstanceLock(f"sqlite:///{tmp_path}/two.db"):
        pass


def test_a_link_to_the_database_is_no_other_database(tmp_path: Path) -> None:
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "hotline.db").symlink_to(tmp_path / "hotline.db")
    with InstanceLock(f"sqlite:///{tmp_path}/hotline.db"), pytest.raises(AlreadyRunningError):
        InstanceLock(f"sqlite:///{tmp_path}/linked/hotline.db").__enter__()


def test_the_folder_of_a_new_database_is_made_for_the_lock(tmp_path: Path) -> None:
    with InstanceLock(f"sqlite:///{tmp_path}/data/hotline.db"):
        assert (tmp_path / "data" / "hotline.db.lock").exists()
    with pytest.raises(StoreError, match="cannot be created"):
        InstanceLock(f"sqlite:///{tmp_path}/no/such/hotline.db").__enter__()
