"""A PostgreSQL server for tests, started from the programs of the system, ended with the tests.

`start_server` finds `initdb` on the PATH or where Debian keeps it, and runs the server on loopback, under another user
where the tests run as root (PostgreSQL refuses root). A server belongs to one test process, so that xdist's workers do
not meet; it ends by itself when that process dies, even by kill -9.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# The shell waits for its standard input to end, which is when the tests are gone; then it stops the server and tidies.
_KEEPER = (
    'folder=$1; shift; "$@" </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$folder"'
)
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "timezone": "Asia/Tokyo",
}


class NoPostgresError(Exception):
    """There are no programs of PostgreSQL on this machine."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; databases are made on it as tests want them."""

    user: str
    password: str
    port: int

    def url(self, database: str, *, password: str | None = None) -> str:
        return f"postgresql://{self.user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, template: str = "template1", language: str | None = None) -> str:
        """The name of a new database, a copy of `template`. `language`: an empty one that sorts text as people of that
        language do ("en-US"), by ICU, instead of by code points."""
        name = f"t{secrets.token_hex(8)}"
        order = sql.SQL("LOCALE_PROVIDER icu ICU_LOCALE {}").format(sql.Literal(language)) if language else sql.SQL("")
        template = "template0" if language else template
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {} {}")
        self._run(words.format(sql.Identifier(name), sql.Identifier(template), order))
        return name

    def drop_database(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def find_programs() -> Path:
    """The folder of `initdb` and `postgres`. Raises NoPostgresError."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgresError("no PostgreSQL found (initdb is neither on the PATH nor in /usr/lib/postgresql/*/bin)")


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


@contextmanager
def start_server() -> Iterator[PostgresServer]:
    """A server that runs until the block ends. Raises NoPostgresError."""
    programs = find_programs()
    as_user = _choose_user()
    with tempfile.TemporaryDirectory(prefix="hotline-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        password = secrets.token_hex(8)
        (folder / "password").write_text(password)
        for path in (folder, folder / "password"):
            if as_user:
                os.chown(path, as_user["user"], as_user["group"])
        server = PostgresServer("hotline", password, _find_port())
        _initialise(programs, folder, as_user)
        settings = [f"--{key.replace('_', '-')}={value}" for key, value in _SETTINGS.items()]
        command = [str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(server.port), "-k", str(folder)]
        with (folder / "log").open("wb") as log:
            keeper = subprocess.Popen(
                ["/bin/sh", "-c", _KEEPER, "sh", name, *command, *settings],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **as_user,
            )
            try:
                _wait_until_ready(server, folder / "log")
                yield server
            finally:
                assert keeper.stdin is not None
                keeper.stdin.close()
                keeper.wait(timeout=30)


def _choose_user() -> dict[str, Any]:
    """What `subprocess` needs to run the server as somebody who is not root; nothing where we are not."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoPostgresError("no PostgreSQL can be run: root may not, and there is no user `postgres` or `nobody`")


def _initialise(programs: Path, folder: Path, as_user: dict[str, Any]) -> None:
    command = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "hotline", "--no-sync", "-E", "UTF8"]
    command += ["--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=120, check=False, **as_user)
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr or done.stdout}")


def _find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: PostgresServer, log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(server.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from error
            time.sleep(0.1)
        else:
            return
