"""What a database error means to the person who runs Hotline, and what to do about it.

Enter: the URL and the driver's error. Leaves: one sentence, without the password. Called by `engine`.
"""

from pathlib import Path

from sqlalchemy import URL

_SQLITE = (
    ("unable to open database file", "cannot be opened: {place}"),
    ("readonly database", "cannot be written: give this user the right to write {path} and its folder"),
    ("is locked", "is locked by another process; wait for it to end, or see which one holds {path} (fuser {path})"),
    ("disk is full", "cannot grow: the disk that holds {path} is full; free some space, nothing is lost meanwhile"),
    ("disk i/o error", "cannot be read or written: the disk that holds {path} reports an error"),
    ("not a database", "is not a SQLite database: {path} holds something else; move it away or correct the URL"),
    ("malformed", "is damaged: {path}; stop Hotline, run `hotline db check`, and restore the last backup"),
    ("no such table", "has no tables yet; run `hotline db upgrade`"),
)
_POSTGRESQL = (
    ("password authentication failed", "refused the password of user {user!r}; correct the URL in hotline.yaml"),
    ("no password supplied", "wants a password for user {user!r}; put it into the URL, or into ~/.pgpass"),
    ("does not exist", "cannot be used: {reason}; create it (`createdb`), or correct the URL"),
    ("permission denied", "refused: {reason}; grant that right to user {user!r}"),
    ("too many clients", "has no connection to spare; raise its max_connections"),
    ("starting up", "is still starting; it will be tried again"),
    ("shutting down", "is shutting down; it will be tried again"),
    ("no space left", "cannot grow: the server's disk is full"),
    ("undefined_table", "has no tables yet; run `hotline db upgrade`"),
)


def describe_failure(url: URL, error: BaseException) -> str:
    """One sentence: which database, what is wrong, what to do. Never holds the password of `url`."""
    reason = _one_line(error)
    if url.get_backend_name() == "sqlite":
        words = _find_words(_SQLITE, reason) or "refused an operation: {reason}"
        path = Path(url.database or "")
        said = words.format(path=path, place=_explain_place(path), reason=reason)
        return f"the database {path} {said}"
    where = f"{url.host or 'local socket'}{f':{url.port}' if url.port else ''}/{url.database or ''}"
    if getattr(error, "sqlstate", None) == "42P01":
        reason = "undefined_table"
    found = _find_words(_POSTGRESQL, reason)
    if found is None:
        # Without an SQLSTATE there was no answer from a server.
        lost = getattr(error, "sqlstate", None) is None
        found = "cannot be reached: {reason}; is the server running?" if lost else "refused an operation: {reason}"
    said = found.format(user=url.username or "", reason=reason)
    return _without_password(f"the PostgreSQL database {where} {said}", url)


def _find_words(table: tuple[tuple[str, str], ...], reason: str) -> str | None:
    lowered = reason.lower()
    return next((words for sign, words in table if sign in lowered), None)


def _explain_place(path: Path) -> str:
    if not path.parent.is_dir():
        return f"the folder {path.parent} does not exist; create it, or correct `database` in hotline.yaml"
    if not path.exists():
        return "there is no such file; run `hotline db upgrade` to create it"
    return "this user may not read and write it, or its folder"


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _without_password(words: str, url: URL) -> str:
    secrets = {str(url.password or "")}
    query = url.query.get("password")
    secrets.update([query] if isinstance(query, str) else query or ())
    for secret in secrets:
        if secret:
            words = words.replace(secret, "***")
    return words
